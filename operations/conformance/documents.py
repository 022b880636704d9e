"""Every policy document in synthesised stacks, with its kind."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from operations.conformance.material import Material
from operations.conformance.synthesised import UNKNOWN, Stack, texts

KINDS: Final[Mapping[tuple[str, str], str]] = {
    ("aws_iam_role", "assume_role_policy"): "trust",
    ("aws_iam_role", "inline_policy.policy"): "inline",
    ("aws_iam_role_policy", "policy"): "inline",
    ("aws_iam_policy", "policy"): "managed",
    ("aws_s3_bucket_policy", "policy"): "bucket",
    ("aws_s3_bucket", "policy"): "bucket",
    ("aws_kms_key", "policy"): "key",
    ("aws_kms_key_policy", "policy"): "key",
    ("aws_sns_topic", "policy"): "topic",
    ("aws_sns_topic_policy", "policy"): "topic",
    ("aws_sqs_queue", "policy"): "queue",
    ("aws_sqs_queue_policy", "policy"): "queue",
    ("aws_vpc_endpoint", "policy"): "endpoint",
    ("aws_vpc_endpoint_policy", "policy"): "endpoint",
    ("aws_secretsmanager_secret", "policy"): "secret",
    ("aws_secretsmanager_secret_policy", "policy"): "secret",
    ("aws_cloudwatch_log_resource_policy", "policy_document"): "logs",
    ("aws_kinesis_resource_policy", "policy"): "stream",
    ("aws_dynamodb_resource_policy", "policy"): "table",
    ("aws_cloudwatch_event_bus_policy", "policy"): "bus",
}
"""Where Terraform's types take a policy, and of what kind it is."""

IDENTITY: Final = frozenset({"inline", "managed"})
"""Kinds that name no principal: they apply to the identity that they belong to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A policy: where it is, its kind ("" for an unlisted argument), and its text with references filled in.

    `parsed` is None for a text that is no JSON; `arguments` are those of its resource, `used_by` the types of the
    resources that refer to it.
    """

    stack: str
    address: str
    argument: str
    kind: str
    text: str
    parsed: Mapping[str, Any] | None
    arguments: Mapping[str, Any]
    used_by: frozenset[str]

    @property
    def statements(self) -> tuple[Mapping[str, Any], ...]:
        """Its statements; one alone may stand without a list."""
        given = (self.parsed or {}).get("Statement", [])
        return tuple(each for each in ([given] if isinstance(given, Mapping) else given))


def documents(material: Material) -> Iterator[Document]:
    """Yield every policy document: what stands where one is expected, and what looks like one elsewhere."""
    for stack in material.stacks:
        for resource in stack.resources.values():
            for path, text in texts(resource.arguments):
                argument = ".".join(path)
                kind = KINDS.get((resource.type, argument), "")
                if not kind and '"Statement"' not in text:
                    continue
                filled = material.filled(stack, text).text
                if filled == UNKNOWN:
                    continue
                yield Document(
                    stack=stack.name,
                    address=resource.address,
                    argument=argument,
                    kind=kind,
                    text=filled,
                    parsed=_parsed(filled),
                    arguments=resource.arguments,
                    used_by=_used_by(stack, resource.address) if kind == "key" else frozenset(),
                )


def listed(value: Any) -> list[Any]:
    """Return what may stand alone or in a list as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def principals(statement: Mapping[str, Any], kind: str) -> list[str]:
    """Return the principals of a kind (AWS, Service, Federated) that a statement names."""
    given = statement.get("Principal")
    return [str(each) for each in listed(given.get(kind))] if isinstance(given, Mapping) else []


def called(statement: Mapping[str, Any]) -> str:
    """Return how people find a statement in its document."""
    return f"statement {statement['Sid']}" if statement.get("Sid") else "a statement without Sid"


def _parsed(text: str) -> Mapping[str, Any] | None:
    try:
        parsed = json.loads(text)
    except ValueError:
        return None
    return _open(parsed) if isinstance(parsed, Mapping) else None


def _open(value: Any) -> Any:
    """Return a document with `*` for each text that only a deployment knows."""
    if isinstance(value, Mapping):
        return {key: _open(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_open(below) for below in value]
    return "*" if value == UNKNOWN else value


def _used_by(stack: Stack, address: str) -> frozenset[str]:
    return frozenset(
        each.type
        for each in stack.resources.values()
        if any(f"${{{address}." in text for _, text in texts(each.arguments))
    )
