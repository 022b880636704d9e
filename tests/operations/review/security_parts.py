"""What changes for security are made of."""

from typing import Any

from operations.common.severity import Severity
from tests.operations.review.entries import policy

HIGH, MEDIUM, LOW = Severity.HIGH, Severity.MEDIUM, Severity.LOW
LAMBDA = {"Principal": {"Service": "lambda.amazonaws.com"}}
STRANGER = {"Principal": {"AWS": "arn:aws:iam::999999999999:root"}}
ANYBODY = {"Principal": "*"}
BOUND = {"Condition": {"StringEquals": {"aws:PrincipalAccount": "1"}}}
BLOCKS: dict[str, Any] = dict.fromkeys(
    ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"), True
)


def trust(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"assume_role_policy": policy(*statements)}


def assume(**who: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "sts:AssumeRole"} | who


def grants(*pairs: tuple[str, list[str]]) -> dict[str, Any]:
    return {
        "catalog": "gold",
        "grant": [{"principal": principal, "privileges": privileges} for principal, privileges in pairs],
    }
