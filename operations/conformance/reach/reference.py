"""What AWS's service authorization reference says of the actions that deployments need."""

from dataclasses import dataclass, field
from typing import Any

from operations.conformance.published import Published


@dataclass(frozen=True, slots=True)
class Action:
    """An action: the formats of ARNs that it is allowed on, and which actions AWS checks with it.

    `every` are ARNs that must all be allowed; where there are none, one of `any` is enough. An action that has
    neither takes no resource: only `*` allows it.
    """

    every: tuple[str, ...]
    any: tuple[str, ...]
    dependents: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """The reference, which is asked for a service when the first of its actions is looked up."""

    published: Published
    _known: dict[str, Action] = field(default_factory=dict, repr=False)

    def action(self, name: str) -> Action:
        """Return an action such as `s3:CreateBucket`. Raises KeyError if the reference has none of that name."""
        if name not in self._known:
            prefix = name.partition(":")[0]
            service = self.published.authorization([prefix])["found"].get(prefix, {"actions": {}})
            for verb, kinds in service["actions"].items():
                self._known[f"{prefix}:{verb}"] = _action(service["resources"], kinds)
        return self._known[name]


def _action(resources: dict[str, Any], kinds: list[dict[str, Any]]) -> Action:
    def arns(*, required: bool) -> tuple[str, ...]:
        named = (kind for kind in kinds if kind["required"] is required and kind["resource"] in resources)
        return tuple(sorted(resources[kind["resource"]]["arn"] for kind in named))

    return Action(
        every=arns(required=True),
        any=arns(required=False),
        dependents=tuple(sorted({each for kind in kinds for each in kind["dependent"]})),
    )
