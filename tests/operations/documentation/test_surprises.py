"""docs/surprises.md tells of guards, tests and findings that there are."""

import ast
import re
from pathlib import Path

import pytest

from tests.operations.documentation.pages import rows

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/surprises.md").read_text(encoding="utf-8")
NAMED = re.compile(r"([\w/]+\.py)::(test_\w+)")
GUARDS = list(rows(PAGE, "Guards"))


def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_many_and_each_is_told_once() -> None:
    assert len(GUARDS) > 12
    assert len({row["surprise"] for row in GUARDS}) == len(GUARDS)


@pytest.mark.parametrize("row", GUARDS, ids=[row["surprise"] for row in GUARDS])
def test_a_surprise_has_a_guard_and_a_test_that_are_there(row: dict[str, str]) -> None:
    guards = [name.strip("` ") for name in row["guard"].split(",")]
    assert all((ROOT / name).is_file() for name in guards), guards
    named = NAMED.findall(row["test"])
    assert named
    assert NAMED.sub("", row["test"]).strip("` ").replace("` `", "") == ""
    for file, name in named:
        assert name in functions_of(file), f"{file}::{name}"


def test_a_script_that_is_named_anywhere_is_there() -> None:
    named: set[str] = set()
    for folder in ("docs", "scripts", "tests", "operations", "fast_bindings", "lakehouse"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and file.suffix in {"", ".py", ".md", ".sh"} and ".venv" not in file.parts:
                named |= set(re.findall(r"findings/([\w-]+\.sh)", file.read_text("utf-8", errors="replace")))
    assert named
    assert all((ROOT / "findings" / name).is_file() for name in named), named
