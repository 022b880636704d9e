"""The seconds that a command tells are those since it was typed."""

import subprocess
import sys
import time

import pytest

from operations.common.elapsed import elapsed

TELLS = """
import sys, time
time.sleep(0.5)
sys.argv[0] = "/somewhere/.venv/bin/anthill"
from operations.common.elapsed import elapsed
print(elapsed())
"""


def test_a_command_counts_from_the_start_of_its_process() -> None:
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", TELLS], capture_output=True, text=True, check=True)
    passed = time.monotonic() - began
    # A tick of Linux is a hundredth; elsewhere psutil says it.
    assert 0.5 <= float(done.stdout) <= passed + 0.02


def test_in_the_process_of_another_it_counts_from_its_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["pytest"])
    first = elapsed()
    assert first >= 0
    assert elapsed() >= first
