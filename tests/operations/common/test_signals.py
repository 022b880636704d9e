"""SIGINT and SIGTERM end a command in order, and every child of it."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

COMMAND = """
import subprocess, sys
from operations.common.errors import errors_as_exit
with errors_as_exit("anthill"):
    # A program with a program below it: cdktf-cli with Terraform.
    subprocess.run([sys.executable, "-c", "import subprocess; subprocess.run(['sleep', '300'])"])
"""

TERRAFORM = """
import signal, sys, time
from pathlib import Path
def ends(*_):
    Path(sys.argv[2]).open("a").write("signal ")
    time.sleep(0.5)
    Path(sys.argv[2]).open("a").write("stored")
    raise SystemExit
signal.signal(signal.SIGINT, ends)
print("at work", flush=True)
time.sleep(300)
"""

APPLY = """
import os, subprocess, sys
from pathlib import Path
from operations.common.errors import errors_as_exit
from operations.common.signals import run_in_order
with errors_as_exit("anthill"):
    print("begun", flush=True)
    command = [sys.executable, sys.argv[1], "operations.terraform.embedded_terraform", sys.argv[2]]
    if sys.argv[3] == "own terminal":
        # As cdktf-cli starts it.
        subprocess.Popen(command, start_new_session=True).wait()
    run_in_order(command, cwd=Path.cwd(), environment=os.environ)
"""


def descendants(process: subprocess.Popen[str], count: int) -> list[psutil.Process]:
    """Wait until so many processes are below one, and return them."""
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        found = psutil.Process(process.pid).children(recursive=True)
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError("the children did not start")


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_no_process_is_left_behind(sent: signal.Signals, code: int) -> None:
    command = subprocess.Popen([sys.executable, "-c", COMMAND], text=True, stderr=subprocess.PIPE)
    below = descendants(command, 2)
    command.send_signal(sent)
    command.communicate(timeout=20)
    assert command.returncode == code
    assert not psutil.wait_procs(below, timeout=5)[1]


@pytest.mark.parametrize("terminal", ["ours", "own terminal"])
def test_terraform_is_told_once_and_stores_its_state(tmp_path: Path, terminal: str) -> None:
    program, stored = tmp_path / "terraform.py", tmp_path / "stored"
    program.write_text(TERRAFORM)
    command = subprocess.Popen(
        [sys.executable, "-c", APPLY, str(program), str(stored), terminal], text=True, stdout=subprocess.PIPE
    )
    descendants(command, 1)
    time.sleep(1)
    command.send_signal(signal.SIGTERM)
    command.communicate(timeout=20)
    assert command.returncode == 143
    assert stored.read_text() == "signal stored"
