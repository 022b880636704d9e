"""docs/databricks.md tells of tests, outputs and avoided types that there are."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from guards.databricks import AVOIDED
from tests.support.template import Template

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "databricks.md").read_text(encoding="utf-8")
THIS = str(Path(__file__).relative_to(ROOT))
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def section(heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the rows of a section's table, without its head."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


TRAPS = [row for row in rows("Traps") if not row[0].startswith("**")]
TESTS = sorted({match.groups() for _, _, tests in TRAPS for match in NAMED.finditer(tests)})


def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_many_traps_and_each_is_told_once() -> None:
    assert len(TRAPS) > 50
    assert len({trap for trap, _, _ in TRAPS}) == len(TRAPS)


@pytest.mark.parametrize(("trap", "where", "tests"), TRAPS, ids=[trap for trap, _, _ in TRAPS])
def test_a_trap_has_a_place_where_it_is_avoided_and_a_test(trap: str, where: str, tests: str) -> None:
    assert where, trap
    names = NAMED.findall(tests)
    assert names, trap
    # Nothing but names of tests stands there, so a name with a slip is not overlooked.
    assert NAMED.sub("", tests).strip() == "", trap


@pytest.mark.parametrize(("file", "name"), TESTS, ids=[name for _, name in TESTS])
def test_a_test_that_the_page_names_is_there(file: str, name: str) -> None:
    assert name in functions_of(file)


@pytest.mark.parametrize("where", sorted({where for _, where, _ in TRAPS}))
def test_a_file_that_the_page_names_is_there(where: str) -> None:
    folders = [ROOT, ROOT / "constructs_lib", *(ROOT / "constructs_lib").iterdir()]
    for name in re.findall(r"`([\w/]+(?:\.py)?)`", where):
        assert any((folder / name).exists() for folder in folders), name


def test_a_test_that_is_gone_would_be_told() -> None:
    assert "test_a_test_that_is_gone_would_be_told" in functions_of(
        "tests/operations/documentation/test_databricks_traps.py"
    )
    assert "test_that_never_was" not in functions_of(
        "tests/operations/documentation/test_databricks_traps.py"
    )


def test_the_handed_over_outputs_are_those_of_the_stacks(stacks: Mapping[str, Template]) -> None:
    told = [output.strip("`") for output, _ in rows("The hand-over")]
    tree = ast.parse((ROOT / "stacks" / "handover.py").read_text(encoding="utf-8"))
    (returned,) = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    assert isinstance(returned, ast.Dict)
    assert told == [key.value for key in returned.keys if isinstance(key, ast.Constant)]
    assert set(told) <= set(stacks["anthill-prod"].json["output"])


def test_the_avoided_types_are_those_that_synthesis_refuses() -> None:
    refused = section("Types that are not used").split("Not used, and a test checks it", maxsplit=1)[0]
    assert re.findall(r"`(databricks_\w+)`", refused) == list(AVOIDED)
