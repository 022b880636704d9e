"""Runs a function of the deployed platform on this machine: its very package, its own settings."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import ClientError

from functions.packaging import digest, package
from operations.common.embedded_engine.client import client_environment
from operations.common.errors import InputError, OperationError
from operations.common.files import write_file
from operations.emulator.send.platform import Platform, is_absent

LONGEST_LOG: Final = 4000
RUNNER: Final = """
import importlib, json, sys
archive, handler, seconds = sys.argv[1:]
sys.path.insert(0, archive)
module, _, name = handler.rpartition(".")
class Context:
    @staticmethod
    def get_remaining_time_in_millis():
        return int(seconds) * 1000
event = json.load(sys.stdin)
answer = getattr(importlib.import_module(module), name)(event, Context())
sys.stdout.write("\\n" + json.dumps(answer) + "\\n")
"""


class DeployedFunction:
    """A deployed function that the embedded AWS holds and does not run.

    Raises InputError if it is not deployed, or if its code is not that of this folder.
    """

    def __init__(self, platform: Platform, *, code: str, physical_name: str) -> None:
        self._platform = platform
        self._code = code
        self.name = physical_name
        try:
            self._facts = platform.client("lambda").get_function_configuration(FunctionName=physical_name)
        except ClientError as error:
            if not is_absent(error):
                raise
            raise InputError(f"function {physical_name} is not deployed: run 'make up' first") from error
        if self._facts["CodeSha256"] != digest(code):
            raise InputError(
                f"function {physical_name} was deployed with other code than functions/{code}: deploy first"
            )

    def setting(self, variable: str) -> dict[str, Any]:
        """Return the settings of the deployed function."""
        found: dict[str, Any] = json.loads(self._facts["Environment"]["Variables"][variable])
        return found

    def run(self, event: Mapping[str, Any], **variables: str) -> dict[str, Any]:
        """Run it and return its answer. Raises OperationError with the end of its log if it fails."""
        with tempfile.TemporaryDirectory(prefix="anthill-function-") as folder:
            archive = Path(folder) / f"{self._code}.zip"
            write_file(archive, package(self._code))
            done = subprocess.run(
                [
                    sys.executable,
                    "-c",
                    RUNNER,
                    str(archive),
                    self._facts["Handler"],
                    str(self._facts["Timeout"]),
                ],
                input=json.dumps(event),
                env={
                    # Its requests to the API on this machine go there, not through the engine.
                    **_without_proxies(client_environment(self._platform.engine)),
                    **self._facts["Environment"]["Variables"],
                    **variables,
                },
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            raise OperationError(
                f"function {self.name} failed:\n{(done.stdout + done.stderr)[-LONGEST_LOG:]}"
            )
        answer: dict[str, Any] = json.loads(done.stdout.rstrip().rpartition("\n")[2])
        return answer


def _without_proxies(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.upper().endswith("_PROXY")}
