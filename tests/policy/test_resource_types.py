"""What is known of resource types stands in one table, which the rules of reviews and drift read."""

import ast
import re
from pathlib import Path

import pytest

import operations.drift
import operations.review
import operations.review.security
from provider_facts.resource_types import (
    DATA_BEARING,
    RESOURCE_TYPES,
    STATEFUL_TYPES,
    is_security,
    known_of,
    lost_with,
)

TYPE = re.compile(r"(aws|databricks)_[a-z0-9]+(_[a-z0-9]+)*")
ROOMS = [Path(package.__path__[0]) for package in (operations.review, operations.drift)]
SECURITY = Path(operations.review.security.__path__[0])
RULES_OF_ONE_ARGUMENT = {"policies.py", "grants.py"}
"""They say how a type's argument is read, not what is known of the type."""


def _types(tree: ast.AST) -> set[str]:
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {text for text in constants if isinstance(text, str) and TYPE.fullmatch(text)}


def _tables(file: Path) -> list[str]:
    """Return the names at the top of a module that list several resource types."""
    tree = ast.parse(file.read_text())
    assigned = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    return [ast.unparse(node).partition("=")[0].strip() for node in assigned if len(_types(node)) > 2]


def test_no_rule_keeps_a_list_of_types_of_its_own() -> None:
    files = [file for room in ROOMS for file in room.rglob("*.py") if file.name not in RULES_OF_ONE_ARGUMENT]
    assert len(files) > 20
    assert {file.name: found for file in files if (found := _tables(file))} == {}


def test_a_list_of_types_is_found(tmp_path: Path) -> None:
    file = tmp_path / "rule.py"
    file.write_text(
        'LOST = {"aws_s3_bucket": "objects", "aws_sqs_queue": "messages", "aws_kms_key": "all"}\n'
    )
    assert _tables(file) == ["LOST"]


@pytest.mark.parametrize("file", sorted(SECURITY.glob("*.py")), ids=lambda file: file.name)
def test_what_a_rule_of_security_reads_is_in_the_table(file: Path) -> None:
    types = _types(ast.parse(file.read_text()))
    assert {type_ for type_ in types if not is_security(type_) and type_ not in RESOURCE_TYPES} == set()


def test_what_is_retained_holds_data() -> None:
    assert set(DATA_BEARING) > STATEFUL_TYPES


@pytest.mark.parametrize(
    ("type_", "security"),
    [
        ("aws_iam_role_policy", True),
        ("aws_guardduty_detector", True),
        ("aws_kms_key", True),
        ("aws_s3_bucket", False),
        ("aws_iam", False),
        ("aws_sns_topic", False),
    ],
)
def test_a_family_speaks_for_its_types(type_: str, security: bool) -> None:
    assert is_security(type_) is security


def test_nothing_is_known_of_other_types() -> None:
    assert known_of("aws_sns_topic") == known_of("none_such")
    assert lost_with("aws_sns_topic", {}) is None
