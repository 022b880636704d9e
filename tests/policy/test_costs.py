"""The count of what tests cost adds up by file, and a file above its budget is named."""

import ast
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from tests.support.costs import BUDGETS, SESSION, Costs, spent
from tests.support.quick import chosen_files, is_quick

ROOT = Path(__file__).resolve().parents[2]
PLANTED = """import sys, pytest
from tests.support import quick
quick.is_quick = lambda file, chosen: True
sys.exit(pytest.main(["--quick", "-qx", "-n0", "-Wignore::pytest.PytestAssertRewriteWarning", sys.argv[1]]))
"""


SHARED = """
import subprocess, sys
import pytest

BUSY = [sys.executable, "-c", "import time\\nwhile time.process_time() < 0.5: pass"]

@pytest.fixture(scope="session", autouse=True)
def shared():
    started = subprocess.Popen(BUSY)
    yield
    started.wait()

def test_first():
    subprocess.run(BUSY)

def test_last():
    pass
"""
COUNTED = """
import pytest
from tests.support.costs import Costs
costs = Costs()
pytest.main(["-q", "-n0", "-pno:cacheprovider", "test_shared.py"], plugins=[costs])
print({name: (round(cost.processor, 1), cost.tests) for name, cost in costs.files.items()})
"""


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


def test_what_ends_with_the_session_is_no_file_s(tmp_path: Path) -> None:
    (tmp_path / "test_shared.py").write_text(SHARED)
    ran = subprocess.run(
        [sys.executable, "-c", COUNTED],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    told = ast.literal_eval(ran.stdout.splitlines()[-1])
    assert told.keys() == {"test_shared.py", SESSION}
    assert told["test_shared.py"] == (pytest.approx(0.6, abs=0.25), 2)
    assert told[SESSION] == (pytest.approx(0.6, abs=0.25), 0)


def test_waiting_costs_nothing() -> None:
    before = spent()
    time.sleep(0.2)
    assert spent() - before < 0.1


def test_each_budget_is_of_a_file_that_there_is() -> None:
    held = tomllib.loads(BUDGETS.read_text())
    assert [name for name in held["more"] if not (ROOT / name).is_file()] == []
    assert [name for name, seconds in held["more"].items() if seconds <= held["each"]] == []


def test_quick_names_folders_and_files_that_there_are() -> None:
    chosen = chosen_files()
    assert [name for name in [*chosen["folders"], *chosen["left_out"]] if not (ROOT / name).exists()] == []
    assert is_quick(ROOT / "tests/stacks/test_ceiling.py", chosen)
    assert not is_quick(ROOT / "tests/stacks/test_build.py", chosen)
    assert not is_quick(ROOT / "tests/e2e/test_pages.py", chosen)


def test_a_quick_test_that_starts_a_process_fails() -> None:
    file = ROOT / "tests/policy/test_changelog.py"
    ran = subprocess.run(
        [sys.executable, "-c", PLANTED, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert (
        "starts a process (subprocess.Popen of scripts/changelog): name its file in quick.toml" in ran.stdout
    )
