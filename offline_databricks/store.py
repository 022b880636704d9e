"""The objects that the stand-in holds in place of Databricks, in one SQLite file that several processes share."""

import json
import sqlite3
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

Attributes: TypeAlias = dict[str, Any]

_WAIT: Final = 30.0
"""Seconds to wait for another process that writes."""

_TRIES: Final = 100
_PAUSE: Final = 0.05

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS objects (
    type TEXT NOT NULL, id TEXT NOT NULL, place TEXT NOT NULL, attributes TEXT NOT NULL,
    PRIMARY KEY (type, id, place)
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object; `place` is the host of the workspace it lives in, empty for account and Unity Catalog."""

    type: str
    id: str
    place: str
    attributes: Attributes


class AlreadyThereError(Exception):
    """That an object with this type, id and place exists."""


class Store:
    """The objects of one file; every call is one transaction of its own."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def objects(self, type_: str | None = None) -> list[StoredObject]:
        """Return every object, or those of one type, in the order of type, id and place."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT type, id, place, attributes FROM objects WHERE ?1 IS NULL OR type = ?1 ORDER BY 1, 2, 3",
                (type_,),
            ).fetchall()
        return [StoredObject(row[0], row[1], row[2], json.loads(row[3])) for row in rows]

    def get(self, type_: str, id_: str, place: str | None = None) -> StoredObject | None:
        """Return an object, None if there is none; without a place, the only one wherever it is.

        Raises LookupError if several places have one.
        """
        found = [one for one in self._named(type_, id_) if place is None or one.place == place]
        if len(found) > 1:
            raise LookupError(f"{type_} {id_!r} is in several workspaces: {[one.place for one in found]}")
        return found[0] if found else None

    def put(self, type_: str, id_: str, attributes: Mapping[str, Any], place: str = "") -> StoredObject:
        """Write an object, in place of the one that is there."""
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)",
                (type_, id_, place, json.dumps(attributes)),
            )
        return StoredObject(type_, id_, place, dict(attributes))

    def create(
        self,
        build: Callable[[list[StoredObject]], StoredObject],
        *,
        replacing: StoredObject | None = None,
        anyway: bool = False,
    ) -> StoredObject:
        """Write the object that `build` makes of all the others, and take away the one it replaces.

        No other process writes between the look and the write. Raises AlreadyThereError if the object is there
        and is not to be written `anyway`.
        """
        with self._writing() as connection:
            rows = connection.execute("SELECT type, id, place, attributes FROM objects").fetchall()
            present = [StoredObject(row[0], row[1], row[2], json.loads(row[3])) for row in rows]
            if replacing is not None:
                present = [one for one in present if _key(one) != _key(replacing)]
            made = build(present)
            if not anyway and any(_key(one) == _key(made) for one in present):
                raise AlreadyThereError(f"{made.type} {made.id!r} already exists")
            if replacing is not None:
                connection.execute(
                    "DELETE FROM objects WHERE type = ? AND id = ? AND place = ?", _key(replacing)
                )
            row = (*_key(made), json.dumps(made.attributes))
            connection.execute("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)", row)
        return made

    def change(self, type_: str, id_: str, place: str | None = None, **attributes: Any) -> StoredObject:
        """Set attributes of an object, as somebody in the console would; raise KeyError if there is none."""
        found = self.get(type_, id_, place)
        if found is None:
            raise KeyError(f"{type_} {id_!r} is not in the store")
        return self.put(type_, id_, found.attributes | attributes, found.place)

    def delete(self, type_: str, id_: str, place: str | None = None) -> bool:
        """Take an object away; return whether it was there."""
        found = self.get(type_, id_, place)
        if found is not None:
            with self._writing() as connection:
                connection.execute("DELETE FROM objects WHERE type = ? AND id = ? AND place = ?", _key(found))
        return found is not None

    def _named(self, type_: str, id_: str) -> list[StoredObject]:
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT place, attributes FROM objects WHERE type = ? AND id = ? ORDER BY place", (type_, id_)
            ).fetchall()
        return [StoredObject(type_, id_, row[0], json.loads(row[1])) for row in rows]

    @contextmanager
    def _connection(self) -> Generator[sqlite3.Connection, None, None]:
        connection = self._open()
        try:
            yield connection
        finally:
            connection.close()

    def _open(self) -> sqlite3.Connection:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(_TRIES):
            connection = sqlite3.connect(self.file, timeout=_WAIT, isolation_level=None)
            try:
                # SQLite does not wait where two processes switch to WAL at the same time.
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute(_TABLE)
            except sqlite3.OperationalError:
                connection.close()
                time.sleep(_PAUSE)
            else:
                return connection
        raise TimeoutError(f"{self.file} stays locked")

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection, None, None]:
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _key(one: StoredObject) -> tuple[str, str, str]:
    return one.type, one.id, one.place
