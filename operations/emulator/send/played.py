"""Plays the services that the embedded AWS lacks, for what waits until they have carried something."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from operations.common.errors import OperationError
from operations.emulator.send.by_file import object_created
from operations.emulator.send.firehose_delivery import objects
from operations.emulator.send.function_run import DeployedFunction
from operations.emulator.send.platform import Platform


class Played:
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
            raise OperationError(str(error).rstrip().rpartition("\n")[2]) from error

    def deliver(self, delivery: str, record: bytes) -> None:
        """Write the object that Firehose would write."""
        for arguments in objects(self._platform, delivery, [record]):
            self._platform.client("s3").put_object(**arguments)

    def announce(self, function: str, bucket: str, key: str) -> None:
        """Run the function on the event that S3 would send."""
        head = self._platform.client("s3").head_object(Bucket=bucket, Key=key)
        self.run(function, object_created(head, bucket, key))
