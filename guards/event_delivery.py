"""Event rules are let in as EventBridge can come in."""

import json
from collections.abc import Iterator
from typing import Any, Final

from guards.rule import Violation, violation
from guards.synthesized import Json, Resource, resources

EVENTS: Final = "events.amazonaws.com"

BY_RESOURCE_POLICY: Final = (
    "aws_cloudwatch_log_group.",
    "aws_lambda_function.",
    "aws_sns_topic.",
    "aws_sqs_queue.",
)
SERVICES_BY_RESOURCE_POLICY: Final = ("arn:aws:lambda:", "arn:aws:logs:", "arn:aws:sns:", "arn:aws:sqs:")
"""The targets that let EventBridge in by their own policies; a role on them can end deliveries (EventBridge
user guide, "Using resource-based policies")."""

POLICY_TYPES: Final = ("aws_kms_key", "aws_kms_key_policy", "aws_sns_topic", "aws_sns_topic_policy")


def reachable_targets(stack: Json) -> Iterator[Violation]:
    """ANT-EVT-01: topics, keys and functions let event rules in without a condition that EventBridge never meets.

    A topic's policy may have no Condition at all for EventBridge (EventBridge user guide, "Troubleshooting",
    no message in an SNS topic), a key's policy none on the source (SNS developer guide, "Managing encryption
    keys"), a function's permission no source account ("Troubleshooting", a function that is not invoked), and a
    target that lets rules in by its own policy no role. Deliveries fail silently otherwise.
    """
    for resource in resources(stack):
        for fault, remedy in (*_by_policy(resource), *_by_permission(resource), *_by_role(resource)):
            yield violation("ANT-EVT-01", resource, fault, remedy)


def _by_policy(resource: Resource) -> Iterator[tuple[str, str]]:
    if resource.type not in POLICY_TYPES:
        return
    for statement in _allowed_events(resource.arguments.get("policy")):
        keys = [key for part in statement.get("Condition", {}).values() for key in part]
        of_topic = resource.type.startswith("aws_sns")
        unmet = sorted(key for key in keys if of_topic or key.lower().startswith("aws:source"))
        if unmet:
            yield (
                f"lets {EVENTS} in only on {', '.join(unmet)}, which EventBridge does not meet",
                "give EventBridge a statement of its own without that condition",
            )


def _by_permission(resource: Resource) -> Iterator[tuple[str, str]]:
    arguments = resource.arguments
    if (
        resource.type == "aws_lambda_permission"
        and arguments.get("principal") == EVENTS
        and arguments.get("source_account")
    ):
        yield (
            "names a source account, with which EventBridge cannot invoke the function",
            "name the rule by source_arn alone",
        )


def _by_role(resource: Resource) -> Iterator[tuple[str, str]]:
    if resource.type != "aws_cloudwatch_event_target" or not resource.arguments.get("role_arn"):
        return
    target = str(resource.arguments.get("arn"))
    if target.startswith(SERVICES_BY_RESOURCE_POLICY) or any(type_ in target for type_ in BY_RESOURCE_POLICY):
        yield "has a role for a target that lets rules in by its own policy", "leave the role out"


def _allowed_events(policy: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(policy, str) or not policy.startswith("{"):
        return
    found = json.loads(policy).get("Statement", [])
    for statement in found if isinstance(found, list) else [found]:
        principal = statement.get("Principal")
        services = principal.get("Service", []) if isinstance(principal, dict) else []
        if statement.get("Effect") == "Allow" and EVENTS in (
            services if isinstance(services, list) else [services]
        ):
            yield statement
