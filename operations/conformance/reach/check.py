"""Judges whether the pipeline's roles may make the calls of every resource that they deploy."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from constructs_lib.guards.synthesized import Resource
from operations.conformance.reach.actions import actions_of
from operations.conformance.reach.arns import Known
from operations.conformance.reach.calls import calls_of
from operations.conformance.reach.reference import reference
from operations.conformance.reach.role import Need, Role
from operations.conformance.violation import Violation

CHECK: Final = "reach"

CALLERS_NAME: Final = Path(__file__).parent / "callers_name.toml"

GLOBAL_SERVICES: Final = frozenset({"budgets", "ce", "iam", "route53"})
"""Services whose requests have the region us-east-1.

Source: IAM user guide, "AWS global condition context keys", aws:RequestedRegion; endpoints of AWS Billing.
"""

ONLY_WITH: Final[Mapping[str, str]] = {
    "s3:DeleteObjects": "force_destroy",
    "s3:ListObjectVersions": "force_destroy",
}
"""Calls that the provider makes only where an argument is set.

Pipelines deploy what was synthesised without permission to destroy: no bucket of theirs has force_destroy, and a person
who empties one does so by credentials of their own.
"""

NOT_ALWAYS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "ecs:ListClusters",
            "ecs:ListContainerInstances",
            "ecs:ListServices",
            "ecs:ListTaskDefinitions",
            "ecs:ListTasks",
        ),
        "only flow logs with ECS fields in their format look up tasks: Amazon VPC user guide, flow log records",
    ),
    "lambda:PassCapacityProvider": "only functions on managed instances name a capacity provider",
    "organizations:ListAWSServiceAccessForOrganization": "only a trail of an organization asks for its services",
}
"""Dependent actions of the reference that our arguments do not lead to, each with the reason."""

RECORDED: Final = "operations/conformance/reach/recorded.json and provider_source.toml"


class CallersNeed(BaseModel):
    """Defines what a service does in its caller's name for resources of a type that set an argument."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    argument: str
    actions: tuple[str, ...]
    key_through: str = ""
    encryption_context: str = ""
    reading: bool = False
    source: str


@cache
def callers_needs() -> tuple[CallersNeed, ...]:
    """Return all that services are known to do in their caller's name."""
    found = tomllib.loads(CALLERS_NAME.read_text(encoding="utf-8"))
    return tuple(map(CallersNeed.model_validate, found["need"]))


def check_reach(stack: str, known: Known, *, deploy: Role, plan: Role) -> Iterator[Violation]:
    """Yield what the deploy role may not call to create, read, update and delete, and the plan role to read.

    `known` is the stack's resources. A type that nobody recorded is a violation too.
    """
    seen: set[tuple[str, str, str]] = set()
    for resource in known.by_address.values():
        if not resource.type.startswith("aws_"):
            continue
        if calls_of(resource.type) is None:
            if ("unrecorded", resource.type, "") not in seen:
                seen.add(("unrecorded", resource.type, ""))
                yield _unrecorded(stack, resource)
            continue
        for name, role, needs in (
            ("deploy", deploy, _needs(resource, known, reading_only=False)),
            ("plan", plan, _needs(resource, known, reading_only=True)),
        ):
            for ways, why in needs:
                key = (name, resource.type, ways[0].action)
                if key not in seen and not any(map(role.may, ways)):
                    seen.add(key)
                    yield _refused(stack, resource, name, ways, why)


def _needs(resource: Resource, known: Known, *, reading_only: bool) -> Iterator[tuple[tuple[Need, ...], str]]:
    """Yield what must be allowed for a resource, as ways of which one is enough, each with the reason."""
    calls = calls_of(resource.type)
    for call in sorted(set(calls.read) if reading_only else calls.all()) if calls else ():
        if resource.arguments.get(ONLY_WITH.get(call, ""), True):
            for action in actions_of(call):
                yield from _of_action(action, resource, known, f"the provider calls {call}")
    for each in callers_needs():
        if (
            each.type == resource.type
            and resource.arguments.get(each.argument)
            and (each.reading or not reading_only)
        ):
            yield from _in_callers_name(each, resource, known)


