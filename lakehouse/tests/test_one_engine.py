"""One engine at a time works in a home folder, and none outlives the run that started it."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from anthill_lakehouse.local.alone import alone
from anthill_lakehouse.local.child import run_child
from anthill_lakehouse.local.folders import LakehouseFolders

WORKS = "from anthill_lakehouse.orphan import end_with_parent; end_with_parent(); import time; time.sleep(60)"
ENDS = "from anthill_lakehouse.orphan import end_with_parent; end_with_parent(); print('works')"
STARTS = """
import sys
from pathlib import Path
from anthill_lakehouse.local.child import run_child
from anthill_lakehouse.local.folders import LakehouseFolders
place = LakehouseFolders(home=Path(sys.argv[1]))
run_child([sys.executable, "-c", sys.argv[2]], place=place, environment={})
"""


@pytest.mark.parametrize("ends", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_engine_ends_with_the_run_that_started_it(tmp_path: Path, ends: signal.Signals) -> None:
    run = psutil.Popen([sys.executable, "-c", STARTS, str(tmp_path), WORKS], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not (engines := run.children()):
        assert run.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    run.send_signal(ends)
    assert run.wait() != 0
    _, left = psutil.wait_procs(engines, timeout=30)
    assert left == []


def test_the_next_waits_for_an_engine_that_is_left(tmp_path: Path) -> None:
    place, said = LakehouseFolders(home=tmp_path), list[str]()
    with alone(place, said.append) as held:
        left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1)"], pass_fds=(held,))
    assert said == []
    run_child([sys.executable, "-c", ENDS], place=place, environment={}, say=said.append)
    assert left.poll() == 0, "it waited until that had ended"
    assert said == [f"another engine works in {tmp_path}: waiting for its end", "works"]
