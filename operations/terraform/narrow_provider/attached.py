"""Terraform with the AWS provider attached: one process of it for the whole command, and the schema that is needed.

`python -m operations.terraform.narrow_provider.attached ARGUMENTS` runs Terraform in the working folder as it is, but
that the provider runs already, and answers with the part of its schema that the folder needs. Where that part is not
known, or the provider cannot be attached, Terraform starts it itself, and one line says so.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Final

from offline_databricks.plugin import COOKIE, Call, socket_folder, start_server
from operations.terraform.narrow_provider.installation import (
    ATTACHED,
    CACHE_VARIABLE,
    SOURCE,
    STOCK,
    TERRAFORM,
)
from operations.terraform.narrow_provider.needed import UnknownTypesError, needed_types
from operations.terraform.narrow_provider.quiet import without_progress
from operations.terraform.narrow_provider.real import RealProvider
from operations.terraform.narrow_provider.schema import ASKED, narrowed
from operations.terraform.narrow_provider.splice import Splice

LOGS: Final = ("TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_CORE", "TF_LOG_PATH")
"""Who reads Terraform's log wants to see it start the provider, and what the provider logs."""
_CALLS_AT_ONCE: Final = 16
_GRACE: Final = 0.5
PLAN: Final = "plan"
"""The command that changes nothing: it may be repeated."""


class Attached:
    """The provider of a stack's folder, attached until `end`, with the schema of these types.

    Raises OSError if it does not start.
    """

    def __init__(self, stack: Path, types: frozenset[bytes], environment: Mapping[str, str]) -> None:
        self._stack = stack
        self._folder = socket_folder(environment)
        self._opened: list[Any] = []
        try:
            self.variables = {ATTACHED: json.dumps({SOURCE: self._serve(types, environment)})}
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """End it."""
        for each in reversed(self._opened):
            each()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _serve(self, types: frozenset[bytes], environment: Mapping[str, str]) -> Mapping[str, Any]:
        # Terraform throws away what a provider logs, unless it is asked for; here nobody even writes it.
        started = {COOKIE[0]: COOKIE[1], "PLUGIN_PROTOCOL_VERSIONS": "5,6", **dict.fromkeys(LOGS[:2], "OFF")}
        cache = Path(environment[CACHE_VARIABLE])
        self.provider = provider = RealProvider(
            self._stack, cache, {**environment, **started}, told=self._folder / "told"
        )
        self._opened.append(provider.end)
        # It starts while Terraform reads the configuration.
        provider.start()
        schema = narrowed(provider.schema, types)

        def answers(method: str) -> Call | None:
            if not method.startswith("/tfplugin"):
                return None
            return (lambda _request: schema) if method.rpartition("/")[2] in ASKED else provider.call(method)

        relay, socket = self._folder / "relay", self._folder / "plugin"
        server = start_server(relay, answers, calls_at_once=_CALLS_AT_ONCE, done=threading.Event())
        self._opened.append(lambda: server.stop(_GRACE))
        # Terraform asks for the schema on its first connection only, and keeps it: the others need no relay. One that
        # asked again would get the whole schema.
        targets = chain([relay], repeat(provider.socket or relay))
        self._opened.append(Splice(socket, lambda: next(targets)).close)
        return {
            "Protocol": "grpc",
            "ProtocolVersion": int(provider.protocol),
            "Pid": os.getpid(),
            # Terraform does not end it then, and asks for it several times in one command.
            "Test": True,
            "Addr": {"Network": "unix", "String": str(socket)},
        }


def main(arguments: Sequence[str]) -> int:
    """Run Terraform with these arguments and return its exit code."""
    environment = dict(os.environ)
    command = [environment[TERRAFORM], *arguments]
    if any(environment.get(name) for name in (STOCK, ATTACHED, *LOGS)):
        return _run(command, environment, quiet=False)
    quiet = arguments[0] == PLAN and not sys.stdout.isatty()
    types: frozenset[bytes] = frozenset()
    try:
        types = needed_types(Path.cwd(), arguments, environment)
        attached = Attached(Path.cwd(), types, environment)
    except UnknownTypesError as error:
        _say(str(error))
        return _run(command, environment, quiet=quiet)
    except Exception as error:  # noqa: BLE001 - whatever is wrong here, Terraform can do without
        _say(f"it cannot be attached: {error}")
        return _run(command, environment, quiet=quiet)
    try:
        code = _run(command, environment | attached.variables, quiet=quiet)
        lost = attached.provider.lost
        if lost:
            sys.stderr.write(attached.provider.last_words)
    finally:
        attached.end()
    if code == 1 and arguments[0] == PLAN and (why := _changed(types, arguments, environment, lost=lost)):
        _say(f"{why}, so it is planned once more")
        return _run(command, environment, quiet=quiet)
    return code


def _changed(
    types: frozenset[bytes], arguments: Sequence[str], environment: Mapping[str, str], *, lost: bool
) -> str:
    """Return why a plan may have failed that Terraform alone would have made, nothing if there is no reason."""
    if lost:
        return "the attached one ended by itself"
    try:
        more = needed_types(Path.cwd(), arguments, environment) - types
    except UnknownTypesError as error:
        return str(error)
    return "the state has other types than before" if more else ""


def _run(command: Sequence[str], environment: Mapping[str, str], *, quiet: bool) -> int:
    """Run Terraform and see it to its end, whatever signal comes; a terminal's Ctrl-C reaches it by itself."""
    running: subprocess.Popen[bytes] | None = None

    def hand_on(number: int, _frame: object) -> None:
        if running is not None and number != signal.SIGINT:
            running.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, hand_on)
    running = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE if quiet else None)
    if running.stdout is not None:
        without_progress(running.stdout.fileno(), sys.stdout.buffer)
    code = running.wait()
    # As a shell says it of a program that a signal ended.
    return code if code >= 0 else 128 - code


def _say(why: str) -> None:
    sys.stderr.write(f"cdktf: Terraform starts the AWS provider itself and reads all of its schema: {why}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
    except KeyboardInterrupt:
        status = 130
    sys.stdout.flush()
    sys.stderr.flush()
    # The threads of gRPC take their time to end, and cdktf-cli waits for this process.
    os._exit(status)
