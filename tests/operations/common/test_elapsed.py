"""The seconds that a command tells are those since it was typed."""

import sys
import time

import psutil
import pytest

from operations.common.elapsed import elapsed


def test_a_command_counts_from_the_start_of_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/.venv/bin/anthill", "lakehouse", "run"])
    assert elapsed() == pytest.approx(time.time() - psutil.Process().create_time(), abs=0.5)


def test_in_the_process_of_another_it_counts_from_its_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["pytest"])
    assert 0 <= elapsed() < time.time() - psutil.Process().create_time()
