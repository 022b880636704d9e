"""What every accepted exception has in common: why, by whom, until when, and how a file of them is read."""

import tomllib
from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from contracts.model import mistakes
from policies.errors import AcceptanceError

Sentence = Annotated[str, StringConstraints(min_length=20, strip_whitespace=True)]
Patterns = Annotated[tuple[str, ...], Field(min_length=1)]
"""Shell patterns, of which one must fit."""


class Entry(BaseModel):
    """One table of a file of exceptions; `table` is what such tables are called there."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]


class Acceptance(Entry):
    """Why something is accepted, by whom, and its last day."""

    reason: Sentence
    owner: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]+$")]
    expires: date

    def expired(self, today: date) -> bool:
        """Return whether the last day has passed."""
        return today > self.expires


Kind = TypeVar("Kind", bound=Entry)


def read_entries(kind: type[Kind], file: Path, *others: type[Entry]) -> list[Kind]:
    """Return the entries of one kind of a TOML file, none if there is no file; `others` may stand in it too.

    Raises AcceptanceError that names every mistake of the first entry that has any.
    """
    shown = "/".join(file.parts[-2:])
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise AcceptanceError(f"{shown} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise AcceptanceError(f"{shown} is not TOML: {error}") from error
    tables = sorted({each.table for each in (kind, *others)})
    if unknown := sorted(document.keys() - set(tables)):
        allowed = ", ".join(f"[[{table}]]" for table in tables)
        raise AcceptanceError(f"{shown}: no table {', '.join(unknown)}; allowed: {allowed}")
    entries = document.get(kind.table, [])
    if not isinstance(entries, list):
        raise AcceptanceError(f"{shown}: {kind.table} is not a list of tables; write [[{kind.table}]]")
    return [_entry(kind, entry, f"{shown}: [[{kind.table}]] {n}") for n, entry in enumerate(entries, start=1)]


def fits(patterns: Iterable[str], name: str) -> bool:
    """Return whether a name fits one of the shell patterns."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _entry(kind: type[Kind], entry: object, place: str) -> Kind:
    try:
        return kind.model_validate(entry)
    except ValidationError as error:
        wrong = "; ".join(
            f"{where} is {given}; allowed: {allowed}" for where, given, allowed in mistakes(error)
        )
        raise AcceptanceError(
            f"{place}: {wrong}; a [[{kind.table}]] has {', '.join(kind.model_fields)}"
        ) from error
