"""Composite alarms exist.

moto 5.2.5 describes alarms with a rule but has no PutCompositeAlarm. AWS keeps rule, description, actions and
tags, refuses a rule that names an alarm which is not there, and returns composites only when asked for them
by type (CloudWatch API reference, PutCompositeAlarm and DescribeAlarms). The state is not evaluated.
"""

import re
from typing import Any, Final

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult, EmptyResult

from operations.emulator.repairs.repair import Repair, add, replace

NAMED: Final = re.compile(r"(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*\"?([^\")]+)\"?\s*\)")


def _put_composite_alarm(response: Any) -> Any:
    backend = response.cloudwatch_backend
    name, rule = response._get_param("AlarmName"), response._get_param("AlarmRule")
    missing = sorted({named for named in NAMED.findall(rule) if named.split(":")[-1] not in backend.alarms})
    if missing or not NAMED.search(rule):
        raise ValidationError(f"AlarmRule names alarms that are not there: {missing}")
    backend.put_metric_alarm(
        name=name,
        namespace=None,
        metric_name=None,
        metric_data_queries=None,
        comparison_operator=None,
        evaluation_periods=None,
        datapoints_to_alarm=None,
        period=None,
        threshold=None,
        statistic=None,
        extended_statistic=None,
        description=response._get_param("AlarmDescription"),
        dimensions=[],
        alarm_actions=response._get_param("AlarmActions", []),
        ok_actions=response._get_param("OKActions", []),
        insufficient_data_actions=response._get_param("InsufficientDataActions", []),
        unit=None,
        actions_enabled=response._get_bool_param("ActionsEnabled", True),
        treat_missing_data=None,
        evaluate_low_sample_count_percentile=None,
        threshold_metric_id=None,
        rule=rule,
        tags=response._get_param("Tags", []),
    )
    return EmptyResult()


def _install() -> None:
    def describe_alarms(response: Any) -> Any:
        types = response._get_param("AlarmTypes", []) or ["MetricAlarm"]
        found: dict[str, Any] = original(response).result
        return ActionResult(
            {
                "MetricAlarms": found["MetricAlarms"] if "MetricAlarm" in types else [],
                "CompositeAlarms": found["CompositeAlarms"] if "CompositeAlarm" in types else [],
            }
        )

    add(CloudWatchResponse, "put_composite_alarm", _put_composite_alarm)
    original = replace(CloudWatchResponse, "describe_alarms", describe_alarms)


CLOUDWATCH_COMPOSITE_ALARMS: Final = Repair(
    name="cloudwatch composite alarms",
    upstream="moto/cloudwatch/responses.py, put_composite_alarm and describe_alarms",
    install=_install,
)
