"""What a role is given and its permissions boundary takes away again, without a word."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from guards.synthesized import Resource
from operations.conformance.authorization import Authorization
from operations.conformance.documents import Document, documents, listed
from operations.conformance.material import Material
from operations.conformance.synthesised import Stack
from operations.conformance.violation import Violation

SOURCE: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"

EVERY_SERVICE: Final[Mapping[str, str]] = {
    "service-role/AWS_ConfigRole": (
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWS_ConfigRole.html: it reads the resources "
        "of every service that AWS Config records"
    ),
}
"""Policies of AWS's own that a boundary which lists services cuts short, with the source."""


def boundaries(material: Material) -> list[Violation]:
    """Return what roles are given beyond their boundary; a boundary that is in no judged stack is left out."""
    held = [*documents(material)]
    policies = {_arn(material, each): each for each in held if each.kind == "managed"}
    inline: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for each in held:
        if each.kind == "inline" and each.argument == "policy":
            inline[each.stack, str(each.arguments.get("role"))].append(each)
    found: list[Violation] = []
    for stack in material.stacks:
        for role in stack.resources.values():
            given = role.arguments.get("permissions_boundary") if role.type == "aws_iam_role" else None
            boundary = policies.get(material.filled(stack, str(given)).text) if given else None
            if boundary is None or (patterns := _allowed(boundary)) is None:
                continue
            names = (f"${{{role.address}.name}}", f"${{{role.address}.id}}", str(role.arguments.get("name")))
            policies_of_role = [each for name in names for each in inline[stack.name, name]]
            found += _cut_short(material, policies_of_role, patterns, boundary)
            found += _too_narrow(stack, names, boundary)
    return sorted(set(found))


def _arn(material: Material, document: Document) -> str:
    (stack,) = [each for each in material.stacks if each.name == document.stack]
    return material.filled(stack, f"${{{document.address}.arn}}").text


def _allowed(boundary: Document) -> frozenset[str] | None:
    """Return the patterns of actions that a boundary allows, None if it lists none of them."""
    found: set[str] = set()
    for statement in boundary.statements:
        if statement.get("Effect") == "Allow":
            if "NotAction" in statement:
                return None
            found.update(str(each).lower() for each in listed(statement.get("Action")))
    return None if found & {"*", "*:*"} else frozenset(found)


def _cut_short(
    material: Material, given: list[Document], allowed: frozenset[str], boundary: Document
) -> Iterator[Violation]:
    authorization = Authorization(material.published)
    for document in given:
        actions = [
            str(each)
            for statement in document.statements
            if statement.get("Effect") == "Allow"
            for each in listed(statement.get("Action"))
            if ":" in str(each)
        ]
        for action in dict.fromkeys(actions):
            meant = [each.name.lower() for each in authorization.matching(action)]
            if meant and not any(fnmatchcase(each, pattern) for each in meant for pattern in allowed):
                yield _violation(document.stack, document.address, action, boundary, SOURCE)


def _too_narrow(stack: Stack, names: tuple[str, ...], boundary: Document) -> Iterator[Violation]:
    attached: list[Resource] = [
        each
        for each in stack.resources.values()
        if each.type == "aws_iam_role_policy_attachment" and each.arguments.get("role") in names
    ]
    for each in attached:
        policy: Any = str(each.arguments.get("policy_arn", "")).partition(":policy/")[2]
        if policy in EVERY_SERVICE:
            yield _violation(stack.name, each.address, policy, boundary, EVERY_SERVICE[policy])


def _violation(stack: str, address: str, given: str, boundary: Document, source: str) -> Violation:
    return Violation(
        check="statements.boundary",
        stack=stack,
        address=address,
        given=f"{given}, under a boundary that allows other services and actions",
        allowed=f"what {boundary.address} of {boundary.stack} allows too: both must",
        fix="allow it in the boundary, or give the role another one",
        source=source,
    )
