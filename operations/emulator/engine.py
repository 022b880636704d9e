"""The life of the embedded AWS: at most one engine per home, started, found and stopped."""

import contextlib
import fcntl
import os
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import IO, Final

import psutil

from configuration.emulator import ACCOUNT
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord, running
from operations.common.errors import InputError, OperationError
from operations.emulator.health import health
from operations.emulator.spawn import reap, spawn

LOCK_LIMIT_SECONDS: Final = 90.0
STOP_LIMIT_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The outcome of a start.

    `new` is False where the engine ran already; `state_retired` says that a state of an ended engine was
    moved to `previous`.
    """

    record: EngineRecord
    new: bool
    state_retired: bool


def healthy(record: EngineRecord) -> bool:
    """Return whether the engine answers, and as itself."""
    answer = health(record.endpoint)
    return answer is not None and answer.get("token") == record.token


def start(home: EngineHome, *, port: int = 0, lifeline: int | None = None, account: str = ACCOUNT) -> Started:
    """Start the engine of a home, with one account, or find it running.

    Raises InputError if a given port is taken or the engine runs on another one, OperationError if it does
    not start or no longer answers.
    """
    with _locked(home):
        record = running(home)
        if record is not None:
            if port not in (0, record.port):
                raise InputError(
                    f"the embedded AWS already runs on port {record.port}, not {port}: "
                    "leave --port out, or stop it first with `anthill local down`"
                )
            if not healthy(record):
                raise OperationError(
                    f"the embedded AWS (process {record.pid}) does not answer on {record.endpoint}: "
                    "end it with `anthill local down`"
                )
            return Started(record=record, new=False, state_retired=False)
        retired = home.retire_instance()
        return Started(
            record=spawn(home, port, lifeline=lifeline, account=account), new=True, state_retired=retired
        )


def stop(home: EngineHome, *, purge: bool = False) -> EngineRecord | None:
    """Stop the engine of a home and return what it was, or None if none ran.

    Its states are retired with it; `purge` removes every file of the home instead. Raises OperationError
    if the process does not end.
    """
    if not home.folder.exists():
        return None
    with _locked(home):
        record = running(home)
        if record is not None:
            _end(record)
        reap()
        home.record.unlink(missing_ok=True)
        if purge:
            home.purge()
        else:
            home.retire_instance()
        return record


@contextlib.contextmanager
def running_engine(home: EngineHome, *, port: int = 0, account: str = ACCOUNT) -> Generator[EngineRecord]:
    """Run an engine for the time of a `with` block; it dies with this process, however that ends.

    Raises OperationError if the home has an engine already, else as `start` does.
    """
    read_end, write_end = os.pipe()
    try:
        os.set_inheritable(read_end, True)
        started = start(home, port=port, lifeline=read_end, account=account)
    except BaseException:
        os.close(write_end)
        raise
    finally:
        os.close(read_end)
    try:
        if not started.new:
            raise OperationError(
                f"the embedded AWS already runs on {started.record.endpoint}: stop it with `anthill local down`"
            )
        yield started.record
    finally:
        os.close(write_end)
        if started.new:
            stop(home)


def _end(record: EngineRecord) -> None:
    for signalled in (psutil.Process.terminate, psutil.Process.kill):
        process = record.process()
        if process is None:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            signalled(process)
            with contextlib.suppress(psutil.TimeoutExpired):
                process.wait(STOP_LIMIT_SECONDS)
    if record.process() is not None:
        raise OperationError(
            f"the embedded AWS (process {record.pid}) did not end: end it by hand, then try again"
        )


@contextlib.contextmanager
def _locked(home: EngineHome) -> Generator[None]:
    limit = time.monotonic() + LOCK_LIMIT_SECONDS
    while True:
        home.folder.mkdir(parents=True, exist_ok=True)
        with home.lock.open("w") as lock:
            if _taken(lock, home):
                yield
                return
        if time.monotonic() > limit:
            raise OperationError(
                f"another start or stop holds {home.lock} for {LOCK_LIMIT_SECONDS:.0f} s: wait for it or end it"
            )
        time.sleep(0.1)


def _taken(lock: IO[str], home: EngineHome) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # A purge removes the file; a lock on what is no longer there excludes nobody.
        return os.fstat(lock.fileno()).st_ino == home.lock.stat().st_ino
    except (BlockingIOError, FileNotFoundError):
        return False
