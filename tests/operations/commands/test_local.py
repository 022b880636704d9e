"""`anthill local` as a person and a script use it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from operations.common.embedded_engine.engine_home import STATE_FILE, EngineHome
from operations.emulator import engine

ANTHILL = str(Path(sys.executable).with_name("anthill"))
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def local_home(tmp_path: Path) -> Iterator[EngineHome]:
    home = EngineHome.under(tmp_path)
    yield home
    engine.stop(home)


def environment(home: EngineHome) -> dict[str, str]:
    return os.environ | {"ANTHILL_HOME": str(home.folder.parent), "PYTHONUNBUFFERED": "1"}


def anthill(home: EngineHome, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ANTHILL, "local", *arguments],
        cwd=ROOT,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )


def facts(home: EngineHome, *arguments: str) -> dict[str, Any]:
    run = anthill(home, *arguments, "--json")
    return json.loads(run.stdout)


def test_up_status_down(local_home: EngineHome) -> None:
    first = facts(local_home, "up")
    assert first["running"]
    assert first["endpoint"] == f"http://127.0.0.1:{first['port']}"
    assert facts(local_home, "up") == facts(local_home, "status") == first
    status = anthill(local_home, "status")
    assert status.returncode == 0
    assert f"is running: {first['endpoint']}" in status.stdout
    down = anthill(local_home, "down")
    assert (down.returncode, down.stdout.split(";")[0]) == (0, "The embedded AWS is stopped")
    again = anthill(local_home, "down")
    assert (again.returncode, again.stdout) == (0, "The embedded AWS was not running.\n")


def test_status_of_nothing_says_so_and_fails(local_home: EngineHome) -> None:
    run = anthill(local_home, "status")
    assert (run.returncode, run.stdout) == (1, "The embedded AWS is not running: anthill local up\n")
    assert facts(local_home, "status") == {"running": False}
    assert not local_home.folder.exists()


def test_the_token_is_told_to_nobody(local_home: EngineHome) -> None:
    facts(local_home, "up")
    record = engine.running(local_home)
    assert record is not None
    assert record.token not in anthill(local_home, "status", "--json").stdout


def test_a_taken_port_is_bad_input_in_one_line(local_home: EngineHome) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = anthill(local_home, "up", "--port", str(taken.getsockname()[1]))
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert "--port" in run.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_bad_input(local_home: EngineHome, port: str) -> None:
    assert anthill(local_home, "up", "--port", port).returncode == 2
    assert not local_home.folder.exists()


def test_a_new_engine_says_that_the_state_of_the_last_is_put_aside(local_home: EngineHome) -> None:
    pid = facts(local_home, "up")["pid"]
    local_home.states.mkdir()
    (local_home.states / STATE_FILE).write_text("{}")
    os.kill(pid, signal.SIGKILL)
    run = anthill(local_home, "up")
    assert run.returncode == 0
    assert f"its state is now in {local_home.previous}" in run.stderr


def test_down_with_purge_leaves_nothing(local_home: EngineHome) -> None:
    facts(local_home, "up")
    assert anthill(local_home, "down", "--purge").returncode == 0
    assert not local_home.folder.exists()


def test_logs_show_requests_and_survive_the_engine(local_home: EngineHome) -> None:
    facts(local_home, "up")
    assert "GET /_anthill/health" in anthill(local_home, "logs").stdout
    assert anthill(local_home, "logs", "--lines", "0").stdout == ""
    anthill(local_home, "down")
    assert "GET /_anthill/health" in anthill(local_home, "logs").stdout


def test_logs_of_nothing_say_what_to_do(local_home: EngineHome) -> None:
    run = anthill(local_home, "logs")
    assert (run.returncode, run.stdout) == (2, "")
    assert "anthill local up" in run.stderr


def test_following_logs_ends_with_the_engine(local_home: EngineHome, tmp_path: Path) -> None:
    facts(local_home, "up")
    record = engine.running(local_home)
    assert record is not None
    followed = tmp_path / "followed"
    with followed.open("w") as file:
        following = subprocess.Popen(
            [ANTHILL, "local", "logs", "--follow", "--lines", "0"],
            cwd=ROOT,
            env=environment(local_home),
            stdout=file,
        )
    try:
        limit = time.monotonic() + 20
        while "health" not in followed.read_text():
            assert time.monotonic() < limit
            engine.healthy(record)
            time.sleep(0.1)
        engine.stop(local_home)
        assert following.wait(10) == 0
    finally:
        following.kill()
        following.wait()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_engine_in_the_foreground_ends_with_its_command(
    local_home: EngineHome, end: signal.Signals
) -> None:
    with subprocess.Popen(
        [ANTHILL, "local", "up", "--foreground"],
        cwd=ROOT,
        env=environment(local_home),
        stdout=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout is not None
        assert "until Ctrl-C" in command.stdout.readline()
        record = engine.running(local_home)
        assert record is not None
        command.send_signal(end)
        assert command.wait(10) == (-signal.SIGKILL if end is signal.SIGKILL else 130)
    limit = time.monotonic() + 10
    while record.process() is not None:
        assert time.monotonic() < limit
        time.sleep(0.05)
