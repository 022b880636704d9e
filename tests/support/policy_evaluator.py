"""An IAM policy evaluator for tests: the operators that this project's policies use, as AWS defines them."""

import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

Context = Mapping[str, str | list[str]]


def _values(context: Context, key: str) -> list[str] | None:
    value = context.get(key)
    return None if value is None else [value] if isinstance(value, str) else list(value)


NEGATED = {"StringNotEquals": "StringEquals", "StringNotLike": "StringLike", "ArnNotLike": "ArnLike"}


def _matches(operator: str, wanted: list[str], given: list[str] | None) -> bool:
    if operator == "Null":
        return (given is None) == (wanted == ["true"])
    if operator.endswith("IfExists"):
        return given is None or _matches(operator.removesuffix("IfExists"), wanted, given)
    if operator in NEGATED:
        return not _matches(NEGATED[operator], wanted, given)
    return given is not None and any(
        _compare(operator, value, pattern) for value in given for pattern in wanted
    )


def _compare(operator: str, value: str, wanted: str) -> bool:
    if operator in {"StringEquals", "Bool"}:
        return value == wanted
    if operator in {"StringLike", "ArnLike"}:
        return fnmatchcase(value, wanted)
    if operator == "NumericLessThan":
        return float(value) < float(wanted)
    raise AssertionError(f"the evaluator does not know {operator}")


def _principal_matches(principal: Any, caller: Mapping[str, str]) -> bool:
    if principal in (None, "*"):
        return True
    return any(
        value in {"*", caller.get(kind)} or (kind == "AWS" and value.endswith(":root") and "AWS" in caller)
        for kind, values in principal.items()
        for value in _list(values)
    )


def decide(
    policy: str | Mapping[str, Any],
    *,
    action: str,
    resource: str = "*",
    caller: Mapping[str, str],
    context: Context,
) -> str:
    """Return "Deny", "Allow" or "Implicit" (no statement speaks) for one request."""
    document = json.loads(policy) if isinstance(policy, str) else policy
    effects = {
        statement["Effect"]
        for statement in document["Statement"]
        if any(fnmatchcase(action.lower(), pattern.lower()) for pattern in _list(statement["Action"]))
        and any(fnmatchcase(resource, pattern) for pattern in _list(statement.get("Resource", "*")))
        and _principal_matches(statement.get("Principal"), caller)
        and all(
            _matches(operator, _list(wanted), _values(context, key))
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    }
    return "Deny" if "Deny" in effects else "Allow" if "Allow" in effects else "Implicit"


def _list(value: str | Iterable[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
