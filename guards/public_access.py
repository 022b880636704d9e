"""Nothing is reachable by the public."""

import json
from collections.abc import Iterator
from typing import Any, Final

from guards.rule import Violation, violation
from guards.synthesized import Json, Resource, resources

ANYWHERE: Final = frozenset({"0.0.0.0/0", "::/0"})
BLOCKS: Final = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
PUBLIC_ARGUMENTS: Final = {
    "aws_db_instance": "publicly_accessible",
    "aws_dms_replication_instance": "publicly_accessible",
    "aws_instance": "associate_public_ip_address",
    "aws_redshift_cluster": "publicly_accessible",
    "aws_subnet": "map_public_ip_on_launch",
}


def blocked_buckets(stack: Json) -> Iterator[Violation]:
    """ANT-PUB-01: a bucket has a public access block with all four settings on."""
    closed = [
        each
        for each in resources(stack, {"aws_s3_bucket_public_access_block"})
        if all(each.arguments.get(block) is True for block in BLOCKS)
    ]
    for bucket in resources(stack, {"aws_s3_bucket"}):
        blocked = any(each.refers_to("bucket", bucket) for each in closed)
        if not blocked:
            yield violation(
                "ANT-PUB-01", bucket, "is not blocked from public access", "build it as EncryptedBucket"
            )


def closed_security_groups(stack: Json) -> Iterator[Violation]:
    """ANT-PUB-02: no security group admits the internet, by whichever resource it is written."""
    for resource in resources(stack):
        if ANYWHERE & set(_ingress_sources(resource)):
            yield violation("ANT-PUB-02", resource, "admits the whole internet", "name the sources")


def _ingress_sources(resource: Resource) -> Iterator[str]:
    arguments = resource.arguments
    if resource.type == "aws_vpc_security_group_ingress_rule":
        yield from (str(arguments.get(key)) for key in ("cidr_ipv4", "cidr_ipv6"))
    elif resource.type == "aws_security_group_rule" and arguments.get("type") == "ingress":
        yield from _cidrs(arguments)
    elif resource.type in {"aws_security_group", "aws_default_security_group"}:
        for block in resource.blocks("ingress"):
            yield from _cidrs(block)


def _cidrs(block: Json) -> Iterator[str]:
    for key in ("cidr_blocks", "ipv6_cidr_blocks"):
        yield from block.get(key) or ()


def no_public_addresses(stack: Json) -> Iterator[Violation]:
    """ANT-PUB-03: nothing gets a public address by itself."""
    for resource in resources(stack, PUBLIC_ARGUMENTS):
        argument = PUBLIC_ARGUMENTS[resource.type]
        if resource.arguments.get(argument) is True:
            yield violation("ANT-PUB-03", resource, f"sets {argument}", "leave it off and reach it privately")


def no_public_policies(stack: Json) -> Iterator[Violation]:
    """ANT-PUB-04: no resource policy allows anyone without a condition."""
    for resource in resources(stack):
        for statement in _statements(resource.arguments.get("policy")):
            principal = statement.get("Principal")
            anyone = principal == "*" or (isinstance(principal, dict) and "*" in _flat(principal.values()))
            if statement.get("Effect") == "Allow" and anyone and not statement.get("Condition"):
                yield violation(
                    "ANT-PUB-04",
                    resource,
                    f"allows anyone in {statement.get('Sid')!r}",
                    "name the principals",
                )


def _statements(policy: Any) -> list[dict[str, Any]]:
    # A policy that is a reference to another resource is checked there.
    if not isinstance(policy, str) or not policy.startswith("{"):
        return []
    found = json.loads(policy).get("Statement", [])
    return found if isinstance(found, list) else [found]


def _flat(values: Any) -> list[str]:
    return [entry for value in values for entry in (value if isinstance(value, list) else [value])]
