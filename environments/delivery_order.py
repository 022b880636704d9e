"""The way of a release: each environment takes what worked in the one that it follows."""

from collections.abc import Iterator, Sequence
from typing import Final

from environments.account import EnvironmentName
from environments.errors import Problem
from environments.model import EnvironmentConfig

FIRST: Final = EnvironmentName.DEV
"""Takes what was merged (`.github/workflows/plan.yml`, `deploy.yml`); all others are promoted to."""


def delivery_order(environments: Sequence[EnvironmentConfig]) -> tuple[EnvironmentConfig, ...]:
    """Return the environments that releases go through, first to last; the local one is none of them."""
    after = {config.follows: config for config in environments if config.follows is not None}
    chain: list[EnvironmentConfig] = []
    current = next((config for config in environments if config.name is FIRST), None)
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
    real = [config for config in environments if not config.is_local]
    names = [config.name for config in real]
    for config in environments:
        if what := _wrong(config, names):
            others = [name for name in names if name is not config.name]
            yield Problem(
                field=f"{config.name}.follows",
                what=what,
                given=config.follows or "nothing",
                allowed=_none_or(config, others),
                mend="remove it" if config.is_local or config.name is FIRST else "name the one before it",
            )
    for index, config in enumerate(real):
        before = next(
            (each for each in real[:index] if each.follows and each.follows is config.follows), None
        )
        if before is not None:
            yield Problem(
                field=f"{config.name}.follows",
                what=f"{before.name} follows {config.follows} too: a release would pass by one of the two untried",
                given=str(config.follows),
                allowed="an environment that no other follows",
                mend=f"let {config.name} follow {before.name}, or {before.name} follow {config.name}",
            )
    yield from _circles(real)


def _wrong(config: EnvironmentConfig, names: Sequence[EnvironmentName]) -> str | None:
    if config.is_local or config.name is FIRST:
        why = "no pipeline deploys it" if config.is_local else "it takes what was merged"
        return f"{config.name} follows no environment: {why}" if config.follows else None
    if config.follows is None:
        return f"releases would reach {config.name} untried: only {FIRST} takes what was merged"
    if config.follows not in names:
        return f"no release is deployed to {config.follows}, which is not configured or is the emulator's"
    return None


def _none_or(config: EnvironmentConfig, others: Sequence[EnvironmentName]) -> str:
    return "none" if config.is_local or config.name is FIRST else f"one of {', '.join(others) or FIRST}"


def _circles(real: Sequence[EnvironmentConfig]) -> Iterator[Problem]:
    known = {config.name: config for config in real}
    seen: set[EnvironmentName] = set()
    for config in real:
        walked: list[EnvironmentName] = []
        current: EnvironmentName | None = config.name
        while current is not None and current in known and current not in walked:
            walked.append(current)
            current = known[current].follows
        circle = walked[walked.index(current) :] if current is not None and current in walked else []
        # That the first follows one is said already.
        if circle and FIRST not in circle and not seen.intersection(circle):
            seen.update(circle)
            yield Problem(
                field=f"{circle[0]}.follows",
                what="goes round in a circle, which no release enters",
                given=" after ".join([*circle, circle[0]]),
                allowed=f"a chain that begins with {FIRST}",
                mend="let the first of them follow an environment outside of the circle",
            )
