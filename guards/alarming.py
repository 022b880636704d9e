"""Every alarm has an owner, a severity and a runbook, and notifies the topic of its severity."""

from collections.abc import Iterator
from typing import Final

from guards.rule import Violation, violation
from guards.synthesized import REFERENCE, Json, resources

ALARMS: Final = frozenset({"aws_cloudwatch_composite_alarm", "aws_cloudwatch_metric_alarm"})
ACCOUNTABLE: Final = ("alarm-owner", "runbook", "severity")


def accountable_alarms(stack: Json) -> Iterator[Violation]:
    """ANT-MON-01: an alarm carries owner, runbook and severity, and acts on topics of that severity only."""
    severities = {
        resource.logical_id: (resource.arguments.get("tags") or {}).get("severity")
        for resource in resources(stack, {"aws_sns_topic"})
    }
    for resource in resources(stack, ALARMS):
        tags = resource.arguments.get("tags") or {}
        missing = [tag for tag in ACCOUNTABLE if not tags.get(tag)]
        if missing:
            yield violation("ANT-MON-01", resource, f"has no {', '.join(missing)}", "build it as Alarm")
        actions = resource.arguments.get("alarm_actions") or []
        if not actions:
            yield violation("ANT-MON-01", resource, "notifies no topic", "build it as Alarm")
        for action in actions:
            match = REFERENCE.fullmatch(str(action))
            told = severities.get(match.group(2)) if match and match.group(1) == "aws_sns_topic" else None
            if told is None or told != tags.get("severity"):
                yield violation(
                    "ANT-MON-01",
                    resource,
                    "acts on what is not the topic of its severity",
                    "build it as Alarm",
                )
