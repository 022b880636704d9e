"""What must hold between environments."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, permutations

from configuration.account import EnvironmentName
from configuration.delivery_order import delivery_order, in_order, order_problems
from configuration.errors import ConfigurationError, Problem
from configuration.model import EnvironmentConfig
from configuration.protection import ENDPOINTS, PROTECTION


def problems(environments: Sequence[EnvironmentConfig]) -> tuple[Problem, ...]:
    """Return what is wrong between the environments."""
    repeated = tuple(_repeated_names(environments))
    if repeated:
        return repeated
    return (
        *_names_within_names(environments),
        *order_problems(environments),
        *_overlapping_networks(environments),
        *_shared_accounts(environments),
        *_account_owners(environments),
        *_weaker_protection(environments),
    )


def check_fleet(environments: Sequence[EnvironmentConfig]) -> tuple[EnvironmentConfig, ...]:
    """Return the environments in the order of deployment.

    Raises ConfigurationError with every problem between them.
    """
    found = problems(environments)
    if found:
        raise ConfigurationError("\n".join(map(str, found)), found)
    return in_order(environments)


def _repeated_names(environments: Sequence[EnvironmentConfig]) -> Iterator[Problem]:
    names = [config.name for config in environments]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield Problem(
            field=f"{name}.name",
            what=f"{names.count(name)} environments have this name",
            given=name.value,
            allowed=f"each of {', '.join(EnvironmentName)} at most once",
            fix="rename or remove all but one",
        )


def _names_within_names(environments: Sequence[EnvironmentConfig]) -> Iterator[Problem]:
    for one, other in permutations([config.name for config in environments], 2):
        if other.startswith(f"{one}-"):
            yield Problem(
                field=f"{other}.name",
                what=f"begins with the name of {one}, whose roles reach all that begins with its names",
                given=other.value,
                allowed=f"a name that does not begin with {one}-",
                fix="choose another",
            )


def _overlapping_networks(environments: Sequence[EnvironmentConfig]) -> Iterator[Problem]:
    for one, other in combinations(environments, 2):
        if one.network.cidr.overlaps(other.network.cidr):
            yield Problem(
                field=f"{other.name}.network.cidr",
                what=f"overlaps {one.name}.network.cidr",
                given=str(other.network.cidr),
                allowed=f"a block apart from {one.network.cidr} of {one.name}",
                fix="take a block that no other environment uses",
            )


def _shared_accounts(environments: Sequence[EnvironmentConfig]) -> Iterator[Problem]:
    known = {config.name: config for config in environments}
    for config in environments:
        partners = {other.name for other in environments if other.account.id == config.account.id}
        partners.discard(config.name)
        for name in sorted(partners.difference(config.account.shared_with)):
            yield Problem(
                field=f"{config.name}.account.id",
                what=f"is also the account of {name}",
                given=config.account.id,
                allowed="an account of its own",
                fix=f"take another account, or name {name} in {config.name}.account.shared_with",
            )
        for name in config.account.shared_with:
            if name not in partners:
                elsewhere = f"has account {known[name].account.id}" if name in known else "does not exist"
                yield Problem(
                    field=f"{config.name}.account.shared_with",
                    what=f"{name} is not another environment of account {config.account.id}: it {elsewhere}",
                    given=", ".join(config.account.shared_with),
                    allowed=", ".join(sorted(partners)) or "none",
                    fix=f"remove {name}, or give both the same account",
                )


def _account_owners(environments: Sequence[EnvironmentConfig]) -> Iterator[Problem]:
    accounts: dict[str, list[EnvironmentConfig]] = {}
    for config in environments:
        accounts.setdefault(config.account.id, []).append(config)
    for account, members in accounts.items():
        owners = [config.name.value for config in members if config.account.owns_account]
        if len(owners) != 1:
            yield Problem(
                field=f"{members[-1].name}.account.owns_account",
                what=f"account {account} needs one owner of its guard rails and OIDC provider",
                given=f"owned by {' and '.join(owners) or 'none'}",
                allowed=f"true in one of {', '.join(config.name for config in members)}",
                fix="set it to true in one and to false in the others",
            )


def _weaker_protection(environments: Sequence[EnvironmentConfig]) -> Iterator[Problem]:
    # As releases go, each is protected at least as well as the one before.
    for weaker, stricter in pairwise(delivery_order(environments)):
        for field, criterion in PROTECTION.items():
            value, least = criterion.value(stricter), criterion.value(weaker)
            if criterion.strength(value) < criterion.strength(least):
                yield Problem(
                    field=f"{stricter.name}.{field}",
                    what=f"{stricter.name} is less protected than {weaker.name}",
                    given=criterion.text(value),
                    allowed=f"{criterion.text(least)} as in {weaker.name}, or stricter",
                    fix=f"raise it in {stricter.name}, or lower it in {weaker.name}",
                )
        for field, endpoints in ENDPOINTS.items():
            missing = sorted(set(endpoints(weaker)).difference(endpoints(stricter)))
            if missing:
                yield Problem(
                    field=f"{stricter.name}.network.{field}",
                    what=f"{stricter.name} lacks private endpoints that {weaker.name} has",
                    given=", ".join(endpoints(stricter)) or "none",
                    allowed=f"also {', '.join(missing)}",
                    fix=f"add them to {stricter.name}, or remove them from {weaker.name}",
                )
