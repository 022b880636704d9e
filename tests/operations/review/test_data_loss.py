"""Data that is destroyed or stops being protected."""

from dataclasses import replace
from typing import Any

import pytest

from operations.common.severity import Severity
from operations.review.change import Action
from operations.review.data_loss import data_notes
from provider_facts.resource_types import lost_with
from tests.operations.review.entries import change, replaced

GUARDED = {"lifecycle": {"prevent_destroy": True}}


def test_destroying_and_replacing_data_are_grave() -> None:
    for ending in (
        change("aws_s3_bucket", {"bucket": "gold"}, None),
        replaced("aws_s3_bucket", {"bucket": "gold"}, {"bucket": "new"}, "bucket"),
    ):
        (note,) = data_notes([ending])
        assert note.severity is Severity.HIGH
        assert "the objects and their versions" in note.sentence


@pytest.mark.parametrize(
    ("type_", "arguments"),
    [
        ("aws_iam_role", {"name": "r"}),
        ("databricks_catalog", {"name": "c", "connection_name": "postgres"}),
    ],
)
def test_what_holds_no_data_may_go(type_: str, arguments: dict[str, Any]) -> None:
    assert lost_with(type_, arguments) is None
    assert data_notes([change(type_, arguments, None)]) == ()


@pytest.mark.parametrize(
    ("type_", "before", "after", "told"),
    [
        ("aws_s3_bucket", GUARDED, {"lifecycle": {"prevent_destroy": False}}, "prevent_destroy goes"),
        ("aws_s3_bucket", {"force_destroy": False}, {"force_destroy": True}, "force_destroy"),
        (
            "aws_dynamodb_table",
            {"deletion_protection_enabled": True},
            {"deletion_protection_enabled": False},
            "deletion protection goes",
        ),
        (
            "aws_cloudwatch_log_group",
            {"retention_in_days": 30},
            {"retention_in_days": 7},
            "for 7, not for 30",
        ),
        ("aws_cloudwatch_log_group", {"retention_in_days": 0}, {"retention_in_days": 7}, "not for ever"),
        (
            "aws_s3_bucket_versioning",
            {"versioning_configuration": {"status": "Enabled"}},
            {"versioning_configuration": {"status": "Suspended"}},
            "versions are no longer kept: Suspended",
        ),
    ],
)
def test_protection_that_weakens_is_told(
    type_: str, before: dict[str, Any], after: dict[str, Any], told: str
) -> None:
    (note,) = data_notes([change(type_, before, after)])
    assert told in note.sentence
    assert data_notes([change(type_, after, before)]) == ()


def rule(name: str, days: int, prefix: str = "", **rest: Any) -> dict[str, Any]:
    return {
        "id": name,
        "status": "Enabled",
        "filter": {"prefix": prefix},
        "expiration": [{"days": days}],
    } | rest


LIFECYCLE = "aws_s3_bucket_lifecycle_configuration"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([rule("all", 90)], [rule("all", 30)], ["objects are kept for 30 days, not for 90"]),
        ([], [rule("in", 30, "in/")], ["objects under 'in/' are kept for 30 days, not for ever"]),
        ([rule("all", 90)], [rule("in", 90, "in/"), rule("out", 90, "out/")], []),
        ([rule("all", 30)], [rule("other name", 30)], []),
        ([rule("all", 30)], [], []),
        (
            [rule("all", 30, status="Disabled")],
            [rule("all", 30)],
            ["objects are kept for 30 days, not for ever"],
        ),
        (
            [rule("in", 90, filter={"and": {"prefix": "in/", "tags": {"a": "b"}}})],
            [rule("in", 60, "in/")],
            ["objects under 'in/' are kept for 60 days, not for 90"],
        ),
        (
            [],
            [{"id": "old", "status": "Enabled", "noncurrent_version_expiration": {"noncurrent_days": 7}}],
            ["earlier versions of objects are kept for 7 days, not for ever"],
        ),
    ],
)
def test_retention_is_compared_by_prefix_and_not_by_rule(
    before: list[dict[str, Any]], after: list[dict[str, Any]], told: list[str]
) -> None:
    notes = data_notes([change(LIFECYCLE, {"rule": before}, {"rule": after})])
    assert [note.sentence for note in notes] == told


def test_what_only_may_be_replaced_is_less_grave() -> None:
    maybe = replace(change("aws_s3_bucket", {"bucket": "a"}, {"bucket": "b"}), action=Action.MAY_REPLACE)
    assert [note.severity for note in data_notes([maybe])] == [Severity.MEDIUM]
