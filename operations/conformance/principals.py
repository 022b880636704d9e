"""Principals of policies: services that send no condition keys, and what each kind of document names."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from operations.conformance.documents import IDENTITY, Document, called, principals
from operations.conformance.violation import Violation

SOURCE_KEYS: Final = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid"})


class Silent(NamedTuple):
    """A service that says nothing of itself: what it does where, and the source.

    `keys` are the condition keys that its requests lack, every key if there are none. A policy of a key counts
    where the key is `used_by` resources of a type.
    """

    service: str
    kind: str
    source: str
    keys: frozenset[str] = frozenset()
    used_by: str = ""


SILENT: Final = (
    Silent(
        service="events.amazonaws.com",
        kind="topic",
        source="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html"
        "#eb-sns-permissions",
    ),
    Silent(
        service="events.amazonaws.com",
        kind="key",
        keys=SOURCE_KEYS,
        used_by="aws_sns_topic",
        source="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html (event sources and encrypted topics)",
    ),
)
"""Services that call without the keys that a condition could look at."""


def principal_problems(statement: Mapping[str, Any], document: Document) -> Iterator[Violation]:
    """Yield what is wrong with whom a statement of a document names."""
    yield from _conditions_nobody_meets(statement, document)
    kind = document.kind
    names = "Principal" in statement or "NotPrincipal" in statement
    if kind in IDENTITY and names:
        yield Violation(
            check="statements.principal",
            given=f"{called(statement)} names a principal",
            allowed="none: an identity's policy is about the identity that has it",
            fix="delete Principal, or put the statement into the resource's policy",
            source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        )
    if kind not in IDENTITY and not names:
        yield Violation(
            check="statements.principal",
            given=f"{called(statement)} names no principal",
            allowed="Principal: a resource's policy says whom it is about",
            fix="say who may, or may not",
            source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        )


def _conditions_nobody_meets(statement: Mapping[str, Any], document: Document) -> Iterator[Violation]:
    keys = frozenset(
        key.lower()
        for block in (statement.get("Condition") or {}).values()
        for key in (block if isinstance(block, Mapping) else ())
    )
    if statement.get("Effect") != "Allow" or not keys:
        return
    services = principals(statement, "Service")
    for silent in SILENT:
        lacking = sorted(keys & silent.keys if silent.keys else keys)
        used = not silent.used_by or silent.used_by in document.used_by
        if silent.service in services and silent.kind == document.kind and used and lacking:
            for_what = f" that encrypts {silent.used_by}" if silent.used_by else ""
            yield Violation(
                check="statements.principal",
                given=f"{called(statement)}: {silent.service} under a condition on {', '.join(lacking)}",
                allowed=f"no such condition in the policy of a {document.kind}{for_what}: the service sends none of it",
                fix="give the service a statement of its own without it, or its target a role",
                source=silent.source,
            )
