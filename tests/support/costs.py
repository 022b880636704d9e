"""A pytest plugin that adds up what each file of tests costs, and says which cost more than their budget.

A test's seconds are those of its worker's processor, with those of every child that ended meanwhile: what a fixture
starts for many tests counts where it ends, and what ends with the session is no file's. The table is printed after a
run that took a minute of processor time or more; all files are in .anthill/test-costs.json, and
`python -m benchmarks.test_costs` prints them.
"""

import json
import resource
import time
import tomllib
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from operations.common.files import write_file

ROOT: Final = Path(__file__).resolve().parents[2]
BUDGETS: Final = ROOT / "tests/budgets.toml"
COSTS: Final = ROOT / ".anthill/test-costs.json"
SHOWN: Final = 10
PRINTED_FROM: Final = 60
"""Processor seconds of a run below which nobody asks what cost them."""
PROPERTY: Final = "processor_seconds"
OF_SESSION: Final = "processor_seconds_of_session"
KEPT: Final = frozenset({PROPERTY, OF_SESSION})
SESSION: Final = "(what ended with the session)"


@dataclass
class Cost:
    """What one file of tests took."""

    processor: float = 0
    """Seconds of its worker and of children that ended."""
    wall: float = 0
    """Seconds that passed in its tests and their fixtures."""
    tests: int = 0


def spent() -> float:
    """Return the processor seconds of this process and of its ended children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def budgets() -> tuple[float, Mapping[str, float]]:
    """Return the processor seconds that a file may take, and those of the files that may take more."""
    held = tomllib.loads(BUDGETS.read_text(encoding="utf-8"))
    return held["each"], held["more"]


class Costs:
    """Measures in whatever process runs tests, adds up in the one that reports."""

    def __init__(self) -> None:
        self.files: dict[str, Cost] = {}
        self._began = 0.0
        self._called = 0.0
        self._is_last = False

    def pytest_runtest_logstart(self) -> None:
        self._began = spent()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, nextitem: pytest.Item | None) -> None:
        self._called = spent()
        self._is_last = nextitem is None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "teardown":
            ended = spent()
            own = self._called if self._is_last else ended
            report.user_properties += [(PROPERTY, own - self._began), (OF_SESSION, ended - own)]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        cost = self.files.setdefault(report.nodeid.split("::")[0], Cost())
        cost.wall += report.duration
        if report.when == "teardown":
            cost.tests += 1
            given = {name: float(str(value)) for name, value in report.user_properties if name in KEPT}
            cost.processor += given.get(PROPERTY, 0)
            if given.get(OF_SESSION):
                self.files.setdefault(SESSION, Cost()).processor += given[OF_SESSION]

    def over_budget(self) -> list[str]:
        """Return a line for each file that took more than it may."""
        each, more = budgets()
        return [
            f"{name}: {cost.processor:.0f} processor seconds, budget {more.get(name, each):.0f}"
            for name, cost in sorted(self.files.items())
            if name != SESSION and cost.processor > more.get(name, each)
        ]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        total = sum(cost.processor for cost in self.files.values())
        if total < PRINTED_FROM:
            return
        write_file(COSTS, json.dumps({name: vars(cost) for name, cost in self.files.items()}))
        terminalreporter.section(f"{total:.0f} processor seconds, most in")
        dearest = sorted(self.files.items(), key=lambda held: -held[1].processor)[:SHOWN]
        for name, cost in dearest:
            terminalreporter.write_line(
                f"{cost.processor:6.0f} s  {cost.wall:6.0f} s of wall  {cost.tests:5} tests  {name}"
            )
        for line in self.over_budget():
            terminalreporter.write_line(f"over its budget of tests/budgets.toml: {line}")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Costs())
