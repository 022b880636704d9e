"""The commands of README.md#From market data to gold are typed one after another, in a copy of the project."""

import os
import re
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.e2e.conftest import ROOT
from tests.support.page_commands import commands, listed
from tests.support.project_copy import Project

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

SECTION = "README.md#From market data to gold"
SPARK = "anthill lakehouse run --sample --engine spark"
LINES = [line for section, line in commands(ROOT / "README.md") if section == SECTION]
Type = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Project:
    # No tables of another run, and no embedded AWS whose buckets would be taken.
    return Project(tmp_path_factory.mktemp("ask") / "anthill").with_own_home()


@pytest.fixture(scope="module")
def type_(copy: Project) -> Type:
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join((str(copy.folder), str(copy.folder / "lakehouse"))),
        "PATH": os.pathsep.join((str(copy.folder / ".venv/bin"), os.environ["PATH"])),
    }

    def run(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", line],
            cwd=copy.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def said(type_: Type) -> dict[str, str]:
    """What each command prints."""
    assert type_("anthill lakehouse query 'SELECT 1'").returncode == 2, "there is nothing to ask yet"
    found: dict[str, str] = {}
    for line in (line for line in LINES if line != SPARK):
        began = time.monotonic()
        done = type_(line)
        assert done.returncode == 0, f"{line}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        found[line] = f"{done.stdout}\npassed: {time.monotonic() - began}"
    return found


def test_the_seconds_that_it_says_are_those_that_passed(said: dict[str, str]) -> None:
    for line in ("anthill lakehouse run --sample", "anthill lakehouse check"):
        (told,) = re.findall(r"(?:done in|tests hold,) ([\d.]+) s", said[line])
        (passed,) = re.findall(r"passed: ([\d.]+)", said[line])
        # The process still has to end, which takes a machine that does other work its time.
        assert float(passed) * 0.85 - 1 <= float(told) <= float(passed) + 0.1


def test_what_the_page_says_is_what_is_said(said: dict[str, str], copy: Project) -> None:
    ask = {line.split()[2]: text for line, text in said.items()}
    assert re.search(r"Made \d{4}-\d\d-\d\d \d\d:\d\d UTC by Sail from commit [0-9a-f]{12}\n", ask["run"])
    assert "total_return" in ask["query"]
    assert re.search(r"silver\.splits +│ +\d+ ", ask["tables"])
    assert "gold.daily_returns" in ask["lineage"]
    assert "<svg" in (copy.folder / "lineage.svg").read_text()
    assert not re.search(r"^FAULT", ask["check"], re.MULTILINE)


def test_the_one_that_is_left_out_is_listed() -> None:
    assert SPARK in LINES
    assert any(each.matches(SPARK) for each in listed()[1])
