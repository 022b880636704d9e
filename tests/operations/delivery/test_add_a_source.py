"""The commands of docs/how-to/add-a-source.md that need Git's history or write files, typed in a copy of everything.

The others are typed in lakehouse/tests/test_add_a_source.py.
"""

import re
import textwrap
from pathlib import Path

import pytest

from tests.support.fourth_environment import ROOT
from tests.support.project_copy import Project, blocks

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

PAGE = (ROOT / "docs/how-to/add-a-source.md").read_text()
WRITTEN = ("docs/reference/", "tests/inventory/")
BY_HAND = {"contracts/datasets/fx_rates.json", "environments/market_data.py", "samples/fx-rates.jsonl"}


def test_the_page_is_done_as_it_is_written(tmp_path: Path) -> None:
    project = Project(tmp_path)
    begin, *_ = blocks(PAGE, "console")
    project.typed(begin.strip())
    contract, sample = blocks(PAGE, "json")
    (source,) = blocks(PAGE, "python")
    (tmp_path / "contracts/datasets/fx_rates.json").write_text(contract)
    (tmp_path / "samples/fx-rates.jsonl").write_text(sample)
    assert (
        textwrap.indent(f"{source.rstrip()},\n", " " * 8)
        in (tmp_path / "environments/market_data.py").read_text()
    )
    assert project.changed() == BY_HAND

    commands = "\n".join(blocks(PAGE, "console")).splitlines()
    tests = next(line for line in commands if "tests/inventory" in line)
    for line in ("uv run anthill review HEAD", "make inventory", "make reference", tests):
        assert line in commands
        project.typed(line)
    (heading,) = re.findall(r"^## \d+ added in .*$", PAGE, re.MULTILINE)
    assert heading in project.said["uv run anthill review HEAD"]
    (each,) = set(re.findall(r" ([1-9]\d*) added", project.said["make inventory"]))
    assert f"`{each} added` for each" in PAGE
    assert {path for path in project.changed() if not path.startswith(WRITTEN)} == BY_HAND
