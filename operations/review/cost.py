"""What a change costs or saves in a month: an estimate from the dated price table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from operations.review.change import Action, Change
from policies.prices import Price, PriceTable

EMULATED: Final = frozenset({"anthill-local"})
"""Stacks that nobody pays for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """What one kind of thing adds to or takes from a stack's monthly bill."""

    stack: str
    type: str
    unit: str
    units: float
    monthly: float
    beside: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpriced:
    """A change that costs or saves something that no table knows: it is paid by use."""

    stack: str
    type: str
    by: str
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The estimate of a change, and the table that it is made of; `unknown` types are in no table."""

    lines: tuple[CostLine, ...]
    unpriced: tuple[Unpriced, ...]
    unknown: tuple[str, ...]
    currency: str
    region: str
    as_of: str

    @property
    def monthly(self) -> float:
        """The sum over every stack."""
        return round(sum(line.monthly for line in self.lines), 2)


def estimate(changes: Iterable[Change], table: PriceTable) -> Estimate:
    """Return what the changes cost: units after less units before, times the price.

    An update whose units are not known before the apply counts as none.
    """
    by_use: dict[tuple[str, str], list[int]] = {}
    unknown: set[str] = set()
    prices = {price.type: price for price in table.price}
    sums: dict[tuple[str, str], float] = {}
    for change in changes:
        if change.stack in EMULATED or change.action in {
            Action.MOVE,
            Action.RULES,
            Action.FORGET,
            Action.IMPORT,
        }:
            continue
        if not table.knows(change.type):
            unknown.add(change.type)
        before = None if change.created else change.before
        after = None if change.action is Action.DESTROY else change.after
        price = prices.get(change.type)
        old, new = (_units(price, side) if price else None for side in (before, after))
        if old is not None or new is not None:
            key = (change.stack, change.type)
            sums[key] = sums.get(key, 0.0) + (new or 0.0) - (old or 0.0)
        elif change.type in table.by_use:
            counts = by_use.setdefault((change.stack, change.type), [0, 0, 0])
            counts[0 if before is None else 1 if after is None else 2] += 1
    lines = tuple(
        CostLine(
            stack=stack,
            type=type_,
            unit=prices[type_].unit,
            units=count,
            monthly=round(count * table.monthly(prices[type_]), 2),
            beside=prices[type_].beside,
        )
        for (stack, type_), count in sorted(sums.items())
        if count
    )
    return Estimate(
        lines=lines,
        unpriced=tuple(
            Unpriced(
                stack=stack, type=type_, by=table.by_use[type_], added=added, removed=removed, changed=changed
            )
            for (stack, type_), (added, removed, changed) in sorted(by_use.items())
        ),
        unknown=tuple(sorted(unknown)),
        currency=table.currency,
        region=table.region,
        as_of=table.as_of.isoformat(),
    )


def _units(price: Price, arguments: Mapping[str, Any] | None) -> float | None:
    """Return how many units a resource is paid for, None if this price is not for it."""
    if arguments is None or any(_argument(arguments, name) != value for name, value in price.when.items()):
        return None
    count = _argument(arguments, price.count) if price.count else 1
    if isinstance(count, list):
        return float(len(cast("list[Any]", count)))
    try:
        # What is not given counts once.
        return 1.0 if count is None else float(count)
    except (TypeError, ValueError):
        return None


def _argument(arguments: Mapping[str, Any], path: str) -> Any:
    held: Any = arguments
    for name in path.split("."):
        if isinstance(held, list):
            held = held[0] if held else None
        held = held.get(name) if isinstance(held, Mapping) else None
    return held
