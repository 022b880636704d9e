"""Hand-made entries of plans, and changes made of them."""

import json
from typing import Any

from operations.review.change import Change, read_change

STACK = "anthill-dev"


def entry(
    type_: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    *,
    actions: list[str] | None = None,
    name: str = "thing_0A1B2C3D",
    **rest: Any,
) -> dict[str, Any]:
    """An entry of `resource_changes`; what happens follows from the two sides unless it is said."""
    follows = ["create"] if before is None else ["delete"] if after is None else ["update"]
    inner = {"before_sensitive", "after_sensitive", "after_unknown", "replace_paths"}
    return {
        "address": f"{type_}.{name}",
        "type": type_,
        "name": name,
        "mode": "managed",
        "change": {"actions": actions or follows, "before": before, "after": after}
        | {key: value for key, value in rest.items() if key in inner},
    } | {key: value for key, value in rest.items() if key not in inner}


def change(
    type_: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    *,
    path: str = f"{STACK}/lake/gold/thing",
    stack: str = STACK,
    **rest: Any,
) -> Change:
    """A change that is one."""
    found = read_change(stack, entry(type_, before, after, **rest), path)
    assert found is not None
    return found


def replaced(type_: str, before: dict[str, Any], after: dict[str, Any], *paths: str, **rest: Any) -> Change:
    """A change that replaces, forced by arguments."""
    return change(
        type_,
        before,
        after,
        actions=["delete", "create"],
        replace_paths=[[path] for path in paths],
        action_reason="replace_because_cannot_update",
        **rest,
    )


def policy(*statements: dict[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(
    action: object = "s3:GetObject", resource: object = "arn:aws:s3:::gold/*", **rest: Any
) -> dict[str, Any]:
    """A statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource} | rest


def deny(action: object = "s3:*", resource: object = "*", **rest: Any) -> dict[str, Any]:
    """A statement that denies."""
    return allow(action, resource, **rest) | {"Effect": "Deny"}
