"""Alarms, each with an owner, a severity and a runbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cdktf_cdktf_provider_aws.cloudwatch_composite_alarm import CloudwatchCompositeAlarm
from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from constructs import Construct

from constructs_lib.monitoring.alarm_kind import AlarmKind
from constructs_lib.monitoring.alarm_topics import AlarmTopics

DAY_SECONDS: Final = 86_400
HOUR_SECONDS: Final = 3_600
LONGEST_RANGE_SECONDS: Final = 7 * DAY_SECONDS
"""An alarm looks back a day, or a week with periods of an hour or more (CloudWatch API, PutMetricAlarm)."""
SHORT_PERIODS: Final = (10, 20, 30)
MINUTE_SECONDS: Final = 60
LONGEST_RULE: Final = 10_240
"""Characters of a composite's rule (CloudWatch API, PutCompositeAlarm)."""

OPERATORS: Final = {
    "above": "GreaterThanThreshold",
    "at_least": "GreaterThanOrEqualToThreshold",
    "below": "LessThanThreshold",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What is measured, in periods of seconds. Raises ValueError for a period CloudWatch has not."""

    namespace: str
    """CloudWatch's namespace, such as `AWS/Lambda`."""
    name: str
    """Its name there."""
    dimensions: Mapping[str, str]
    """The dimensions that select it among others of its name."""
    statistic: str
    """How its values of one period become one, such as `Sum`."""
    period_seconds: int
    """The length of a period: 10, 20, 30 or a multiple of 60."""

    def __post_init__(self) -> None:
        if self.period_seconds not in SHORT_PERIODS and (
            self.period_seconds < MINUTE_SECONDS or self.period_seconds % MINUTE_SECONDS
        ):
            raise ValueError(
                f"metric {self.name!r} has a period of {self.period_seconds} s; "
                "CloudWatch knows 10, 20, 30 and multiples of 60"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When an alarm is raised: in all of so many periods; `missing` is what no data means."""

    comparison: Literal["above", "at_least", "below"]
    """How a value is compared with the threshold."""
    threshold: float
    """The value, in the metric's own unit."""
    periods: int
    """How many periods in a row."""
    missing: Literal["breaching", "notBreaching", "ignore"]


class Alarm(Construct):
    """An alarm on one metric.

    Always on: the owner, severity and runbook as tags and in words, the topic of that severity for alarm and
    recovery. Raises ValueError if it would look back further than CloudWatch can.

    `subject` is what it is about, such as a source.

    Attributes:
        alarm: The alarm resource.
        name: Its name.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        topics: AlarmTopics,
        kind: AlarmKind,
        name: str,
        owner: str,
        subject: str,
        metric: Metric,
        condition: Condition,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        span = metric.period_seconds * condition.periods
        longest = LONGEST_RANGE_SECONDS if metric.period_seconds >= HOUR_SECONDS else DAY_SECONDS
        if not 0 < span <= longest:
            raise ValueError(
                f"alarm {name!r} looks back {span} s; CloudWatch allows up to {longest} s with periods of "
                f"{metric.period_seconds} s"
            )
        self.name = name
        topic = topics.arn(kind.severity)
        self.alarm = CloudwatchMetricAlarm(
            self,
            "alarm",
            alarm_name=name,
            alarm_description=describe(kind, owner=owner, subject=subject, topics=topics),
            namespace=metric.namespace,
            metric_name=metric.name,
            dimensions=dict(metric.dimensions),
            statistic=metric.statistic if not metric.statistic.startswith("p") else None,
            extended_statistic=metric.statistic if metric.statistic.startswith("p") else None,
            period=metric.period_seconds,
            evaluation_periods=condition.periods,
            datapoints_to_alarm=condition.periods,
            comparison_operator=OPERATORS[condition.comparison],
            threshold=condition.threshold,
            treat_missing_data=condition.missing,
            alarm_actions=[topic],
            ok_actions=[topic],
            tags={**(tags or {}), **alarm_tags(kind, owner)},
        )


class CompositeAlarm(Construct):
    """An alarm that is raised while any of some alarms is, so that one fault notifies once.

    Always on: all of `Alarm`. Raises ValueError if there is no alarm or the rule is longer than CloudWatch
    takes.

    `subject` is what it is about, such as a source.

    Attributes:
        alarm: The alarm resource.
        name: Its name.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        topics: AlarmTopics,
        kind: AlarmKind,
        name: str,
        owner: str,
        subject: str,
        alarms: Sequence[Alarm],
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        rule = " OR ".join(f'ALARM("{alarm.name}")' for alarm in alarms)
        if not 0 < len(rule) <= LONGEST_RULE:
            raise ValueError(
                f"the rule of composite alarm {name!r} has {len(rule)} characters for {len(alarms)} alarms; "
                f"CloudWatch takes 1 to {LONGEST_RULE}"
            )
        self.name = name
        topic = topics.arn(kind.severity)
        self.alarm = CloudwatchCompositeAlarm(
            self,
            "alarm",
            alarm_name=name,
            alarm_description=describe(kind, owner=owner, subject=subject, topics=topics),
            alarm_rule=rule,
            alarm_actions=[topic],
            ok_actions=[topic],
            tags={**(tags or {}), **alarm_tags(kind, owner)},
            # CloudWatch refuses a rule that names an alarm which is not there.
            depends_on=[alarm.alarm for alarm in alarms],
        )


def describe(kind: AlarmKind, *, owner: str, subject: str, topics: AlarmTopics) -> str:
    """Return the description of an alarm, which people read first."""
    return (
        f"[{kind.severity}] {subject}: {kind.meaning}. Owner: {owner}. "
        f"Runbook: {topics.runbooks_url}/{kind.name}.md"
    )


def alarm_tags(kind: AlarmKind, owner: str) -> dict[str, str]:
    """Return the tags that make an alarm accountable."""
    return {"alarm-owner": owner, "runbook": kind.name, "severity": kind.severity.value}
