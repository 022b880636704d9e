"""Alarms tell who, how urgent and what to do, and never look further than CloudWatch can."""

from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.monitoring.alarm import Alarm, CompositeAlarm, Condition, Metric
from constructs_lib.monitoring.alarm_kind import SOURCE_LATE, SOURCE_UNHEALTHY, AlarmSeverity
from constructs_lib.monitoring.alarm_topics import AlarmTopics, SlackChannel, Subscribers
from constructs_lib.monitoring.dashboard import Dashboard, Graph, Row
from tests.constructs_lib.conftest import Build, sample_key
from tests.support.place import ACCOUNT
from tests.support.template import Template

Synth = Callable[[Build], Template]
RUNBOOKS = "https://example.com/runbooks"


def metric(period_seconds: int = 300) -> Metric:
    return Metric(
        namespace="AWS/Events",
        name="MatchedEvents",
        dimensions={"RuleName": "landing"},
        statistic="Sum",
        period_seconds=period_seconds,
    )


def condition(periods: int = 1) -> Condition:
    return Condition(comparison="below", threshold=1, periods=periods, missing="breaching")


def topics(stack: TerraformStack, subscribers: dict[AlarmSeverity, Subscribers] | None = None) -> AlarmTopics:
    return AlarmTopics(
        stack,
        "topics",
        key=sample_key(stack),
        subscribers=subscribers or {},
        runbooks_url=RUNBOOKS,
    )


def alarm(stack: TerraformStack, told: AlarmTopics, name: str = "late", **changes: Any) -> Alarm:
    given: dict[str, Any] = {"metric": metric(), "condition": condition()} | changes
    return Alarm(
        stack,
        name.replace("-", "_"),
        topics=told,
        kind=SOURCE_LATE,
        name=name,
        owner="market-data",
        subject="source daily-prices",
        **given,
    )


def test_an_alarm_says_whose_it_is_and_what_to_do(synth: Synth) -> None:
    def build(stack: TerraformStack) -> None:
        alarm(stack, topics(stack))

    found = synth(build).one("aws_cloudwatch_metric_alarm")
    assert found["tags"]["alarm-owner"] == "market-data"
    assert found["tags"]["severity"] == SOURCE_LATE.severity.value
    assert f"{RUNBOOKS}/{SOURCE_LATE.name}.md" in found["alarm_description"]
    assert f"topics_{SOURCE_LATE.severity}" in found["alarm_actions"][0]
    assert found["ok_actions"] == found["alarm_actions"]


@pytest.mark.parametrize("seconds", [0, 1, 15, 45, 90, -60])
def test_a_period_that_cloudwatch_does_not_know_is_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match=f"has a period of {seconds} s"):
        metric(seconds)


@pytest.mark.parametrize("seconds", [10, 20, 30, 60, 300, 3600])
def test_its_periods_are_accepted(seconds: int) -> None:
    assert metric(seconds).period_seconds == seconds


@pytest.mark.parametrize(
    ("seconds", "periods", "accepted"),
    [(300, 288, True), (300, 289, False), (3600, 168, True), (3600, 169, False), (300, 0, False)],
)
def test_an_alarm_looks_back_a_day_or_a_week(
    synth: Synth, seconds: int, periods: int, accepted: bool
) -> None:
    def build(stack: TerraformStack) -> None:
        alarm(stack, topics(stack), metric=metric(seconds), condition=condition(periods))

    if accepted:
        assert synth(build).one("aws_cloudwatch_metric_alarm")["evaluation_periods"] == periods
    else:
        with pytest.raises(ValueError, match="looks back"):
            synth(build)


def composite(stack: TerraformStack, count: int, length: int = 10) -> None:
    told = topics(stack)
    parts = [alarm(stack, told, f"a{number:0{length}}") for number in range(count)]
    CompositeAlarm(
        stack,
        "unhealthy",
        topics=told,
        kind=SOURCE_UNHEALTHY,
        name="unhealthy",
        owner="market-data",
        subject="source daily-prices",
        alarms=parts,
    )


def test_a_composite_is_raised_by_any_of_its_alarms(synth: Synth) -> None:
    found = synth(lambda stack: composite(stack, 2)).one("aws_cloudwatch_composite_alarm")
    assert found["alarm_rule"] == 'ALARM("a0000000000") OR ALARM("a0000000001")'
    assert len(found["depends_on"]) == 2


@pytest.mark.parametrize(("count", "length"), [(0, 10), (60, 200)])
def test_a_composite_of_nothing_or_too_much_is_refused(synth: Synth, count: int, length: int) -> None:
    with pytest.raises(ValueError, match="CloudWatch takes 1 to 10240"):
        synth(lambda stack: composite(stack, count, length))


def test_topics_are_encrypted_and_tell_who_subscribes(synth: Synth) -> None:
    slack = SlackChannel(workspace_id="T01234567", channel_id="C01234567")
    told = {AlarmSeverity.CRITICAL: Subscribers(emails=("a@example.com", "b@example.com"), slack=slack)}
    found = synth(lambda stack: topics(stack, told))
    assert len(found.resources("aws_sns_topic")) == len(AlarmSeverity)
    assert all(topic["kms_master_key_id"] for topic in found.resources("aws_sns_topic").values())
    endpoints = {each["endpoint"] for each in found.resources("aws_sns_topic_subscription").values()}
    assert endpoints == {"a@example.com", "b@example.com"}
    assert found.one("aws_chatbot_slack_channel_configuration")["slack_channel_id"] == "C01234567"
    for policy in found.resources("aws_sns_topic_policy").values():
        assert ACCOUNT in policy["policy"]


def test_a_dashboard_of_more_widgets_than_cloudwatch_takes_is_refused(synth: Synth) -> None:
    graph = Graph(
        title="t",
        namespace="AWS/Lambda",
        dimension="FunctionName",
        metric="Errors",
        statistic="Sum",
        words="a",
    )

    def build(rows: int) -> Build:
        return lambda stack: Dashboard(
            stack,
            "dashboard",
            name="sample",
            rows=[Row(title=str(number), graphs=(graph,)) for number in range(rows)],
        )

    assert synth(build(3)).one("aws_cloudwatch_dashboard")["dashboard_name"] == "sample"
    with pytest.raises(ValueError, match="CloudWatch takes 500"):
        synth(build(251))
