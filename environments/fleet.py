"""What must hold between environments."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

from environments.account import DataProtection, EnvironmentName
from environments.errors import ConfigurationError
from environments.lake import LayerName
from environments.model import EnvironmentConfig
from environments.network import NatStrategy

STRICTNESS: Final = (EnvironmentName.DEV, EnvironmentName.TEST, EnvironmentName.PROD)
"""In this order, each is protected at least as well as the one before."""

FOREVER: Final = 10**9

Measure = Callable[[EnvironmentConfig], int]


def _retention(name: LayerName) -> Measure:
    return lambda config: config.lake.layer(name).retention_days or FOREVER


def _noncurrent(name: LayerName) -> Measure:
    return lambda config: config.lake.layer(name).noncurrent_retention_days


PROTECTION: Final[dict[str, Measure]] = {
    "data_protection": lambda config: config.data_protection is DataProtection.RETAIN,
    "keys.deletion_window_days": lambda config: config.keys.deletion_window_days,
    "audit.trail_retention_days": lambda config: config.audit.trail_retention_days,
    "audit.log_group_retention_days": lambda config: config.audit.log_group_retention_days,
    "audit.insights": lambda config: config.audit.insights,
    "guard_rails.access_analyzer": lambda config: config.guard_rails.access_analyzer,
    "guard_rails.password_minimum_length": lambda config: config.guard_rails.password_minimum_length,
    "guard_rails.password_maximum_age_days": lambda config: -config.guard_rails.password_maximum_age_days,
    "network.flow_log_retention_days": lambda config: config.network.flow_log_retention_days,
    "network.availability_zones": lambda config: len(config.network.availability_zones),
    # Isolation protects most; with a way out, one that survives a zone's failure protects better.
    "network.nat": lambda config: (NatStrategy.SINGLE, NatStrategy.ONE_PER_ZONE, NatStrategy.NONE).index(
        config.network.nat
    ),
    **{f"lake.layers.{name}.retention_days": _retention(name) for name in LayerName},
    **{f"lake.layers.{name}.noncurrent_retention_days": _noncurrent(name) for name in LayerName},
}
"""What counts as protection; more is better."""


def problems(environments: Sequence[EnvironmentConfig]) -> list[str]:
    """Return what is wrong between the environments, each as one line."""
    return [
        *_repeated_names(environments),
        *_overlapping_networks(environments),
        *_shared_accounts(environments),
        *_weaker_protection(environments),
    ]


def check_fleet(environments: Sequence[EnvironmentConfig]) -> tuple[EnvironmentConfig, ...]:
    """Return the environments in the order of deployment.

    Raises ConfigurationError with every problem between them.
    """
    found = problems(environments)
    if found:
        raise ConfigurationError("\n".join(found))
    order = list(EnvironmentName)
    return tuple(sorted(environments, key=lambda config: order.index(config.name)))


def _repeated_names(environments: Sequence[EnvironmentConfig]) -> Iterator[str]:
    names = [config.name for config in environments]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"name: {name.value!r} is given {names.count(name)} times; each environment may be defined once"


def _overlapping_networks(environments: Sequence[EnvironmentConfig]) -> Iterator[str]:
    for one, other in combinations(environments, 2):
        if one.network.cidr.overlaps(other.network.cidr):
            yield (
                f"{other.name}.network.cidr: {other.network.cidr} overlaps {one.network.cidr} of {one.name}; "
                "take a block that no other environment uses"
            )


def _shared_accounts(environments: Sequence[EnvironmentConfig]) -> Iterator[str]:
    for one, other in combinations(environments, 2):
        same = one.account.id == other.account.id
        for config, partner in ((one, other), (other, one)):
            says = partner.name in config.account.shared_with
            if same and not says:
                yield (
                    f"{config.name}.account.id: {config.account.id} is also the account of {partner.name}; "
                    f"take another, or name {partner.name.value!r} in {config.name}.account.shared_with"
                )
            if says and not same:
                yield (
                    f"{config.name}.account.shared_with: {partner.name.value!r} is in account {partner.account.id}, "
                    f"not {config.account.id}; drop it or use the same account"
                )
    accounts: dict[str, list[EnvironmentConfig]] = {}
    for config in environments:
        accounts.setdefault(config.account.id, []).append(config)
    for account, members in accounts.items():
        owners = [config.name.value for config in members if config.account.owns_account]
        if len(owners) != 1:
            yield (
                f"account.owns_account: account {account} is owned by {', '.join(owners) or 'none'} of "
                f"{', '.join(config.name for config in members)}; exactly one must own its singletons"
            )


def _weaker_protection(environments: Sequence[EnvironmentConfig]) -> Iterator[str]:
    known = {config.name: config for config in environments}
    chain = [known[name] for name in STRICTNESS if name in known]
    for weaker, stricter in pairwise(chain):
        for field, measure in PROTECTION.items():
            if measure(stricter) < measure(weaker):
                yield (
                    f"{stricter.name}.{field}: {_value(stricter, field)} protects less than "
                    f"{_value(weaker, field)} of {weaker.name}; {stricter.name} must be at least as strict"
                )


def _value(config: EnvironmentConfig, field: str) -> str:
    parts = field.split(".")
    if parts[0] == "lake":
        layer = config.lake.layer(LayerName(parts[2]))
        return str(getattr(layer, parts[3]) or "for ever")
    value: object = config
    for part in parts:
        value = getattr(value, part)
    return f"{len(value)} zones" if isinstance(value, tuple) else str(value)
