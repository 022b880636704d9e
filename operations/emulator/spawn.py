"""Starting the engine's process."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import psutil

from configuration.emulator import ACCOUNT
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord
from operations.common.errors import InputError, OperationError
from operations.emulator.health import health

START_LIMIT_SECONDS: Final = 60.0
POLL_SECONDS: Final = 0.05
LOG_TAIL_LINES: Final = 15

ENGINE_SETTINGS: Final = {
    # Real accounts have them; without, a managed policy looked up by name is not found.
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    # Headers for browsers, which AWS sends only where a bucket has rules for them.
    "MOTO_DISABLE_GLOBAL_CORS": "true",
    "PYTHONUNBUFFERED": "1",
}

_children: Final[list[subprocess.Popen[bytes]]] = []
"""Engines outlive the calls that start them; a dropped Popen object would warn of that."""


def reap() -> None:
    """Forget the engines of this process that have ended."""
    _children[:] = [child for child in _children if child.poll() is None]


def spawn(
    home: EngineHome, port: int, *, lifeline: int | None = None, account: str = ACCOUNT
) -> EngineRecord:
    """Start an engine, whose one account is `account`, and return once it answers.

    Port 0 takes a free one. With a `lifeline`, the read end of a pipe, the engine ends when the pipe's
    write end closes; without, it lives until it is stopped. Raises InputError if the port is taken, and
    OperationError with the end of the log if the engine dies or does not answer in time.
    """
    listener = _listen(port)
    port = listener.getsockname()[1]
    token = secrets.token_hex(16)
    home.folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "operations.emulator.server"]
    command += ["--socket", str(listener.fileno()), "--token", token, "--record", str(home.record)]
    if lifeline is not None:
        command += ["--lifeline", str(lifeline)]
    with listener, home.log.open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home.folder,
            env=_engine_environment(port) | {"MOTO_ACCOUNT_ID": account},
            pass_fds=[listener.fileno(), *([] if lifeline is None else [lifeline])],
            # Ctrl-C in the terminal is not meant for the engine.
            start_new_session=True,
        )
    _children.append(process)
    try:
        record = EngineRecord(
            pid=process.pid,
            create_time=psutil.Process(process.pid).create_time(),
            port=port,
            token=token,
            started_at=datetime.now(UTC).isoformat(timespec="seconds"),
            account=account,
        )
        record.write(home.record)
        _await_health(record, process.poll, home)
    except BaseException:
        process.kill()
        process.wait()
        home.record.unlink(missing_ok=True)
        raise
    return record


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Lets a port be reused at once after an engine ended; it does not let two share it.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise InputError(
            f"port {port} on 127.0.0.1 cannot be taken ({error.strerror}): "
            "give another with --port, or none to take a free one"
        ) from error
    return listener


def _engine_environment(port: int) -> dict[str, str]:
    dropped = ("AWS_", "MOTO_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | ENGINE_SETTINGS | {"MOTO_PORT": str(port)}


def _await_health(record: EngineRecord, poll: Callable[[], int | None], home: EngineHome) -> None:
    limit = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < limit:
        if (code := poll()) is not None:
            raise OperationError(f"the embedded AWS ended at once (exit {code}); {_tail(home)}")
        answer = health(record.endpoint)
        if answer is not None and answer.get("token") == record.token:
            return
        time.sleep(POLL_SECONDS)
    raise OperationError(
        f"the embedded AWS did not answer on {record.endpoint} within {START_LIMIT_SECONDS:.0f} s; {_tail(home)}"
    )


def _tail(home: EngineHome) -> str:
    with contextlib.suppress(FileNotFoundError):
        lines = home.log.read_text(encoding="utf-8", errors="replace").splitlines()
        if lines:
            return "\n".join([f"the end of {home.log}:", *lines[-LOG_TAIL_LINES:]])
    return f"{home.log} is empty"
