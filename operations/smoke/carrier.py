"""What carries records between services: AWS itself; for the embedded one, what plays the services that it lacks."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from operations.common.errors import OperationError
from operations.smoke.question import Client


class Carrier(Protocol):
    """Runs functions, and does what services do by themselves where they are not run."""

    def run(self, function: str, event: Mapping[str, Any]) -> Any:
        """Run a function and return its answer. Raises OperationError."""
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
            raise OperationError(f"could not be run: {error}") from error
        if "FunctionError" in done:
            said = answer if isinstance(answer, dict) else {}
            raise OperationError(f"{said.get('errorType', 'failed')}: {said.get('errorMessage', '')}")
        return answer

    def deliver(self, delivery: str, record: bytes) -> None:
        """Leave it to Firehose."""

    def announce(self, function: str, bucket: str, key: str) -> None:
        """Leave it to EventBridge and Lambda."""
