"""What AWS asks a role to be allowed, so that the provider can manage a resource."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from guards.synthesized import Resource
from operations.conformance.authorization import Authorization
from operations.conformance.reach.arns import Known
from operations.conformance.reach.needed import PHASES, Phase, actions_needed, key_use
from operations.conformance.reach.role import Context, Need

BUCKET: Final = "aws_s3_bucket"
PASSING_ROLES: Final = "iam:PassRole"
CREATE_GRANT: Final = "kms:CreateGrant"

GLOBAL_SERVICES: Final = frozenset({"billing", "budgets", "ce", "iam", "route53"})
"""Services whose requests have the region us-east-1.

Source: IAM user guide, "AWS global condition context keys", aws:RequestedRegion; endpoints of AWS Billing.
"""

ONLY_WITH: Final[Mapping[str, str]] = {
    "s3:DeleteObject": "force_destroy",
    "s3:DeleteObjectVersion": "force_destroy",
    "s3:ListBucketVersions": "force_destroy",
}
"""Actions that a bucket takes only where an argument is set.

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


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission that a role must have: an action on some resources, and why.

    `arns` are formats of ARNs or ARNs; one of them is enough unless `every` is set.
    """

    action: str
    arns: tuple[str, ...]
    context: Context
    why: str
    every: bool = True


class Permissions:
    """What managing one resource takes."""

    def __init__(self, resource: Resource, known: Known, reference: Authorization) -> None:
        self._resource, self._known, self._reference = resource, known, reference

    def needs(self, permission: Permission) -> Iterator[Need]:
        """Yield the requests that a permission is about, one after another."""
        for arn in permission.arns:
            filled = self._known.filled(arn, self._resource)
            yield Need(permission.action, filled, permission.context)

    def managing(self) -> Iterator[Permission]:
        """Yield what creating, reading, updating and deleting the resource takes."""
        for phase in PHASES:
            yield from self._of_phase(phase)
        yield from self._of_key(reading_only=False)

    def reading(self) -> Iterator[Permission]:
        """Yield what reading the resource takes."""
        yield from self._of_phase("read")
        yield from self._of_key(reading_only=True)

    def _of_phase(self, phase: Phase) -> Iterator[Permission]:
        arguments = self._resource.arguments
        for action, why in actions_needed(self._resource.type, phase).items():
            if self._resource.type == BUCKET and action in ONLY_WITH and not arguments.get(ONLY_WITH[action]):
                continue
            yield from self._one(action, why)
            for dependent in self._reference.action(action).dependents:
                if dependent not in NOT_ALWAYS:
                    reason = f"{action} depends on it, by the service authorization reference"
                    yield from self._one(dependent, reason)

    def _one(self, action: str, why: str) -> Iterator[Permission]:
        described, context = self._reference.action(action), self._context(action)
        if action == PASSING_ROLES:
            roles = tuple(map(self._known.arn, self._roles()))
            if roles:
                yield Permission(action, roles, context, why)
        elif described.every:
            yield Permission(action, described.every, context, why)
        else:
            yield Permission(action, described.any or ("*",), context, why, every=False)

    def _roles(self) -> Iterator[Resource]:
        for type_ in ("aws_iam_role", "aws_iam_service_linked_role"):
            yield from self._known.referred(self._resource.arguments, type_)

    def _of_key(self, *, reading_only: bool) -> Iterator[Permission]:
        use = key_use(self._resource.type)
        if use is None:
            return
        why = f"{use.service} uses the key in the caller's name: {use.source}"
        grant = () if reading_only or not use.grants else (CREATE_GRANT,)
        own = {
            "kms:viaservice": (f"{use.service}.{self._known.place.region}.amazonaws.com",),
            "kms:calleraccount": (self._known.place.account,),
        }
        if use.context:
            own[f"kms:encryptioncontext:{use.context}"] = (self._known.arn(self._resource),)
        for key in self._known.referred(_named(self._resource.arguments, use.argument), "aws_kms_key"):
            for action in (*(use.reads if reading_only else use.uses), *grant):
                granted = {"kms:grantisforawsresource": ("true",)} if action == CREATE_GRANT else {}
                yield Permission(
                    action, (self._known.arn(key),), self._context(action, **own, **granted), why
                )

    def _context(self, action: str, **more: tuple[str, ...]) -> Context:
        service = action.partition(":")[0]
        region = "us-east-1" if service in GLOBAL_SERVICES else self._known.place.region
        return tuple(sorted({"aws:requestedregion": (region,), **self._always, **more}.items()))

    @cached_property
    def _always(self) -> Mapping[str, tuple[str, ...]]:
        account = (self._known.place.account,)
        bounds = self._boundary()
        return {
            "aws:principalaccount": account,
            "aws:resourceaccount": account,
            **({"iam:permissionsboundary": (bounds,)} if bounds else {}),
        }

    def _boundary(self) -> str:
        """Return the boundary of the role that a request is about, empty if it is about none or it has none."""
        role = self._resource if self._resource.type == "aws_iam_role" else None
        if self._resource.type in {"aws_iam_role_policy", "aws_iam_role_policy_attachment"}:
            role = next(self._roles(), None)
        return self._known.resolved(role.arguments.get("permissions_boundary") or "") if role else ""


def _named(value: Any, argument: str) -> list[Any]:
    """Return the values of an argument, however deep it is."""
    if isinstance(value, list):
        return [found for each in value for found in _named(each, argument)]
    if not isinstance(value, dict):
        return []
    own = [value[argument]] if argument in value else []
    return own + [found for each in value.values() for found in _named(each, argument)]
