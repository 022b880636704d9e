"""How long a bucket keeps objects, by its lifecycle rules."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast


class Expiry(NamedTuple):
    """That objects whose keys begin with a prefix end after days; `current` ones, or earlier versions."""

    prefix: str
    days: float
    current: bool


class Shortened(NamedTuple):
    """A prefix whose objects end sooner; `before` is None if they were kept for ever."""

    expiry: Expiry
    before: float | None


def shortened(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Shortened]:
    """Yield what a lifecycle configuration ends sooner than the one before did, whatever the rules are called."""
    old = list(_expiries(before))
    for expiry in sorted(set(_expiries(after))):
        kept = [
            each.days
            for each in old
            if each.current == expiry.current and expiry.prefix.startswith(each.prefix)
        ]
        if not kept or expiry.days < min(kept):
            yield Shortened(expiry, min(kept) if kept else None)


def _expiries(arguments: Mapping[str, Any]) -> Iterator[Expiry]:
    for rule in _blocks(arguments.get("rule")):
        if rule.get("status") == "Disabled":
            continue
        prefix = _prefix(rule)
        for block, name, current in (
            ("expiration", "days", True),
            ("noncurrent_version_expiration", "noncurrent_days", False),
        ):
            for entry in _blocks(rule.get(block)):
                days = entry.get(name)
                if isinstance(days, int | float) and days > 0:
                    yield Expiry(prefix, float(days), current)


def _prefix(rule: Mapping[str, Any]) -> str:
    for found in _blocks(rule.get("filter")):
        for holder in (found, *_blocks(found.get("and"))):
            if holder.get("prefix"):
                return str(holder["prefix"])
    return str(rule.get("prefix") or "")


def _blocks(value: Any) -> list[Mapping[str, Any]]:
    entries = cast("list[Any]", value) if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, Mapping)]
