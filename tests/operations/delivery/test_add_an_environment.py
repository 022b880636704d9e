"""docs/how-to/add-an-environment.md, done as it is written: its edits, then its commands, in a copy of everything."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.fourth_environment import ROOT, needs_the_shipped_ones
from tests.support.project_copy import Project, blocks

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900), needs_the_shipped_ones]

PAGE = ROOT / "docs/how-to/add-an-environment.md"
BY_HAND = 3
"""The last step that takes no account."""
WRITTEN = (
    ".github/workflows/rollback.yml",
    ".github/workflows/registration.yml",
    "docs/reference/",
    "tests/inventory/",
)
"""What the commands of the page write."""


def steps() -> Iterator[str]:
    """The steps of the page up to the last that takes no account, each as one text."""
    (section,) = re.findall(r"^## Steps\n(.*?)^## ", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    for number, text in re.findall(r"^(\d)\. (.*?)(?=^\d\. |\Z)", section, re.MULTILINE | re.DOTALL):
        if int(number) <= BY_HAND:
            yield text


def test_the_page_is_done_as_it_is_written(tmp_path: Path) -> None:
    project = Project(tmp_path)
    *edits, check = steps()
    for block in (block for text in edits for block in blocks(text, "console")):
        for line in block.splitlines():
            project.typed(line)
    by_hand = {
        "configuration/account.py",
        "environments/prod.py",
        "environments/stage.py",
        "lakehouse/databricks.yml",
    }
    assert project.changed() == by_hand
    (commands,) = blocks(check, "console")
    for line in commands.splitlines():
        project.typed(line)
    assert {path for path in project.changed() if not path.startswith(WRITTEN)} == by_hand

    promised = re.findall(r"^\d environments are valid.*$", PAGE.read_text(), re.MULTILINE)
    assert [project.said["uv run anthill config check"].strip()] == promised
    assert re.search(
        r"^anthill-stage: \d+ resources", project.said["uv run anthill plan stage"], re.MULTILINE
    )
    added = dict(
        re.findall(r"^(\S+): (\d+ addresses, \d+ added)$", project.said["make inventory"], re.MULTILINE)
    )
    assert re.fullmatch(r"(\d\d+) addresses, \1 added", added["anthill-stage"])
    rollback = yaml.safe_load((tmp_path / WRITTEN[0]).read_text())[True]["workflow_dispatch"]["inputs"]
    assert rollback["environment"]["options"] == ["dev", "test", "stage", "prod"]
    bundle = [f"lakehouse/tests/test_bundle_{name}.py" for name in ("file", "definitions")]
    project.run("pytest", "-q", "-o", "addopts=", *bundle)
