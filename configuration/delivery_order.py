"""The way of a release: each environment takes what worked in the one that it follows."""

from collections.abc import Iterator, Mapping, Sequence

from configuration.account import EnvironmentName
from configuration.errors import Problem
from configuration.model import EnvironmentConfig

Followed = Mapping[EnvironmentName, EnvironmentName | None]
"""The environment that each follows, in the order in which they are configured."""


def delivery_order(environments: Sequence[EnvironmentConfig]) -> tuple[EnvironmentConfig, ...]:
    """Return the environments that releases go through, first to last; the local one is none of them.

    The first takes what was merged (`.github/workflows/plan.yml`, `deploy.yml`); all others are promoted to.
    """
    after = {config.delivery.follows: config for config in environments if config.delivery is not None}
    chain: list[EnvironmentConfig] = []
    current = after.get(None)
    while current is not None and current not in chain:
        chain.append(current)
        current = after.get(current.name)
    return tuple(chain)


def in_order(environments: Sequence[EnvironmentConfig]) -> tuple[EnvironmentConfig, ...]:
    """Return all environments: those that no release goes through, then the others as releases do."""
    chain = delivery_order(environments)
    return (*(config for config in environments if config not in chain), *chain)


def order_problems(environments: Sequence[EnvironmentConfig]) -> Iterator[Problem]:
    """Return why the environments are no chain in which every release is tried, one after another."""
    followed = {
        config.name: config.delivery.follows for config in environments if config.delivery is not None
    }
    yield from _gaps(followed)
    yield from _two_after_one(followed)
    yield from _circles(followed)


def _gaps(followed: Followed) -> Iterator[Problem]:
    for name, before in followed.items():
        if before is not None and before not in followed:
            yield Problem(
                field=_field(name),
                what=f"no release is deployed to {before}, which is not configured or is the emulator's",
                given=str(before),
                allowed=_others(name, followed),
                fix="name the one before it, or none in the first",
            )


def _two_after_one(followed: Followed) -> Iterator[Problem]:
    """Return each environment that follows what another follows too, or takes what was merged as another does."""
    seen: dict[EnvironmentName | None, EnvironmentName] = {}
    for name, before in followed.items():
        other = seen.setdefault(before, name)
        if other is name:
            continue
        if before is None:
            yield Problem(
                field=_field(name),
                what=f"{other} takes what was merged too: a release would reach one of the two untried",
                given="nothing",
                allowed=_others(name, followed),
                fix=f"name the one before it, or let {other} follow {name}",
            )
        else:
            yield Problem(
                field=_field(name),
                what=f"{other} follows {before} too: a release would pass by one of the two untried",
                given=str(before),
                allowed="an environment that no other follows",
                fix=f"let {name} follow {other}, or {other} follow {name}",
            )


def _circles(followed: Followed) -> Iterator[Problem]:
    seen: set[EnvironmentName] = set()
    for name in followed:
        walked: list[EnvironmentName] = []
        current: EnvironmentName | None = name
        while current is not None and current in followed and current not in walked:
            walked.append(current)
            current = followed[current]
        circle = walked[walked.index(current) :] if current is not None and current in walked else []
        if circle and not seen.intersection(circle):
            seen.update(circle)
            yield Problem(
                field=_field(circle[0]),
                what="goes round in a circle, which no release enters",
                given=" after ".join([*circle, circle[0]]),
                allowed="a chain that begins with one that follows none",
                fix="let one of them follow an environment outside of the circle, or none if it takes what was merged",
            )


def _field(name: EnvironmentName) -> str:
    return f"{name}.delivery.follows"


def _others(name: EnvironmentName, followed: Followed) -> str:
    others = ", ".join(each for each in followed if each is not name)
    return f"one of {others}" if others else "nothing: no other environment is configured"
