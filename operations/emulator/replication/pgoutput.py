"""Reads what PostgreSQL's plugin `pgoutput` writes of committed transactions.

Source: PostgreSQL documentation, "Logical Replication Message Formats", protocol version 1. No client for Python that
is kept up reads them.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from operations.common.errors import OperationError

EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""From which PostgreSQL counts microseconds."""
UNCHANGED: Final = "u"
IGNORED: Final = "OY"
"""Of another origin, of a type: neither is of rows."""
Values = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its type's object identifier, and what modifies that, -1 without."""

    name: str
    type_oid: int
    modifier: int
    is_key: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A table as it was when a row of it changed."""

    schema: str
    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row that was inserted (I), updated (U) or deleted (D), each value as PostgreSQL writes it as text."""

    operation: str
    relation: Relation
    values: Values
    """After the change; of a deleted row those of its key, where the table says no more."""
    committed_at: datetime
    before: Values | None = None
    """Of an update, where PostgreSQL tells them: those of the key if it changed, or all if the table says so."""


class _Reader:
    def __init__(self, message: bytes) -> None:
        self._message, self._at = message, 0

    def number(self, form: str) -> int:
        (found,) = struct.unpack_from(f">{form}", self._message, self._at)
        self._at += struct.calcsize(f">{form}")
        return int(found)

    def letter(self) -> str:
        return chr(self.number("B"))

    def text(self) -> str:
        end = self._message.index(b"\0", self._at)
        found = self._message[self._at : end].decode()
        self._at = end + 1
        return found

    def values(self, relation: Relation, before: Values | None = None) -> Values:
        found: list[str | None] = []
        for number, column in enumerate(relation.columns[: self.number("h")]):
            kind = self.letter()
            if kind == UNCHANGED and before is not None and before[number] is not None:
                found.append(before[number])
                continue
            if kind == UNCHANGED:
                raise OperationError(
                    f"{relation.schema}.{relation.name}.{column.name} is stored apart and was not changed, so its "
                    "value is not told: ALTER TABLE … REPLICA IDENTITY FULL, or keep values below 2 kB"
                )
            if kind == "n":
                found.append(None)
                continue
            length = self.number("i")
            found.append(self._message[self._at : self._at + length].decode())
            self._at += length
        return tuple(found)


def changes(messages: Iterable[bytes]) -> Iterator[Change]:
    """Return the changes of rows that messages tell, in the order of their commits.

    Raises OperationError for a message of another kind, such as TRUNCATE's.
    """
    relations: dict[int, Relation] = {}
    committed_at = EPOCH
    for message in messages:
        reader = _Reader(message)
        kind = reader.letter()
        if kind == "B":
            reader.number("q")
            committed_at = EPOCH + timedelta(microseconds=reader.number("q"))
        elif kind == "R":
            identifier = reader.number("I")
            relations[identifier] = _relation(reader)
        elif kind in "IUD":
            yield _change(kind, reader, relations[reader.number("I")], committed_at)
        elif kind == "T":
            raise OperationError(
                "a table was truncated, and what DMS makes of that is not played here: delete its rows instead; "
                "'anthill local down' forgets the database"
            )
        elif kind not in {"C", *IGNORED}:
            raise OperationError(f"pgoutput wrote a message {kind!r}, which protocol version 1 does not have")


def _relation(reader: _Reader) -> Relation:
    schema, name = reader.text(), reader.text()
    reader.letter()
    columns: list[Column] = []
    for _ in range(reader.number("h")):
        is_key = bool(reader.number("B") & 1)
        columns.append(Column(reader.text(), reader.number("I"), reader.number("i"), is_key))
    return Relation(schema, name, tuple(columns))


def _change(kind: str, reader: _Reader, relation: Relation, committed_at: datetime) -> Change:
    before: Values | None = None
    which = reader.letter()
    if which in "KO":
        before = reader.values(relation)
        if kind == "U":
            reader.letter()
    values = before if kind == "D" and before is not None else reader.values(relation, before)
    return Change(
        operation=kind,
        relation=relation,
        values=values,
        committed_at=committed_at,
        before=before if kind == "U" else None,
    )
