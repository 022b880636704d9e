"""Judges whether the pipeline's roles may make the calls of every resource that they deploy."""

from collections.abc import Iterator, Mapping
from typing import Final

from guards.synthesized import Resource
from operations.conformance.authorization import Authorization
from operations.conformance.reach.arns import Known
from operations.conformance.reach.needed import FROM_SOURCE, is_known
from operations.conformance.reach.permissions import Permission, Permissions
from operations.conformance.reach.role import Role
from operations.conformance.violation import Violation

CHECK: Final = "reach"

TABLES: Final = f"operations/conformance/reach/recorded.json, {FROM_SOURCE.parent.name}/{FROM_SOURCE.name}"


def check_reach(
    stack: str,
    known: Known,
    reference: Authorization,
    *,
    managers: Mapping[str, Role],
    readers: Mapping[str, Role],
) -> Iterator[Violation]:
    """Yield what a manager may not call to create, read, update and delete, and what a reader may not call to read.

    `known` is the stack's resources, `managers` and `readers` are roles by their kind. A type of which no call is
    known is a violation too. What a role may not do for several resources of a type is said once, of the first.
    """
    seen: set[tuple[str, str, str]] = set()
    for resource in known.by_address.values():
        if not resource.type.startswith("aws_"):
            continue
        if not is_known(resource.type):
            if ("", resource.type, "") not in seen:
                seen.add(("", resource.type, ""))
                yield _unknown(stack, resource)
            continue
        asked = Permissions(resource, known, reference)
        for name, role, wanted in (
            *((name, role, asked.managing) for name, role in managers.items()),
            *((name, role, asked.reading) for name, role in readers.items()),
        ):
            for permission in wanted():
                key = (name, resource.type, permission.action)
                if key not in seen and not _has(role, asked, permission):
                    seen.add(key)
                    yield _refused(stack, resource, name, asked, permission)


def _has(role: Role, asked: Permissions, permission: Permission) -> bool:
    enough = all if permission.every else any
    return enough(map(role.may, asked.needs(permission)))


def _unknown(stack: str, resource: Resource) -> Violation:
    return Violation(
        check=f"{CHECK}.unknown",
        stack=stack,
        address=resource.address,
        given=f"{resource.type}, of which no call is known",
        allowed="a type whose calls are recorded or were read in the provider's source",
        fix="record them (anthill conform --record), or read them in the provider's source (aws_calls.toml)",
        source=TABLES,
    )


def _refused(
    stack: str, resource: Resource, role: str, asked: Permissions, permission: Permission
) -> Violation:
    first = next(asked.needs(permission)).resource
    where = first if len(permission.arns) == 1 else "what the resource is about"
    return Violation(
        check=f"{CHECK}.{role}",
        stack=stack,
        address=resource.address,
        given=f"the {role} role may not {permission.action} on {where}",
        allowed=f"{permission.action}, since {permission.why}",
        fix=f"allow it to the {role} role in constructs_lib/delivery_identity, and within deployment_boundary.py",
        source=TABLES,
    )
