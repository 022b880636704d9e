"""PostgreSQL runs for one command, as an ordinary user, and ends with it however that ends."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from operations.common.embedded_engine.database_home import DatabaseHome
from operations.common.errors import OperationError
from operations.emulator.replication import server_programs
from operations.emulator.replication.server import running_server

HOLDS = """
import sys, time
from pathlib import Path
from operations.common.embedded_engine.database_home import DatabaseHome
from operations.emulator.replication.server import running_server
with running_server(DatabaseHome(Path(sys.argv[1]))) as server:
    print(server.sockets, flush=True)
    time.sleep(600)
"""


def servers(sockets: str) -> list[psutil.Process]:
    """The servers whose socket is in a folder."""
    wanted = f"unix_socket_directories={sockets}"
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if wanted in (process.info["cmdline"] or []) and "sh" not in (process.info["cmdline"] or [])
    ]


def test_what_was_committed_is_there_the_next_time(database_home: DatabaseHome) -> None:
    with running_server(database_home) as server:
        sockets = server.sockets
        (running,) = servers(str(sockets))
        assert running.uids().real != 0, "PostgreSQL refuses root, so it runs as an ordinary user"
        assert not running.net_connections(kind="inet"), "it listens on no port"
        assert sockets.stat().st_mode & 0o077 == 0, "nobody else reaches its socket"
        with server.connect("postgres") as connection:
            connection.execute("CREATE TABLE t AS SELECT 1 AS x")
        with (
            pytest.raises(OperationError, match="another command uses the database"),
            running_server(database_home),
        ):
            pass
    assert not running.is_running()
    assert not sockets.exists()
    with running_server(database_home) as server, server.connect("postgres") as connection:
        assert connection.execute("SELECT x FROM t").fetchall() == [(1,)]


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT])
def test_no_server_is_left_behind(database_home: DatabaseHome, by: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(database_home.folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        sockets = process.stdout.readline().strip()
        (running,) = servers(sockets)
        process.send_signal(by)
        process.wait(60)
    running.wait(30)
    shutil.rmtree(sockets, ignore_errors=True)
    with running_server(database_home) as server, server.connect("postgres") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_server_that_cannot_start_says_why(database_home: DatabaseHome) -> None:
    with running_server(database_home) as server, server.connect("postgres") as connection:
        (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    Path(data, "PG_VERSION").write_text("17\n")
    with (
        pytest.raises(OperationError, match=r"(?s)PostgreSQL does not start.*incompatible"),
        running_server(database_home),
    ):
        pass


def test_a_machine_without_the_programs_is_told_what_installs_them(
    database_home: DatabaseHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_programs, "PACKAGE", "embedded_postgres_of_nobody")
    with pytest.raises(OperationError, match="run 'make setup'"), running_server(database_home):
        pass


def test_an_account_that_cannot_reach_the_programs_gets_its_own(
    database_home: DatabaseHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = server_programs.installed_programs()
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(installed / name, hidden / name)
    monkeypatch.setattr(server_programs, "installed_programs", lambda: hidden)
    with running_server(database_home) as server:
        (running,) = servers(str(server.sockets))
        # Whoever can reach them, as an ordinary user its own files, runs them where they are.
        place = hidden if os.geteuid() else server.folder / "programs"
        assert running.cmdline()[0] == str(place / "embedded_postgres/pginstall/bin/postgres")


def test_whoever_removes_the_database_removes_nothing_else(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    home = DatabaseHome(tmp_path / "local")
    home.folder.mkdir()
    (home.folder / "database.path").write_text(str(other))
    home.remove()
    assert other.is_dir()
    made = home.made(os.geteuid())
    assert home.made(os.geteuid()) == made
    home.remove()
    assert not made.exists()
