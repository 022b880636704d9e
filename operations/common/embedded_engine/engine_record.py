"""Which process is the engine, and the proof that it still is."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import psutil
from pydantic import TypeAdapter, ValidationError

from configuration.emulator import ACCOUNT
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.errors import InputError
from operations.common.files import write_file

CLOCK_TOLERANCE_SECONDS = 5.0
"""How far a process's creation time may seem to move: it is derived from the wall clock, which is adjusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRecord:
    """A started engine: its process, its port and the token that only it carries.

    `create_time` is in seconds since the epoch, `started_at` the same as ISO 8601 in UTC.
    """

    pid: int
    create_time: float
    port: int
    token: str
    started_at: str
    account: str = ACCOUNT
    """The one account that it has."""

    @property
    def endpoint(self) -> str:
        """The URL of every AWS service."""
        return f"http://127.0.0.1:{self.port}"

    def process(self) -> psutil.Process | None:
        """Return the engine's process, or None if that pid is free or belongs to another program.

        A process counts only if it was created when the engine was and carries the token in its command
        line, so that no other one is ever signalled.
        """
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return None
            same_age = abs(process.create_time() - self.create_time) < CLOCK_TOLERANCE_SECONDS
            return process if same_age and self.token in process.cmdline() else None
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return None

    def write(self, file: Path) -> None:
        """Write the record in one step. Raises OperationError if it cannot be written."""
        write_file(file, json.dumps(asdict(self), indent=2) + "\n")


_RECORD: Final = TypeAdapter(EngineRecord)


def read_record(file: Path) -> EngineRecord | None:
    """Return the record of a file, or None if there is none or it is not one."""
    try:
        return _RECORD.validate_json(file.read_bytes(), strict=True)
    except (FileNotFoundError, ValidationError):
        return None


def running(home: EngineHome) -> EngineRecord | None:
    """Return the engine of a home if its process lives, whether it answers or not."""
    record = read_record(home.record)
    return record if record is not None and record.process() is not None else None


def require_running(home: EngineHome) -> EngineRecord:
    """Return the engine of a home. Raises InputError if none runs."""
    record = running(home)
    if record is None:
        raise InputError("the embedded AWS is not running: run 'make up', or 'uv run anthill local up'")
    return record
