"""Every physical name is made whole where its rule is: nothing is put behind a part of one elsewhere."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = {"prefix", "catalog", "name_prefix"}
"""What names of an environment begin with."""


def finished_elsewhere(source: str) -> Iterator[str]:
    """Yield the texts of a module that go on from what names begin with."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.JoinedStr):
            continue
        for first, then in pairwise(node.values):
            if not isinstance(first, ast.FormattedValue) or not isinstance(then, ast.Constant):
                continue
            called = first.value.attr if isinstance(first.value, ast.Attribute) else ast.unparse(first.value)
            if called in PARTS and str(then.value)[:1] in {"-", "_", "/"}:
                yield ast.unparse(node)


@pytest.mark.parametrize("folder", ["stacks", "constructs_lib"])
def test_no_name_is_finished_outside_of_the_names(folder: str) -> None:
    found = {
        str(file.relative_to(ROOT)): texts
        for file in (ROOT / folder).rglob("*.py")
        if (texts := list(finished_elsewhere(file.read_text(encoding="utf-8"))))
    }
    # Patterns of roles and resources, which name nothing.
    patterns = {
        file
        for file in found
        if file.startswith(("constructs_lib/delivery_identity/", "constructs_lib/iam/"))
    }
    assert set(found) - patterns == set(), found


def arns(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr) and ast.unparse(node)[2:].startswith("arn:"):
            yield ast.unparse(node)


def test_arns_are_made_by_the_place_alone() -> None:
    found = {
        str(file.relative_to(ROOT))
        for folder in ("constructs_lib", "stacks")
        for file in (ROOT / folder).rglob("*.py")
        if list(arns(file.read_text(encoding="utf-8")))
    }
    # Those of Databricks' own accounts are constants.
    assert found == {"constructs_lib/place.py", "constructs_lib/iam/databricks_identity.py"}


@pytest.mark.parametrize(
    "source",
    [
        'f"{names.prefix}-pool"',
        'f"/Shared/{names.prefix}-model"',
        'f"{names.catalog}_live"',
        'f"{name_prefix}-x"',
    ],
)
def test_a_name_that_is_finished_elsewhere_is_found(source: str) -> None:
    assert list(finished_elsewhere(source))


@pytest.mark.parametrize("source", ['f"State of {names.prefix}"', 'f"{names.prefix}"', 'f"{bucket}-logs"'])
def test_what_only_speaks_of_a_name_is_none(source: str) -> None:
    assert not list(finished_elsewhere(source))
