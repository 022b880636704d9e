"""A small fixed set of faults: work that is disturbed is whole after the next run (`python -m benchmarks.faults`)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import typer
from typer.testing import CliRunner

from benchmarks import faults
from benchmarks.fault_kinds import FAULTS, strike
from benchmarks.fault_moments import Writes
from benchmarks.fault_work import WORK
from benchmarks.faults import disturb
from benchmarks.small_disk import PAGE, can_be_made, on_small_disk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


def test_nothing_is_lost_by_a_few_faults_of_an_apply() -> None:
    outcomes = disturb(["apply"], 4, 3, lambda _: None)
    assert [each for each in outcomes if not each.healed] == []
    assert any(each.partly for each in outcomes)
    assert {each.fault for each in outcomes} <= set(FAULTS)


def test_every_kind_of_work_has_a_share_of_the_faults() -> None:
    assert list(WORK) == ["synthesis", "release", "apply", "lakehouse"]
    assert all(work.share > 0 for work in WORK.values())


def test_writes_are_found_by_what_changes_below_a_folder(tmp_path: Path) -> None:
    def seen(change: Callable[[], object]) -> int:
        with Writes(tmp_path) as writes:
            change()
        return len(writes.moments)

    assert seen(lambda: None) == 0
    assert seen(lambda: (tmp_path / "said").write_text("a message is no product")) == 0
    made = tmp_path / "below" / "made"
    made.parent.mkdir()
    assert seen(lambda: made.write_text("whole")) >= 1
    assert seen(lambda: os.truncate(made, 2)) >= 1
    assert seen(made.unlink) >= 1


def test_moments_are_in_order(tmp_path: Path) -> None:
    with Writes(tmp_path) as writes:
        (tmp_path / "first").touch()
        while not writes.moments:
            time.sleep(0.01)
        (tmp_path / "last").touch()
    assert len(writes.moments) == 2
    assert writes.moments == sorted(writes.moments)


@pytest.mark.skipif(not can_be_made(), reason="nobody may mount a tmpfs in a namespace here")
def test_a_small_disk_is_full_and_what_it_held_is_found_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "given").write_text("before")
    fills = ["sh", "-c", f"rm {folder}/given; head -c 100000 /dev/zero > {folder}/made"]
    done = subprocess.run(on_small_disk(fills, folder, 5), capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "No space left on device" in done.stderr
    assert [file.name for file in folder.iterdir()] == ["made"]
    assert 0 < (folder / "made").stat().st_size <= 5 * PAGE
    again = subprocess.run(on_small_disk([*fills[:2], "true"], folder, 50), check=False)
    assert again.returncode == 0


STARTS = "import subprocess, time; subprocess.Popen(['sleep', '60'], start_new_session=True); time.sleep(60)"


@pytest.mark.parametrize(("fault", "left"), [("kill -9", 0), ("kill -9 alone", 1)])
def test_a_kill_reaches_what_is_in_another_process_group_or_the_first_alone(fault: str, left: int) -> None:
    first = subprocess.Popen([sys.executable, "-c", STARTS])
    while not (others := psutil.Process(first.pid).children()):
        time.sleep(0.01)
    strike(first, fault)
    assert first.wait() == -signal.SIGKILL
    time.sleep(0.2)
    # In a container nobody may ask after a process whose parent is gone: it stays as a zombie.
    alive = [each for each in others if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    for each in alive:
        each.kill()
    assert len(alive) == left


def test_work_that_there_is_not_is_refused() -> None:
    app = typer.Typer()
    app.command()(faults.main)
    done = CliRunner().invoke(app, ["--kind", "sleep"])
    assert done.exit_code == 2
    assert "there is no work sleep" in done.output
    done = CliRunner().invoke(app, ["--fault", "rain"])
    assert done.exit_code == 2
    assert "there is no fault rain" in done.output
    done = CliRunner().invoke(app, ["--kind", "apply", "--fault", "kill -9 alone"])
    assert done.exit_code == 2
    assert "give --kind lakehouse" in " ".join(done.output.split())
