"""Event rules reach topics, and topics and queues only where their policies and keys let EventBridge in.

moto 5.2.5 knows no topic as a target and looks at no policy. AWS publishes to topics and evaluates both policies:
for a topic EventBridge meets no condition on the source, for a queue those on the rule and the account, for the key
of either none (EventBridge user guide, "Using resource-based policies" and "Troubleshooting"; SNS developer guide,
"Managing encryption keys"). What is refused is counted as FailedInvocations of the rule.
"""

import copy
import json
from collections.abc import Mapping
from typing import Any, Final

from moto.cloudwatch.models import cloudwatch_backends
from moto.core.exceptions import JsonRESTError, ServiceException
from moto.core.utils import iso_8601_datetime_without_milliseconds, utcfromtimestamp
from moto.events.models import Rule
from moto.events.utils import EventTemplateParser
from moto.kms.models import kms_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from operations.emulator.authorization.evaluation import Decision, Request, decide
from operations.emulator.repairs.repair import Repair, replace

EVENTS: Final = {"Service": frozenset({"events.amazonaws.com"})}
KEY_ACTIONS: Final = ("kms:Decrypt", "kms:GenerateDataKey")
TRANSPORT: Final = {"aws:securetransport": ("true",)}


def _install() -> None:
    def send_to_targets(rule: Any, event: Any, transform_input: bool = True) -> None:
        matched = rule.state == "ENABLED" and rule.event_pattern.matches_event(event)
        others: list[Any] = []
        for target in rule.targets:
            service = target["Arn"].split(":")[2]
            if service == "sns" and matched:
                _publish(rule, target, event, transform_input)
            elif service != "sns" and (service != "sqs" or not matched or _queue_admits(rule, target["Arn"])):
                others.append(target)
        remaining = copy.copy(rule)
        remaining.targets = others
        send(remaining, event, transform_input)

    send = replace(Rule, "send_to_targets", send_to_targets)


def _publish(rule: Any, target: Mapping[str, Any], event: Any, transform_input: bool) -> None:
    arn = target["Arn"]
    region, account = arn.split(":")[3:5]
    topic = sns_backends[account][region].topics.get(arn)
    if (
        topic is None
        or not _allows(topic.policy, "sns:Publish", arn, TRANSPORT)
        or not _key_admits(account, region, topic.kms_master_key_id)
    ):
        _count_failure(rule)
        return
    told: Any = dict(event)
    if transform_input:
        transformer = target.get("InputTransformer", {})
        told = EventTemplateParser.parse(
            input_template=transformer.get("InputTemplate"),
            input_paths_map=transformer.get("InputPathsMap", {}),
            event=event,
        )
    if isinstance(told, dict) and isinstance(told.get("time"), int | float):
        told = told | {"time": iso_8601_datetime_without_milliseconds(utcfromtimestamp(told["time"]))}
    topic.publish(json.dumps(told))


def _queue_admits(rule: Any, arn: str) -> bool:
    region, account, name = arn.split(":")[3:6]
    queue = sqs_backends[account][region].queues.get(name)
    source = {"aws:sourcearn": (rule.arn,), "aws:sourceaccount": (rule.account_id,)}
    admitted = (
        queue is not None
        and _allows(str(queue.policy or ""), "sqs:SendMessage", arn, TRANSPORT | source)
        and _key_admits(account, region, vars(queue).get("kms_master_key_id"))
    )
    if not admitted:
        _count_failure(rule)
    return admitted


def _key_admits(account: str, region: str, key_id: str | None) -> bool:
    # An alias of AWS' own key admits no other service.
    if not key_id:
        return True
    backend = kms_backends[account][region]
    try:
        key = backend.describe_key(key_id)
    except (JsonRESTError, ServiceException):
        return False
    return all(_allows(key.policy, action, key.arn, {}) for action in KEY_ACTIONS)


def _allows(policy: str, action: str, resource: str, context: Mapping[str, tuple[str, ...]]) -> bool:
    request = Request(action=action, resource=resource, principals=EVENTS, context=context)
    return bool(policy) and decide(policy, request) is Decision.ALLOW


def _count_failure(rule: Any) -> None:
    cloudwatch_backends[rule.account_id][rule.region_name].put_metric_data(
        "AWS/Events",
        [
            {
                "MetricName": "FailedInvocations",
                "Dimensions": [{"Name": "RuleName", "Value": rule.name}],
                "Value": 1,
            }
        ],
    )


EVENT_DELIVERIES: Final = Repair(
    name="event deliveries", upstream="moto/events/models.py, Rule.send_to_targets", install=_install
)
