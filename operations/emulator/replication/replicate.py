"""Reads a database as a replication would, the whole and then its changes, and gives the files to whoever stores them.

As DMS does, it follows changes through a slot of logical replication (DMS user guide, "Using a PostgreSQL database as
an AWS DMS source"): what was committed is told once it is asked for, however long after.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import psycopg
from psycopg import sql

from operations.common.errors import OperationError
from operations.emulator.replication.deployed import Deployed
from operations.emulator.replication.landing_files import LandingFile, LandingFiles
from operations.emulator.replication.pgoutput import Change, Column, Relation, Values, changes
from operations.emulator.replication.server import Server
from operations.emulator.replication.table_mappings import TableMappings

PUBLICATION: Final = "anthill_replication"
PROTOCOL: Final = "1"
TABLES: Final = """
    SELECT n.nspname, c.relname, a.attname, a.atttypid::int8, a.atttypmod,
        coalesce(a.attnum = ANY (i.indkey::int2[]), false)
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    ORDER BY n.nspname, c.relname, a.attnum
"""
Store = Callable[[LandingFile], None]
Connection = psycopg.Connection[tuple[Any, ...]]


class Replication:
    """One deployed replication, at a database that runs."""

    def __init__(self, deployed: Deployed, server: Server, store: Store) -> None:
        self._deployed, self._server, self._store = deployed, server, store
        self._mappings = TableMappings(deployed.name, deployed.table_mappings)
        self._slot = deployed.name.replace("-", "_")

    def has_slot(self) -> bool:
        """Return whether changes are kept for it since its last full load."""
        with self._server.connect(self._deployed.database) as plain:
            return self._keeps(plain)

    def full_load(self) -> int:
        """Store every row of the tables that are selected, keep changes from exactly then on, and return the count.

        Raises OperationError if no table is selected and that is to fail.
        """
        with (
            self._server.connect(self._deployed.database) as plain,
            self._server.connect(self._deployed.database, replication=True) as reading,
        ):
            if self._keeps(plain):
                plain.execute("SELECT pg_drop_replication_slot(%s)", [self._slot])
            reading.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if self._deployed.changes:
                self._publish(plain)
                # The snapshot is of the moment at which the slot begins: no change is in neither, and none in both.
                reading.execute(
                    sql.SQL("CREATE_REPLICATION_SLOT {} LOGICAL pgoutput (SNAPSHOT 'use')").format(
                        sql.Identifier(self._slot)
                    )
                )
            try:
                count = self._load(reading)
            except BaseException:
                reading.close()
                if self._deployed.changes:
                    plain.execute("SELECT pg_drop_replication_slot(%s)", [self._slot])
                raise
            reading.execute("COMMIT")
            return count

    def ongoing(self) -> int:
        """Store every change since the last time, and return their count.

        Only what is stored is given up: after a failure it is told again.
        """
        with self._server.connect(self._deployed.database) as plain:
            told = plain.execute(
                "SELECT lsn, data FROM pg_logical_slot_peek_binary_changes("
                "%s, NULL, NULL, 'proto_version', %s, 'publication_names', %s)",
                [self._slot, PROTOCOL, PUBLICATION],
            ).fetchall()
            keys = {(table.schema, table.name): table.columns for table in _tables(plain)}
            by_table: dict[tuple[str, str], list[Change]] = {}
            for change in changes(bytes(data) for _, data in told):
                name = change.relation.schema, change.relation.name
                if self._mappings.selects(*name):
                    _require_same_key(change, keys.get(name, ()))
                    by_table.setdefault(name, []).append(change)
            files = LandingFiles(self._deployed.target, self._mappings)
            # All are made before one is stored: a value may be refused.
            made = [file for each in by_table.values() for file in files.of_changes(each, datetime.now(UTC))]
            for file in made:
                self._store(file)
            if told:
                plain.execute("SELECT pg_replication_slot_advance(%s, %s)", [self._slot, told[-1][0]])
            return sum(file.rows for file in made)

    def _load(self, reading: Connection) -> int:
        tables = [table for table in _tables(reading) if self._mappings.selects(table.schema, table.name)]
        if not tables and self._deployed.settings.error_behavior.fail_on_no_tables_captured:
            raise OperationError(
                f"replication {self._deployed.name} selects no table of database {self._deployed.database}, and "
                "FailOnNoTablesCaptured is set: create the table, or change the source's tables"
            )
        files = LandingFiles(self._deployed.target, self._mappings)
        began = datetime.now(UTC)
        made: list[LandingFile] = []
        for table in tables:
            is_of_task = self._deployed.target.use_task_start_time_for_full_load_timestamp
            at = began if is_of_task else datetime.now(UTC)
            made += files.of_full_load(table, _rows(reading, table), at)
        for file in made:
            self._store(file)
        return sum(file.rows for file in made)

    def _keeps(self, plain: Connection) -> bool:
        return bool(
            plain.execute("SELECT 1 FROM pg_replication_slots WHERE slot_name = %s", [self._slot]).fetchone()
        )

    @staticmethod
    def _publish(plain: Connection) -> None:
        if not plain.execute("SELECT 1 FROM pg_publication WHERE pubname = %s", [PUBLICATION]).fetchone():
            plain.execute(sql.SQL("CREATE PUBLICATION {} FOR ALL TABLES").format(sql.Identifier(PUBLICATION)))


def _tables(connection: Connection) -> list[Relation]:
    found: dict[tuple[str, str], list[Column]] = {}
    for schema, table, column, type_oid, modifier, is_key in connection.execute(TABLES):
        found.setdefault((schema, table), []).append(Column(column, int(type_oid), modifier, is_key))
    return [Relation(*name, tuple(columns)) for name, columns in found.items()]


def _rows(reading: Connection, table: Relation) -> Iterator[Values]:
    wanted = sql.SQL(", ").join(
        sql.SQL("{}::text").format(sql.Identifier(each.name)) for each in table.columns
    )
    yield from reading.execute(
        sql.SQL("SELECT {} FROM {}").format(wanted, sql.Identifier(table.schema, table.name))
    )


def _require_same_key(change: Change, columns: Iterable[Column]) -> None:
    keys = {column.name for column in columns if column.is_key}
    for column, before, after in zip(
        change.relation.columns, change.before or (), change.values, strict=False
    ):
        if column.name in keys and before != after:
            raise OperationError(
                f"{change.relation.schema}.{change.relation.name}.{column.name}, of the primary key, was updated from "
                f"{before!r} to {after!r}; what DMS writes then is not documented, and would leave the old row in "
                "silver: delete the row and insert another; 'anthill local down' forgets this database"
            )
