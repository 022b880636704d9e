"""Small policies in the resources that hold them."""

import json
from typing import Any

from operations.conformance.violation import Violation

SOURCE = {"StringEquals": {"aws:SourceAccount": "111111111111"}}
BUCKET = "arn:aws:s3:::anthill-dev-gold"


def policy(*given: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(given)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Sid": "It", "Effect": "Allow", "Action": action, "Resource": resource, **more}


def inline(*given: dict[str, Any]) -> dict[str, Any]:
    return {"aws_iam_role_policy": {"it": {"name": "p", "role": "r", "policy": policy(*given)}}}


def trust(service: str, **more: Any) -> dict[str, Any]:
    given = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole", **more}
    return {"aws_iam_role": {"it": {"name": "r", "assume_role_policy": policy(given)}}}


def topic(**statement: Any) -> dict[str, Any]:
    arn = "arn:aws:sns:eu-west-1:111111111111:anthill-dev-alarms"
    publish = allow("sns:Publish", arn, Principal={"Service": "events.amazonaws.com"}) | statement
    return {"aws_sns_topic_policy": {"it": {"arn": arn, "policy": policy(publish)}}}


def key(*given: dict[str, Any]) -> dict[str, Any]:
    return {
        "aws_kms_key": {"it": {"policy": policy(*given)}},
        "aws_sns_topic": {"alarms": {"name": "a", "kms_master_key_id": "${aws_kms_key.it.arn}"}},
    }


def check(found: list[Violation]) -> list[tuple[str, str, str]]:
    return [(each.check.removeprefix("statements."), each.given, each.allowed) for each in found]
