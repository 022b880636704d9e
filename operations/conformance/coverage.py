"""How much of the arguments is judged."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How much is judged: types by whether they have a counterpart, values by whether a rule holds them.

    `unlisted` types and `unmatched` arguments, as "type.argument", are in no table: each should be.
    """

    types: set[str] = field(default_factory=set[str])
    without: set[str] = field(default_factory=set[str])
    unlisted: set[str] = field(default_factory=set[str])
    unmatched: set[str] = field(default_factory=set[str])
    ruled: Counter[str] = field(default_factory=Counter[str])
    """Values that a rule judges, by type."""
    free: Counter[str] = field(default_factory=Counter[str])
    """Values with a counterpart for which AWS publishes no rule, by type."""
    unreadable: set[str] = field(default_factory=set[str])
    """Patterns that cannot be read here."""
