"""What becomes smaller, less redundant, interrupted or unwatched; what grows is no note."""

import pytest

from operations.common.severity import Severity
from operations.review.availability import availability_notes
from operations.review.change import Change
from operations.review.report import Review
from tests.operations.review.entries import change, replaced
from tests.operations.review.reviews import review_of
from tests.operations.review.sources import removed_source

LESS = [
    ("aws_appautoscaling_target", {"min_capacity": 2}, {"min_capacity": 1}, "the fewest instances"),
    (
        "databricks_cluster",
        {"autoscale": [{"min_workers": 4}]},
        {"autoscale": [{"min_workers": 1}]},
        "the fewest workers",
    ),
    (
        "databricks_sql_endpoint",
        {"cluster_size": "Medium"},
        {"cluster_size": "2X-Small"},
        "a smaller warehouse",
    ),
    ("aws_kinesis_stream", {"shard_count": 4}, {"shard_count": 1}, "shards"),
    ("aws_lambda_function", {"reserved_concurrent_executions": 5}, {}, "calls at once"),
    ("aws_vpc_endpoint", {"subnet_ids": ["a", "b"]}, {"subnet_ids": ["a"]}, "1 fewer subnets"),
    ("aws_db_instance", {"multi_az": True}, {"multi_az": False}, "multi_az is false"),
    ("aws_scheduler_schedule", {"state": "ENABLED"}, {"state": "DISABLED"}, "state is DISABLED"),
    (
        "databricks_job",
        {"schedule": [{"pause_status": "UNPAUSED"}]},
        {"schedule": [{"pause_status": "PAUSED"}]},
        "PAUSED",
    ),
    ("aws_sqs_queue", {"redrive_policy": "text"}, {}, "no longer set aside"),
    ("aws_cloudwatch_metric_alarm", {"threshold": 1}, {"threshold": 100}, "rings at something else"),
    ("aws_cloudwatch_metric_alarm", {"alarm_actions": ["topic"]}, {"alarm_actions": []}, "1 fewer are told"),
]


@pytest.mark.parametrize(("type_", "before", "after", "said"), LESS)
def test_less_is_said_and_more_is_not(
    type_: str, before: dict[str, object], after: dict[str, object], said: str
) -> None:
    (note,) = availability_notes([change(type_, before, after)])
    assert said in note.sentence
    watches = type_ == "aws_cloudwatch_metric_alarm" and "threshold" in before
    assert len(availability_notes([change(type_, after, before)])) == watches


def test_a_gateway_that_goes_is_grave_and_one_that_comes_is_not() -> None:
    nat = {"subnet_id": "s"}
    (note,) = availability_notes([change("aws_nat_gateway", nat, None)])
    assert (note.severity, note.kind) == (Severity.HIGH, "redundancy")
    assert availability_notes([change("aws_nat_gateway", None, nat)]) == ()


def test_what_is_replaced_while_others_use_it_is_interrupted() -> None:
    (note,) = availability_notes(
        [replaced("aws_subnet", {"cidr_block": "a"}, {"cidr_block": "b"}, "cidr_block")]
    )
    assert note.kind == "interruption"
    assert availability_notes([replaced("aws_iam_role", {"name": "a"}, {"name": "b"}, "name")]) == ()


def test_a_size_that_is_known_later_is_not_taken_for_less() -> None:
    later = change("aws_kinesis_stream", {"shard_count": 4}, {}, after_unknown={"shard_count": True})
    assert availability_notes([later]) == ()


def test_a_source_that_goes_is_one_note_in_each_stack(removed: list[Change]) -> None:
    notes = availability_notes(removed)
    assert [note.sentence for note in notes] == [
        "source rates is removed: nothing of it arrives any more, and its 1 alarms go with it"
    ]


def test_availability_is_in_the_headline(removed: list[Change]) -> None:
    nat = change("aws_nat_gateway", {"subnet_id": "s"}, None, path="anthill-dev/network/egress/nat")
    review: Review = review_of([*removed, nat])
    assert "1 grave for availability" in review.headline


@pytest.fixture
def removed() -> list[Change]:
    """A source that goes."""
    return removed_source("rates")
