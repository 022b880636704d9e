"""A PostgreSQL for the time of one command: a data folder that stays, a socket in a folder of its own, no port."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from operations.common.embedded_engine.database_home import DatabaseHome
from operations.common.errors import OperationError
from operations.common.file_lock import held
from operations.emulator.replication.server_programs import Account, programs

SUPERUSER: Final = "anthill"
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 30.0
OPTIONS: Final = {
    # No port, and no password: whoever may enter the socket's folder may do anything.
    "listen_addresses": "",
    "wal_level": "logical",
    # One for each source; AWS allows 100 serverless replications (DMS quotas).
    "max_replication_slots": "100",
    "max_wal_senders": "4",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "16MB",
    # A machine that crashes ends the embedded AWS, which is in memory, and the database goes with that.
    "fsync": "off",
}
LIFELINE: Final = (
    'exec 3<&0; "$@" </dev/null 3<&- & server=$!; '
    '(read -r _ <&3; kill -INT "$server" 2>/dev/null) & exec 3<&-; wait "$server"'
)
"""Ends the server by SIGINT, which is a fast and orderly shutdown (PostgreSQL documentation, "Shutting Down the
Server"), when standard input closes: so it does however the process that holds the other end dies."""


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL that runs."""

    folder: Path
    """Where its data lie."""
    sockets: Path

    def connect(self, database: str, *, replication: bool = False) -> "psycopg.Connection[tuple[Any, ...]]":
        """Return a connection whose every statement is a transaction; `replication` adds replication commands."""
        return psycopg.connect(
            "replication=database" if replication else "",
            host=str(self.sockets),
            user=SUPERUSER,
            dbname=database,
            options="",
            autocommit=True,
        )


@contextmanager
def running_server(home: DatabaseHome) -> Generator[Server]:
    """Run the PostgreSQL of a home for a `with` block. Raises OperationError with the end of its log if it can't be.

    It has ended when the block has, or soon after this process, however that ends.
    """
    account = Account.of_this_process()
    home.folder.mkdir(parents=True, exist_ok=True)
    with held(home.lock, "another command uses the database"):
        folder = home.made(account.user)
        account.given(folder)
        place = programs(account, folder)
        data, log = folder / "data", folder / "log"
        if not (data / "PG_VERSION").exists():
            _initialise(place, data, account)
        # Not the folder for temporary files: a socket's path may have 103 characters (macOS' sys/un.h).
        sockets = account.given(Path(tempfile.mkdtemp(prefix="anthill-", dir="/tmp")))
        try:
            with _started(place, data, sockets, log, account) as process:
                server = Server(folder, sockets)
                _wait(server, process, log)
                yield server
        finally:
            shutil.rmtree(sockets, ignore_errors=True)


def _initialise(place: Path, data: Path, account: Account) -> None:
    # What a killed start has left is no database.
    shutil.rmtree(data, ignore_errors=True)
    made = data.with_name("new")
    shutil.rmtree(made, ignore_errors=True)
    done = subprocess.run(
        [
            *account.beginning,
            *(place / "initdb", "--pgdata", made, "--username", SUPERUSER, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"),
        ],
        capture_output=True,
        text=True,
        check=False,
        **account.settings,
    )
    if done.returncode:
        raise OperationError(f"no database can be made in {data}: {done.stderr.strip()}")
    made.rename(data)


@contextmanager
def _started(
    place: Path, data: Path, sockets: Path, log: Path, account: Account
) -> Generator["subprocess.Popen[Any]"]:
    settings = {**OPTIONS, "unix_socket_directories": str(sockets)}
    options = [text for name, value in settings.items() for text in ("-c", f"{name}={value}")]
    with (
        log.open("wb") as said,
        subprocess.Popen(
            [*account.beginning, "/bin/sh", "-c", LIFELINE, "sh", place / "postgres", "-D", data, *options],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
            # Ctrl-C is for this process, which ends the server in order.
            start_new_session=True,
            **account.settings,
        ) as process,
    ):
        try:
            yield process
        finally:
            if process.stdin:
                process.stdin.close()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _wait(server: Server, process: "subprocess.Popen[Any]", log: Path) -> None:
    limit = time.monotonic() + START_SECONDS
    while True:
        try:
            server.connect("postgres").close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > limit:
                end = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
                raise OperationError(
                    f"PostgreSQL does not start; its log, {log}, ends:\n{end or error}"
                ) from error
            time.sleep(0.02)
        else:
            return
