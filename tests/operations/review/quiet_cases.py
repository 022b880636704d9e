"""Changes that rules of security leave alone."""

from typing import Any

from tests.operations.review.entries import allow, policy
from tests.operations.review.security_parts import (
    BLOCKS,
    grants,
    trust,
)

QUIET: dict[str, tuple[str, dict[str, Any] | None, dict[str, Any] | None]] = {
    "a policy written differently": (
        "aws_iam_role_policy",
        {"policy": policy(allow(["s3:GetObject"])), "name": "a"},
        {"policy": policy(allow("s3:getobject", Sid="Read")), "name": "b"},
    ),
    "a description": ("aws_iam_role", trust() | {"description": "a"}, trust() | {"description": "b"}),
    "a rule inside": (
        "aws_vpc_security_group_ingress_rule",
        None,
        {"cidr_ipv4": "10.0.0.0/8", "ip_protocol": "tcp", "from_port": 443, "to_port": 443},
    ),
    "ports of a rule that was open": (
        "aws_vpc_security_group_ingress_rule",
        {
            "cidr_ipv4": "0.0.0.0/0",
            "ip_protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "description": "a",
        },
        {
            "cidr_ipv4": "0.0.0.0/0",
            "ip_protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "description": "b",
        },
    ),
    "a new block of public access": ("aws_s3_bucket_public_access_block", None, BLOCKS),
    "grants in another order": (
        "databricks_grants",
        grants(("a", ["SELECT", "MODIFY"]), ("b", ["SELECT"])),
        grants(("b", ["SELECT"]), ("a", ["MODIFY", "SELECT"])),
    ),
    "a rotated key's description": (
        "aws_kms_key",
        {"enable_key_rotation": True, "description": "a"},
        {"enable_key_rotation": True, "description": "b"},
    ),
    "a new trail": ("aws_cloudtrail", None, {"enable_logging": True}),
    "tags": ("aws_sqs_queue", {"tags": {"encryption": "a"}, "name": "q"}, {"tags": {"a": "b"}, "name": "q"}),
}