def _of_action(
    action: str, resource: Resource, known: Known, why: str
) -> Iterator[tuple[tuple[Need, ...], str]]:
    yield from _of_one(action, resource, known, why)
    for dependent in reference().actions[action].dependents:
        reason = f"{action} depends on it, by the service authorization reference"
        if dependent == "iam:PassRole":
            for role in known.referred(resource.arguments, "aws_iam_role"):
                yield (Need(dependent, known.arn(role), _context(action, resource, known)),), reason
        elif dependent not in NOT_ALWAYS:
            yield from _of_one(dependent, resource, known, reason)


def _of_one(
    action: str, resource: Resource, known: Known, why: str
) -> Iterator[tuple[tuple[Need, ...], str]]:
    described = reference().actions[action]
    context = _context(action, resource, known)
    for layout in described.every:
        yield (Need(action, known.filled(layout, resource), context),), why
    if not described.every:
        layouts = described.any or ("*",)
        yield tuple(Need(action, known.filled(layout, resource), context) for layout in layouts), why


def _in_callers_name(
    each: CallersNeed, resource: Resource, known: Known
) -> Iterator[tuple[tuple[Need, ...], str]]:
    if not each.key_through:
        for action in each.actions:
            why = f"the service does it in the caller's name: {each.source}"
            yield from _of_one(action, resource, known, why)
    for key in known.referred(resource.arguments[each.argument], "aws_kms_key") if each.key_through else ():
        for action in each.actions:
            context = {
                **dict(_context(action, resource, known)),
                "kms:viaservice": (f"{each.key_through}.{known.place.region}.amazonaws.com",),
                "kms:calleraccount": (known.place.account,),
                **(
                    {f"kms:encryptioncontext:{each.encryption_context}": (known.arn(resource),)}
                    if each.encryption_context
                    else {}
                ),
                **({"kms:grantisforawsresource": ("true",)} if action == "kms:CreateGrant" else {}),
            }
            yield (
                (Need(action, known.arn(key), tuple(sorted(context.items()))),),
                f"{each.key_through} uses the key in the caller's name: {each.source}",
            )


def _context(action: str, resource: Resource, known: Known) -> tuple[tuple[str, tuple[str, ...]], ...]:
    service = action.partition(":")[0]
    found: dict[str, tuple[str, ...]] = {
        "aws:requestedregion": ("us-east-1" if service in GLOBAL_SERVICES else known.place.region,),
        "aws:resourceaccount": (known.place.account,),
        "aws:principalaccount": (known.place.account,),
    }
    bounds = _boundary(resource, known)
    if bounds:
        found["iam:permissionsboundary"] = (bounds,)
    return tuple(sorted(found.items()))


def _boundary(resource: Resource, known: Known) -> str:
    """Return the boundary of the role that a request is about, empty if it is about none or it has none."""
    role = resource if resource.type == "aws_iam_role" else None
    if resource.type in {"aws_iam_role_policy", "aws_iam_role_policy_attachment"}:
        role = next(iter(known.referred(resource.arguments, "aws_iam_role")), None)
    return known.resolved(role.arguments.get("permissions_boundary") or "") if role else ""


def _unrecorded(stack: str, resource: Resource) -> Violation:
    return Violation(
        check=f"{CHECK}.unrecorded",
        stack=stack,
        address=resource.address,
        given=f"{resource.type}, of which no call is known",
        allowed="a type whose calls are recorded or were read in the provider's source",
        fix="record them (anthill conform --record), or read them in the provider's source (provider_source.toml)",
        source=RECORDED,
    )


def _refused(stack: str, resource: Resource, role: str, ways: tuple[Need, ...], why: str) -> Violation:
    need = ways[0]
    where = need.resource if len(ways) == 1 else "any resource that it takes"
    return Violation(
        check=f"{CHECK}.{role}",
        stack=stack,
        address=resource.address,
        given=f"the {role} role may not {need.action} on {where}",
        allowed=f"{need.action}, since {why}",
        fix=f"allow it to the {role} role in deployment_permissions.py, and in deployment_boundary.py",
        source=RECORDED,
    )
