"""What records and detects: trails, flow logs, threat detection, alarms that go."""

from collections.abc import Iterator, Mapping
from typing import Final

from operations.review.change import Action, Change
from operations.review.severity import Note, Severity

KIND: Final = "detection"

RECORDS: Final[Mapping[str, tuple[Severity, str]]] = {
    "aws_accessanalyzer_analyzer": (Severity.HIGH, "shares with strangers are no longer found"),
    "aws_cloudtrail": (Severity.HIGH, "calls are no longer recorded"),
    "aws_cloudwatch_composite_alarm": (Severity.MEDIUM, "this alarm no longer rings"),
    "aws_cloudwatch_log_metric_filter": (Severity.MEDIUM, "these events are no longer counted"),
    "aws_cloudwatch_metric_alarm": (Severity.MEDIUM, "this alarm no longer rings"),
    "aws_config_config_rule": (Severity.MEDIUM, "this rule is no longer evaluated"),
    "aws_config_configuration_recorder": (Severity.HIGH, "configurations are no longer recorded"),
    "aws_flow_log": (Severity.HIGH, "traffic is no longer recorded"),
    "aws_guardduty_detector": (Severity.HIGH, "threats are no longer detected"),
    "aws_guardduty_detector_feature": (Severity.MEDIUM, "this kind of threat is no longer detected"),
    "aws_s3_bucket_logging": (Severity.MEDIUM, "access to the bucket is no longer logged"),
    "databricks_mws_log_delivery": (Severity.HIGH, "Databricks' audit log is no longer delivered"),
}
"""What is lost with a resource that records or detects."""

SWITCHED_OFF: Final[Mapping[str, frozenset[object]]] = {
    "enable_logging": frozenset({False}),
    "enable_log_file_validation": frozenset({False}),
    "enable": frozenset({False}),
    "actions_enabled": frozenset({False}),
    "status": frozenset({"DISABLED", "Disabled"}),
    "is_multi_region_trail": frozenset({False}),
}
"""Arguments of such resources with the values that switch them off."""


def detection(change: Change) -> Iterator[Note]:
    """Yield what is no longer recorded or detected."""
    severity, loss = RECORDS.get(change.type, (None, ""))
    if severity is None:
        return
    if change.action is Action.DESTROY:
        yield Note(severity=severity, kind=KIND, sentence=loss, change=change)
    if change.after is None:
        return
    for argument, off in SWITCHED_OFF.items():
        old, new = ((side or {}).get(argument) for side in (change.before, change.after))
        if new in off and old not in off:
            sentence = f"{argument} is {str(new).lower()}: {loss}"
            yield Note(severity=severity, kind=KIND, sentence=sentence, change=change)
