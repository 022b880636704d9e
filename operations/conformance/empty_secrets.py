"""What starts in the apply that makes its secret, before anybody gave the secret a value."""

import re
from collections.abc import Iterator
from typing import Any, Final

from guards.synthesized import Resource
from operations.conformance.material import Material
from operations.conformance.synthesised import Stack, texts
from operations.conformance.violation import Violation

SECRET: Final = re.compile(r"\$\{(aws_secretsmanager_secret\.[A-Za-z0-9_-]+)\.")
ENDPOINT: Final = re.compile(r"\$\{(aws_dms_endpoint\.[A-Za-z0-9_-]+)\.")
STARTS: Final = {
    "aws_dms_replication_config": "start_replication",
    "aws_dms_replication_task": "start_replication_task",
}
"""The argument with which Terraform starts a replication, by type."""

SOURCE: Final = (
    "terraform-provider-aws 6.25.0 internal/service/dms/replication_config.go: with start_replication the creation "
    "waits for the replication to run, and a failed one leaves the resource tainted"
)


def empty_secrets(material: Material) -> list[Violation]:
    """Return the replications that start at once with a secret whose value the stack does not set."""
    return sorted(violation for stack in material.stacks for violation in _started(stack))


def _started(stack: Stack) -> Iterator[Violation]:
    filled = {
        address
        for each in stack.resources.values()
        if each.type == "aws_secretsmanager_secret_version"
        for address in _named(each.arguments.get("secret_id"), SECRET)
    }
    for config in stack.resources.values():
        start = STARTS.get(config.type, "")
        if not config.arguments.get(start):
            continue
        for secret in sorted({*_secrets(stack, config)} - filled):
            yield Violation(
                check="arguments.start",
                stack=stack.name,
                address=config.address,
                given=f"{start} = true with {secret}, which nothing here gives a value",
                allowed="a start after the secret has a value: the first apply makes the secret empty",
                fix="let something else start it, once a person has filled the secret",
                source=SOURCE,
            )


def _secrets(stack: Stack, config: Resource) -> Iterator[str]:
    for side in ("source_endpoint_arn", "target_endpoint_arn"):
        for address in _named(config.arguments.get(side), ENDPOINT):
            endpoint = stack.resources.get(address)
            yield from _named(endpoint.arguments if endpoint else None, SECRET)


def _named(value: Any, kind: re.Pattern[str]) -> Iterator[str]:
    for _, text in texts(value):
        yield from kind.findall(text)
