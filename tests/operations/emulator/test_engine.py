"""The life of the embedded AWS: one engine per home, found again, ended with what it belongs to."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from operations.common.embedded_engine.engine_home import STATE_FILE, EngineHome
from operations.common.embedded_engine.engine_record import EngineRecord, read_record
from operations.common.errors import InputError, OperationError
from operations.emulator import engine
from operations.emulator.health import health

DEATH_SECONDS = 10.0


def gone(record: EngineRecord) -> bool:
    return wait_until(lambda: record.process() is None)


def wait_until(condition: Callable[[], bool]) -> bool:
    limit = time.monotonic() + DEATH_SECONDS
    while time.monotonic() < limit:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def started(home: EngineHome) -> Iterator[EngineRecord]:
    yield engine.start(home).record
    engine.stop(home)


def test_start_answers_and_start_again_finds_it(home: EngineHome, started: EngineRecord) -> None:
    assert engine.healthy(started)
    again = engine.start(home)
    assert not again.new
    assert again.record == started


def test_the_same_port_may_be_asked_for_again_but_no_other(home: EngineHome, started: EngineRecord) -> None:
    assert engine.start(home, port=started.port).record == started
    with pytest.raises(InputError, match=f"already runs on port {started.port}, not 1"):
        engine.start(home, port=1)


def test_stop_ends_it_and_stop_again_finds_nothing(home: EngineHome, started: EngineRecord) -> None:
    assert engine.stop(home) == started
    assert gone(started)
    assert engine.running(home) is None
    assert engine.stop(home) is None


def test_stop_without_any_home_leaves_no_trace(home: EngineHome) -> None:
    assert engine.stop(home) is None
    assert not home.folder.exists()


def test_concurrent_starts_make_one_engine(home: EngineHome) -> None:
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(engine.start, [home] * 4))
    try:
        assert len({outcome.record.pid for outcome in outcomes}) == 1
        assert [outcome.new for outcome in outcomes].count(True) == 1
    finally:
        engine.stop(home)


def test_a_new_engine_replaces_one_that_was_killed(home: EngineHome, started: EngineRecord) -> None:
    os.kill(started.pid, signal.SIGKILL)
    assert gone(started)
    assert engine.running(home) is None
    successor = engine.start(home)
    assert successor.new
    assert successor.record.token != started.token


def test_the_state_of_an_ended_engine_is_put_aside(home: EngineHome, started: EngineRecord) -> None:
    home.states.mkdir()
    (home.states / STATE_FILE).write_text("{}")
    os.kill(started.pid, signal.SIGKILL)
    assert gone(started)
    assert engine.start(home).state_retired
    assert not (home.states / STATE_FILE).exists()
    assert (home.previous / STATE_FILE).read_text() == "{}"


def test_finding_a_running_engine_keeps_its_state(home: EngineHome, started: EngineRecord) -> None:
    home.states.mkdir()
    (home.states / STATE_FILE).write_text("{}")
    assert engine.start(home).record == started
    assert (home.states / STATE_FILE).exists()


def test_purge_removes_every_file(home: EngineHome, started: EngineRecord) -> None:
    home.states.mkdir()
    (home.states / STATE_FILE).write_text("{}")
    engine.stop(home, purge=True)
    assert gone(started)
    assert not home.folder.exists()


@pytest.mark.parametrize("what", ["create_time", "token"])
def test_a_foreign_process_on_the_recorded_pid_is_never_touched(home: EngineHome, what: str) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "the-token"]) as foreign:
        try:
            record = EngineRecord(
                pid=foreign.pid,
                create_time=psutil.Process(foreign.pid).create_time(),
                port=1,
                token="the-token",
                started_at="",
            )
            # Its command line is known a moment after its start.
            assert wait_until(lambda: record.process() is not None), "the record must fit but for one fact"
            changed = (
                {"create_time": record.create_time - 60} if what == "create_time" else {"token": "other"}
            )
            replace(record, **changed).write(home.record)
            assert engine.running(home) is None
            assert engine.stop(home) is None
            assert foreign.poll() is None
            assert not home.record.exists()
        finally:
            foreign.kill()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"unknown": 1}'])
def test_a_broken_record_counts_as_none(home: EngineHome, text: str) -> None:
    home.folder.mkdir()
    home.record.write_text(text)
    assert read_record(home.record) is None
    assert engine.stop(home) is None


def test_a_taken_port_is_refused_in_one_line(home: EngineHome) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port} .*--port") as refused:
            engine.start(home, port=port)
    assert "\n" not in str(refused.value)
    assert not home.record.exists()


def test_an_engine_that_dies_at_once_shows_the_end_of_its_log(
    home: EngineHome, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "werkzeug.py").write_text("raise SystemExit('no werkzeug today')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(OperationError, match=r"(?s)ended at once.*no werkzeug today"):
        engine.start(home)
    assert not home.record.exists()


def test_an_engine_that_hangs_is_reported_and_can_be_stopped(home: EngineHome, started: EngineRecord) -> None:
    os.kill(started.pid, signal.SIGSTOP)
    with pytest.raises(OperationError, match="does not answer"):
        engine.start(home)
    assert engine.stop(home) == started
    assert gone(started)


def test_another_program_on_the_port_is_not_healthy(started: EngineRecord) -> None:
    assert engine.healthy(started)
    assert not engine.healthy(replace(started, token="other"))
    assert health("http://127.0.0.1:9") is None


def test_an_engine_ends_when_its_record_is_gone(home: EngineHome, started: EngineRecord) -> None:
    home.record.unlink()
    assert gone(started)


def test_an_engine_outlives_the_command_that_started_it(home: EngineHome) -> None:
    start_elsewhere(home, "engine.start(home)")
    record = engine.running(home)
    assert record is not None
    assert engine.healthy(record)
    engine.stop(home)


def test_an_engine_for_a_block_ends_with_the_block(home: EngineHome) -> None:
    with engine.running_engine(home) as record:
        assert engine.healthy(record)
    assert gone(record)


def test_an_engine_for_a_block_refuses_a_home_in_use(home: EngineHome, started: EngineRecord) -> None:
    with pytest.raises(OperationError, match="already runs"), engine.running_engine(home):
        pytest.fail("the block must not run")
    assert engine.healthy(started)


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_an_engine_for_a_block_dies_with_its_process(home: EngineHome, death: signal.Signals) -> None:
    code = "with engine.running_engine(home): print('up', flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", f"{PREAMBLE.format(str(home.folder))}\n{code}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        record = engine.running(home)
        assert record is not None
        parent.send_signal(death)
        parent.wait(DEATH_SECONDS)
    assert gone(record)


PREAMBLE = """
import time
from pathlib import Path
from operations.emulator import engine
from operations.common.embedded_engine.engine_home import EngineHome
home = EngineHome(Path({!r}))
"""


def start_elsewhere(home: EngineHome, code: str) -> None:
    subprocess.run([sys.executable, "-c", f"{PREAMBLE.format(str(home.folder))}\n{code}"], check=True)
