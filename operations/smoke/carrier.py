"""What carries records between services: AWS itself, or on this machine what plays the services that are not run."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from operations.common.errors import OperationError
from operations.emulator.send.by_file import object_created
from operations.emulator.send.firehose_delivery import objects
from operations.emulator.send.function_run import DeployedFunction
from operations.emulator.send.platform import Platform
from operations.smoke.question import Client


class FunctionFailedError(Exception):
    """Says what a function said when it failed."""


class Carrier(Protocol):
    """Runs functions, and does what services do by themselves where they are not run."""

    def run(self, function: str, event: Mapping[str, Any]) -> Any:
        """Run a function and return its answer. Raises FunctionFailedError."""
        ...

    def deliver(self, delivery: str, record: bytes) -> None:
        """Do what a delivery stream does with a record."""
        ...

    def announce(self, function: str, bucket: str, key: str) -> None:
        """Do what an event rule does with a new object: run the function that it leads to."""
        ...


class Aws:
    """The services themselves: they deliver and announce on their own."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def run(self, function: str, event: Mapping[str, Any]) -> Any:
        """Invoke it and wait for its answer."""
        try:
            done = self._client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
            answer = json.loads(done["Payload"].read() or b"null")
        except (BotoCoreError, ClientError, ValueError) as error:
            raise FunctionFailedError(f"could not be run: {error}") from error
        if "FunctionError" in done:
            said = answer if isinstance(answer, dict) else {}
            raise FunctionFailedError(f"{said.get('errorType', 'failed')}: {said.get('errorMessage', '')}")
        return answer

    def deliver(self, delivery: str, record: bytes) -> None:
        """Leave it to Firehose."""

    def announce(self, function: str, bucket: str, key: str) -> None:
        """Leave it to EventBridge and Lambda."""


class Embedded:
    """The embedded AWS, which holds functions and delivery streams and runs none.

    Functions run on this machine with their deployed settings, and records are written as the deployed delivery
    stream says.
    """

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def run(self, function: str, event: Mapping[str, Any]) -> Any:
        """Run the deployed package here."""
        try:
            facts = self._platform.client("lambda").get_function_configuration(FunctionName=function)
            code = facts["Handler"].split(".")[0]
            return DeployedFunction(self._platform, code=code, physical_name=function).run(event)
        except (OperationError, BotoCoreError, ClientError) as error:
            raise FunctionFailedError(str(error).rstrip().rpartition("\n")[2]) from error

    def deliver(self, delivery: str, record: bytes) -> None:
        """Write the object that Firehose would write."""
        for arguments in objects(self._platform, delivery, [record]):
            self._platform.client("s3").put_object(**arguments)

    def announce(self, function: str, bucket: str, key: str) -> None:
        """Run the function on the event that S3 would send."""
        head = self._platform.client("s3").head_object(Bucket=bucket, Key=key)
        self.run(function, object_created(head, bucket, key))
