"""An IAM policy evaluator for tests: one policy, or all that decide on a request of one account."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from operations.emulator.authorization.operators import condition_holds, like, values_of

Context = Mapping[str, str | list[str]]
Policy = str | Mapping[str, Any]

DELEGATED = "Delegated"


def decide(
    policy: Policy,
    *,
    action: str,
    resource: str = "*",
    caller: Mapping[str, str],
    context: Context,
) -> str:
    """Return what one policy says of one request: "Deny", "Allow", "Delegated" or "Implicit" (nothing).

    "Delegated" is a resource's policy that names only the caller's account: it leaves the decision to the
    policies of the caller (AWS KMS developer guide, "Default key policy"; IAM user guide, "AWS JSON policy
    elements: Principal", AWS account principals).
    """
    document = json.loads(policy) if isinstance(policy, str) else policy
    given = {key.lower(): values_of(value) for key, value in context.items()}
    said: set[str] = set()
    for statement in document["Statement"]:
        named = _named(statement.get("Principal"), caller)
        if not named or not (
            _element(statement, "Action", action.lower(), lower=True)
            and _element(statement, "Resource", resource)
            and all(
                condition_holds(operator, values_of(wanted), given.get(key.lower()))
                for operator, keys in statement.get("Condition", {}).items()
                for key, wanted in keys.items()
            )
        ):
            continue
        said.add(named if statement["Effect"] == "Allow" else "Deny")
    return next((verdict for verdict in ("Deny", "Allow", DELEGATED) if verdict in said), "Implicit")


def allowed(
    identity: Iterable[Policy],
    *,
    action: str,
    resource: str = "*",
    caller: Mapping[str, str],
    context: Context,
    boundary: Policy | None = None,
    of_resource: Policy | None = None,
) -> bool:
    """Return whether a role may do something, by its policies, its boundary and, of a key, the key's policy.

    Source: IAM user guide, "Policy evaluation logic" (one account). A key decides by its own policy first:
    what that does not mention is refused whatever the role's policies say.
    """

    def say(policy: Policy, who: Mapping[str, str]) -> str:
        return decide(policy, action=action, resource=resource, caller=who, context=context)

    own = {say(policy, {}) for policy in identity}
    bound = "Allow" if boundary is None else say(boundary, {})
    by_resource = DELEGATED if of_resource is None else say(of_resource, caller)
    if "Deny" in {*own, bound, by_resource} or bound != "Allow":
        return False
    return by_resource == "Allow" or (by_resource == DELEGATED and "Allow" in own)


def _named(principal: Any, caller: Mapping[str, str]) -> str:
    """Return how a statement names the caller: itself ("Allow"), only its account ("Delegated"), or not ("")."""
    if principal in (None, "*"):
        return "Allow"
    pairs = [(kind, value) for kind, values in principal.items() for value in values_of(values)]
    if any(value in {"*", caller.get(kind)} for kind, value in pairs):
        return "Allow"
    account = caller.get("AWS", "").split(":")[4:5]
    accounts = [
        value.split(":")[4] if value.endswith(":root") else value for kind, value in pairs if kind == "AWS"
    ]
    return DELEGATED if account and account[0] in accounts else ""


def _element(statement: Mapping[str, Any], name: str, value: str, *, lower: bool = False) -> bool:
    negated = f"Not{name}" in statement
    patterns = values_of(statement.get(f"Not{name}" if negated else name, "*"))
    return any(like(value, pattern.lower() if lower else pattern) for pattern in patterns) is not negated
