"""IAM policies compared by what they allow and deny, not by how they are written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, NamedTuple, cast

from operations.review.arguments import decoded

MOST_ATOMS: Final = 50_000
"""Beyond it a policy is compared by whole statements."""


class Atom(NamedTuple):
    """The smallest thing that a statement says: one principal, one action, one resource."""

    effect: str
    principal: str
    action: str
    resource: str
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What one statement comes to: who may (`Allow`) or may not (`Deny`) do what with what, and when."""

    effect: str
    principal: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: str

    @property
    def wide_actions(self) -> tuple[str, ...]:
        """The actions that stand for a whole service, or for everything."""
        return tuple(action for action in self.actions if action == "*" or action.endswith(":*"))

    @property
    def public(self) -> bool:
        """Whether anybody at all is meant, without a condition."""
        return self.principal == "*" and not self.condition


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """What a policy gained and lost; `unreadable` says that one side is no JSON.

    `altered` are pairs, old and new, of which only the resources or only the condition differ.
    """

    gained: tuple[Grant, ...] = ()
    lost: tuple[Grant, ...] = ()
    altered: tuple[tuple[Grant, Grant], ...] = ()
    unreadable: bool = False


def compare_policies(before: Any, after: Any) -> PolicyDifference:
    """Return the difference of two policy documents, as texts or decoded; None and '' are no policy."""
    written: dict[str, str] = {}
    old, new = _atoms(before, written), _atoms(after, written)
    if old is None or new is None:
        return PolicyDifference(unreadable=before != after)
    return _paired(_grants(new - old, written), _grants(old - new, written))


def _paired(gained: tuple[Grant, ...], lost: tuple[Grant, ...]) -> PolicyDifference:
    """Return a difference in which what only moved to other resources or conditions is said once."""
    left, altered = list(lost), list[tuple[Grant, Grant]]()
    alone: list[Grant] = []
    for grant in gained:
        alike = [
            each
            for each in left
            if (each.effect, each.principal, each.actions) == (grant.effect, grant.principal, grant.actions)
            and (each.condition == grant.condition or each.resources == grant.resources)
        ]
        if len(alike) == 1:
            left.remove(alike[0])
            altered.append((alike[0], grant))
        else:
            alone.append(grant)
    return PolicyDifference(tuple(alone), tuple(left), tuple(altered))


def _atoms(policy: Any, written: dict[str, str]) -> set[Atom] | None:
    """Return what a policy says, None if it cannot be read; IAM ignores the case of actions, `written` keeps it."""
    if policy in (None, ""):
        return set()
    document = decoded(policy)
    if not isinstance(document, Mapping):
        return None
    atoms: set[Atom] = set()
    for statement in _listed(document.get("Statement")):
        if not isinstance(statement, Mapping):
            return None
        parts = (
            [str(statement.get("Effect", "Allow"))],
            _principals(statement),
            _actions(statement, written),
            _negatable(statement, "Resource"),
            [_condition(statement.get("Condition"))],
        )
        size = 1
        for part in parts:
            size *= len(part)
        if size > MOST_ATOMS:
            parts = tuple([", ".join(part)] for part in parts)
        atoms |= {Atom(*each) for each in product(*parts)}
    return atoms


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _negatable(statement: Mapping[str, Any], name: str) -> list[str]:
    for key, prefix in ((name, ""), (f"Not{name}", "everything but ")):
        if key in statement:
            values = sorted({str(value) for value in _listed(statement[key])})
            return [f"{prefix}{', '.join(values)}"] if prefix else values
    return [""]


def _actions(statement: Mapping[str, Any], written: dict[str, str]) -> list[str]:
    found = _negatable(statement, "Action")
    written.update({action.lower(): action for action in found})
    return sorted({action.lower() for action in found})


def _principals(statement: Mapping[str, Any]) -> list[str]:
    for key, prefix in (("Principal", ""), ("NotPrincipal", "everybody but ")):
        principal = statement.get(key)
        if principal is None:
            continue
        if not isinstance(principal, Mapping):
            return [f"{prefix}{principal}"]
        found = sorted(
            {
                # `{"AWS": "*"}` and `"*"` mean the same.
                "*" if value == "*" else f"{kind} {value}"
                for kind, values in principal.items()
                for value in _listed(values)
            }
        )
        return [f"{prefix}{', '.join(found)}"] if prefix else found
    return [""]


def _condition(condition: Any) -> str:
    if not isinstance(condition, Mapping):
        return ""
    normalised = {
        str(operator): {
            str(key).lower(): sorted(str(value) for value in _listed(values)) for key, values in keys.items()
        }
        for operator, keys in condition.items()
    }
    return " and ".join(
        f"{operator} {key} {', '.join(values)}"
        for operator, keys in sorted(normalised.items())
        for key, values in sorted(keys.items())
    )


def _grants(atoms: Iterable[Atom], written: Mapping[str, str]) -> tuple[Grant, ...]:
    """Return atoms put together again: actions on the same resources, resources of the same actions."""
    actions: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for atom in atoms:
        actions[atom.effect, atom.principal, atom.condition, atom.resource].add(
            written.get(atom.action, atom.action)
        )
    resources: dict[tuple[str, str, str, tuple[str, ...]], set[str]] = defaultdict(set)
    for (effect, principal, condition, resource), held in actions.items():
        resources[effect, principal, condition, tuple(sorted(held))].add(resource)
    return tuple(
        Grant(
            effect=effect, principal=principal, actions=held, resources=tuple(sorted(on)), condition=condition
        )
        for (effect, principal, condition, held), on in sorted(resources.items())
    )
