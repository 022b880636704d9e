"""Who may see what is classified, as the infrastructure's configuration says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

ALL: Final = "*"
"""Every row."""

SERVICE_PRINCIPAL: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""An application id; anything else is the name of a group of the account."""

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Who sees confidential values and with them every row, and who sees which rows with these values masked.

    Both name groups, or service principals by application id; `rows` has the values of the restricted column that each
    may see, or `*` for all.
    """

    values: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, values: str, rows: str) -> Self:
        """Return them of two texts: `admins,jobs` and `analysts=*;scientists=P1,P2`. Raises ValueError for another."""
        given = {who: what.split(",") for who, _, what in (each.partition("=") for each in _parts(rows, ";"))}
        found = cls(values=tuple(_parts(values, ",")), rows={who: tuple(what) for who, what in given.items()})
        names = [
            *found.values,
            *found.rows,
            *(name for what in given.values() for name in what if name != ALL),
        ]
        if wrong := [name for name in names if not NAME.fullmatch(name)]:
            # They become part of SQL.
            raise ValueError(f"{wrong[0]!r} is no name: letters, digits, dots, hyphens and underscores")
        return found

    @property
    def may_see_values(self) -> str:
        """The condition in SQL that is true for those who see values."""
        return " OR ".join(_is(each) for each in self.values) or "false"

    def may_see_row(self, column: str) -> str:
        """Return the condition in SQL that is true for those who see a row, by its restricted column."""
        allowed = [self.may_see_values]
        for who, values in self.rows.items():
            listed = ", ".join(f"'{value}'" for value in values)
            allowed.append(_is(who) if values == (ALL,) else f"{_is(who)} AND {column} IN ({listed})")
        return " OR ".join(f"({each})" for each in allowed)


def _parts(text: str, separator: str) -> list[str]:
    return [part for part in text.split(separator) if part]


def _is(who: str) -> str:
    # A service principal's name is its application id.
    if SERVICE_PRINCIPAL.fullmatch(who):
        return f"current_user() = '{who}'"
    return f"is_account_group_member('{who}')"
