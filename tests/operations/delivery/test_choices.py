"""The environments that a person chooses from, written into the workflows that ask for one."""

from pathlib import Path

import pytest

from operations.common.errors import OperationError
from operations.delivery.promotion.choices import with_choice, write_choices

CHOICE = """on:
  workflow_dispatch:
    inputs:
      environment:
        description: Where to
        type: choice
        options: [dev]
      reason:
        type: string
        options: [dev]
"""
PLAIN = CHOICE.replace("        description: Where to\n", "")
NONE = "on: [push]\njobs:\n  environment:\n    options: [dev]\n"


@pytest.mark.parametrize("text", [CHOICE, PLAIN])
def test_only_the_choice_between_environments_is_written(text: str) -> None:
    wanted = text.replace("options: [dev]", "options: [dev, test, prod]", 1)
    assert with_choice(text, ["dev", "test", "prod"]) == wanted
    assert with_choice(wanted, ["dev"]) == text


def test_a_workflow_without_a_choice_stays() -> None:
    assert with_choice(NONE, ["dev", "test"]) == NONE


def test_the_files_that_changed_are_named_and_no_other_is_written(tmp_path: Path) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    for name, text in {"a.yml": CHOICE, "b.yml": NONE, "c.yml": with_choice(CHOICE, ["dev", "tést"])}.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "notes.txt").write_text(CHOICE)
    untouched = (folder / "c.yml").stat().st_mtime_ns
    assert write_choices(tmp_path, ["dev", "tést"]) == [".github/workflows/a.yml"]
    assert (folder / "a.yml").read_text(encoding="utf-8") == (folder / "c.yml").read_text(encoding="utf-8")
    assert (folder / "c.yml").stat().st_mtime_ns == untouched
    assert ((folder / "b.yml").read_text(), (folder / "notes.txt").read_text()) == (NONE, CHOICE)
    assert write_choices(tmp_path, ["dev", "tést"]) == []


def test_where_no_workflow_asks_it_is_said_how_one_does(tmp_path: Path) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    (folder / "b.yml").write_text(NONE)
    with pytest.raises(OperationError, match=r"no workflow has an input `environment` with `type: choice`"):
        write_choices(tmp_path, ["dev"])
    assert (folder / "b.yml").read_text() == NONE
