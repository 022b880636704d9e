"""What a role of the synthesised bootstrap may do: its policies within its boundary."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from guards.synthesized import Resource
from operations.conformance.reach.arns import Known
from operations.emulator.authorization.evaluation import Decision, Request, decide

ANYBODY: Final = "*"

Context = tuple[tuple[str, tuple[str, ...]], ...]
"""Condition keys in lower case, with their values, in order."""


@dataclass(frozen=True, slots=True)
class Need:
    """One permission that AWS asks for: an action on a resource, in a context of condition keys."""

    action: str
    resource: str
    context: Context = ()


class Role:
    """A role by its policy documents: those that are attached, and its boundary if it has one.

    Source of how they combine: IAM user guide, "Policy evaluation logic".
    """

    def __init__(self, arn: str, policies: Sequence[str], boundary: str | None) -> None:
        self.arn = arn
        self._policies = tuple(_identity(policy) for policy in policies)
        self._boundary = _identity(boundary) if boundary else None
        self._may = lru_cache(maxsize=None)(self._decide)

    @classmethod
    def named(cls, known: Known, name: str) -> "Role | None":
        """Return the role of a physical name in a synthesised stack, None if it has none."""
        for role in known.by_address.values():
            if role.type == "aws_iam_role" and known.name(role) == name:
                bounds = known.referred(role.arguments, "aws_iam_policy")
                return cls(
                    known.arn(role),
                    [known.resolved(policy) for policy in _policies(role, known)],
                    known.resolved(bounds[0].arguments["policy"]) if bounds else None,
                )
        return None

    def may(self, need: Need) -> bool:
        """Return whether the role's policies allow a need and nothing denies it."""
        return self._may(need)

    def _decide(self, need: Need) -> bool:
        request = Request(
            action=need.action,
            resource=need.resource,
            principals={},
            context={**dict(need.context), "aws:principalarn": (self.arn,)},
        )
        answers = {decide(policy, request) for policy in self._policies}
        if Decision.DENY in answers or Decision.ALLOW not in answers:
            return False
        return self._boundary is None or decide(self._boundary, request) is Decision.ALLOW


def _policies(role: Resource, known: Known) -> list[str]:
    found: list[str] = []
    for each in known.by_address.values():
        if role not in known.referred(each.arguments, "aws_iam_role"):
            continue
        if each.type == "aws_iam_role_policy":
            found.append(each.arguments["policy"])
        elif each.type == "aws_iam_role_policy_attachment":
            found += [
                policy.arguments["policy"] for policy in known.referred(each.arguments, "aws_iam_policy")
            ]
    return found


def _identity(policy: str) -> str:
    """Return an identity policy as the evaluator reads policies: its statements apply to its holder."""
    document = json.loads(policy)
    return json.dumps(
        document | {"Statement": [{**statement, "Principal": ANYBODY} for statement in document["Statement"]]}
    )
