"""The page of the code shows the contracts and the imports that there are, and none that are gone."""

import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from operations.documentation.reference import code_map
from operations.documentation.reference.code_map import RELEASE, SOURCE, Step
from operations.documentation.reference.material import Material
from tests.operations.documentation.conftest import ROOT
from tests.operations.documentation.pages import rows

COPIED = (*(file.parent.name for file in ROOT.glob("*/__init__.py")), "lakehouse", ".github")


@pytest.fixture
def changed(material: Material, tmp_path: Path) -> Material:
    """The material with a tree of its own."""
    for folder in COPIED:
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "test*")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return replace(material, root=tmp_path)


def edit(changed: Material, file: str, before: str, after: str) -> None:
    """Replace text of a file that has it."""
    text = (changed.root / file).read_text()
    assert before in text
    (changed.root / file).write_text(text.replace(before, after))


def test_every_floor_of_the_contracts_is_there_with_what_it_is_for(material: Material) -> None:
    found = [row for row in rows(code_map.code_map(material)) if "floor" in row]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [each for held in contracts if "layers" in held for each in held["layers"]]
    rooms = {
        room for floor in layers for room in floor.split(" | ") if not room.startswith("anthill_lakehouse")
    }
    assert {row["package"].split("`")[1] for row in found} <= rooms
    assert {"configuration", "operations", "common", "delivery", "cli"} <= {
        row["package"].split("`")[1] for row in found
    }
    assert all(row["what it is"].endswith(".") for row in found)


@pytest.mark.parametrize("way", [SOURCE, RELEASE], ids=["source", "release"])
def test_each_step_says_how_it_follows(material: Material, way: tuple[Step, ...]) -> None:
    found = {row["where"]: row for row in rows(code_map.code_map(material)) if "how it follows" in row}
    for number, step in enumerate(way):
        (row,) = [row for where, row in found.items() if f"`{step.file}`" in where]
        assert bool(row["how it follows"]) is (number > 0), step.file


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (
            "stacks/source_specs.py",
            "from configuration.sources.api import ApiSource\n",
            "",
            "no step before stacks/source_specs.py leads to it",
        ),
        (
            "functions/api_feed/handler.py",
            '"FEED"',
            '"OTHER"',
            "no step before functions/api_feed/handler.py leads",
        ),
        (
            "operations/delivery/rollback.py",
            "def roll_back(",
            "def go_back(",
            "operations/delivery/rollback.py defines no roll_back",
        ),
        (
            "lakehouse/anthill_lakehouse/pipelines/derived.py",
            "DERIVED: Final",
            "OTHERS: Final",
            "defines no DERIVED",
        ),
    ],
)
def test_a_way_that_the_code_no_longer_takes_is_refused(
    changed: Material, file: str, before: str, after: str, said: str
) -> None:
    code_map.code_map(changed)
    edit(changed, file, before, after)
    with pytest.raises(ValueError, match=said):
        code_map.code_map(changed)


def test_a_floor_that_moves_moves_on_the_page(changed: Material) -> None:
    before = code_map.code_map(changed)
    edit(changed, "pyproject.toml", " | rehearsal", "")
    after = code_map.code_map(changed)
    assert "`rehearsal`" in before
    assert "`rehearsal`" not in after


def test_the_picture_has_every_folder_and_what_is_loaded_by_name(changed: Material) -> None:
    (before,) = code_map.code_picture(changed).values()
    for room in ("cli", "commands", "delivery", "common"):
        assert f">{room}</text>" in before
    assert "cli needs commands" in before
    edit(changed, "operations/cli.py", "operations.commands.{module}", "elsewhere.{module}")
    (after,) = code_map.code_picture(changed).values()
    assert "cli needs commands" not in after
