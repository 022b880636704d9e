"""Statements of a resource policy against one request.

Source: IAM user guide, "Policy evaluation logic" and "AWS JSON policy elements".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any

from operations.emulator.authorization.operators import condition_holds, like, values_of


class Decision(Enum):
    """What a policy says of a request; without any word of it other policies decide.

    One that allows it only to the caller's account delegates: the caller's own policies must allow it too (IAM
    user guide, "AWS JSON policy elements: Principal", AWS account principals; KMS guide, "Default key policy").
    """

    ALLOW = "allow"
    DELEGATE = "delegate"
    DENY = "deny"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request: who wants to do what to which resource, and in what circumstances.

    `principals` are all names of the caller by kind (`AWS`: ARN and account, `Service`); an anonymous one
    has none. `context` has the condition keys in lower case, since IAM ignores their case.
    """

    action: str
    resource: str
    principals: Mapping[str, frozenset[str]]
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def decide(policy: str, request: Request) -> Decision:
    """Return what a policy document says of a request; a Deny outweighs every Allow, and that every delegation.

    Raises UnknownOperatorError if a condition uses an operator that IAM does not have.
    """
    said = {
        Decision.DENY if statement["Effect"] == "Deny" else _named(statement, request.principals)
        for statement in _about(policy, request.action.lower())
        if _speaks(statement, request)
    }
    ranked = (Decision.DENY, Decision.ALLOW, Decision.DELEGATE)
    return next((decision for decision in ranked if decision in said), Decision.SILENT)


@lru_cache(maxsize=8192)
def _about(policy: str, action: str) -> tuple[Mapping[str, Any], ...]:
    """Return the statements of a policy that are about an action, in lower case; who asks often asks the same."""
    statements = json.loads(policy)["Statement"]
    return tuple(
        statement
        for statement in (statements if isinstance(statements, list) else [statements])
        if _element(statement, "Action", action, lower=True)
    )


def _speaks(statement: Mapping[str, Any], request: Request) -> bool:
    return (
        _element(statement, "Resource", request.resource)
        and _named(statement, request.principals) is not Decision.SILENT
        and all(
            condition_holds(operator, values_of(wanted), request.context.get(key.lower()))
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


def _element(statement: Mapping[str, Any], name: str, value: str, *, lower: bool = False) -> bool:
    negated = f"Not{name}" in statement
    patterns = values_of(statement[f"Not{name}" if negated else name])
    return any(like(value, pattern.lower() if lower else pattern) for pattern in patterns) is not negated


def _named(statement: Mapping[str, Any], caller: Mapping[str, frozenset[str]]) -> Decision:
    """Return how a statement names the caller: itself, only by its account, or not at all."""
    negated = "NotPrincipal" in statement
    named = statement["NotPrincipal" if negated else "Principal"]
    if not isinstance(named, dict):
        # A bare "*" is everyone, the anonymous included.
        matching = {"*"} if named == "*" else set[str]()
    else:
        matching = {
            value
            for kind, values in named.items()
            for value in values_of(values)
            if value in caller.get(kind, ()) or (kind == "AWS" and value == "*")
        }
    if negated:
        return Decision.SILENT if matching else Decision.ALLOW
    if not matching:
        return Decision.SILENT
    return Decision.DELEGATE if all(map(_is_account, matching)) else Decision.ALLOW


def _is_account(name: str) -> bool:
    return name.isdigit() or name.endswith(":root")
