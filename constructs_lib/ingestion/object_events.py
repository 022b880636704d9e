"""Event rules over the objects that S3 creates."""

import json

from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from constructs import Construct

from constructs_lib.monitoring.alarm import Metric


def object_created_rule(
    scope: Construct, id_: str, *, name: str, description: str, bucket: str, prefix: str, tags: dict[str, str]
) -> CloudwatchEventRule:
    """Define the rule that matches each new object under a prefix.

    S3 sends its events to the account's default bus (S3 user guide, "Using EventBridge").
    """
    pattern = {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [bucket]}, "object": {"key": [{"prefix": prefix}]}},
    }
    return CloudwatchEventRule(
        scope,
        id_,
        name=name,
        description=description,
        event_pattern=json.dumps(pattern, separators=(",", ":")),
        state="ENABLED",
        tags=tags,
    )


def arrivals(rule_name: str, period_seconds: int) -> Metric:
    """Return the metric that counts the objects a rule has matched (EventBridge, MatchedEvents)."""
    return Metric(
        namespace="AWS/Events",
        name="MatchedEvents",
        dimensions={"RuleName": rule_name},
        statistic="Sum",
        period_seconds=period_seconds,
    )
