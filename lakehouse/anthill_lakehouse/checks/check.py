"""What a check is, and how it asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

SHOWN: Final = 5
"""How many faults of a check are listed; that there are some is what matters."""

Row = Mapping[str, Any]
Ask = Callable[[str], Sequence[Row]]
"""Answers a question in SQL with rows; tables are named `schema.table`, in the catalogue that is asked.

The questions keep to what Spark, a warehouse and DuckDB understand alike, and carry only what is wrong, so that
they cost little on large tables. A warehouse gives numbers and times as text.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check: the tables that it reads, and the function that returns what is wrong with them."""

    name: str
    tables: tuple[str, ...]
    faults: Callable[[Ask], list[str]]


def none_of(name: str, *tables: str, question: str, fault: str) -> Check:
    """Return a check that holds if a question has no answer; `fault` describes one by its columns in braces."""

    def faults(ask: Ask) -> list[str]:
        return [fault.format(**row) for row in ask(f"{question} LIMIT {SHOWN}")]

    return Check(name=name, tables=tables, faults=faults)
