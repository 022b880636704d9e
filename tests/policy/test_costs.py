"""The count of what tests cost adds up by file, and a file above its budget is named."""

import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from tests.support.costs import BUDGETS, Costs, spent

ROOT = Path(__file__).resolve().parents[2]


def report(nodeid: str, seconds: float) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=nodeid,
        location=(nodeid, 1, nodeid),
        keywords={},
        outcome="passed",
        longrepr=None,
        when="teardown",
        duration=2 * seconds,
        user_properties=[("processor_seconds", seconds)],
    )


def test_files_add_up_and_the_dear_one_is_named() -> None:
    costs = Costs()
    for nodeid, seconds in (("a.py::one", 30.0), ("a.py::two", 5000.0), ("b.py::one", 1.0)):
        costs.pytest_runtest_logreport(report(nodeid, seconds))
    assert (costs.files["a.py"].processor, costs.files["a.py"].wall, costs.files["a.py"].tests) == (
        5030,
        10060,
        2,
    )
    (named,) = costs.over_budget()
    assert named.startswith("a.py: 5030 processor seconds, budget ")


def test_what_a_child_takes_counts(capfd: pytest.CaptureFixture[str]) -> None:
    before = spent()
    loop = "import time\nwhile time.process_time() < 0.3: pass\nprint('done')"
    subprocess.run([sys.executable, "-c", loop], check=True)
    assert capfd.readouterr().out == "done\n"
    assert spent() - before >= 0.3


def test_waiting_costs_nothing() -> None:
    before = spent()
    time.sleep(0.2)
    assert spent() - before < 0.1


def test_each_budget_is_of_a_file_that_there_is() -> None:
    held = tomllib.loads(BUDGETS.read_text())
    assert [name for name in held["more"] if not (ROOT / name).is_file()] == []
    assert [name for name, seconds in held["more"].items() if seconds <= held["each"]] == []
