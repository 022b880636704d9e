"""The database of a source on this machine: its tables by their contract, and samples as changes of their rows."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from configuration.sources.database import DatabaseSource, Table
from contracts.replicated import OPERATION, value_of
from operations.common.errors import InputError
from operations.emulator.replication.server import Server
from operations.emulator.send.rows import Row, existing, read_rows

SQL: Final = ".sql"
OPERATIONS: Final = ("I", "U", "D")
COLUMN_TYPES: Final[dict[str, LiteralString]] = {
    "string": "varchar",
    "number": "numeric(38, 10)",
    "integer": "bigint",
    "date": "date",
    "timestamp": "timestamptz",
}
"""PostgreSQL's types that become Parquet's of `contracts.replicated`, by the logical type of a column."""
Connection = psycopg.Connection[tuple[Any, ...]]
Step = tuple[str, Callable[[Connection], None]]


def change(server: Server, source: DatabaseSource, files: Sequence[Path]) -> list[str]:
    """Change the source's database by files, in one transaction, and say what was done.

    A file of SQL is executed. Of JSON lines, each is a row: inserted, or updated where its key is there, or what its
    column `Op` says (I, U, D). Such a file is named after its table, unless the source has one table. Raises
    InputError, and changes nothing, for a file that is not right or that the database refuses.
    """
    steps = [_step(source, file) for file in existing(files)]
    _create_database(server, source.database)
    with server.connect(source.database) as connection, connection.transaction():
        for table in source.tables:
            _create_table(connection, source, table)
        for (_, apply), file in zip(steps, files, strict=True):
            try:
                apply(connection)
            except psycopg.Error as error:
                said = error.diag.message_primary or str(error)
                detail = f" ({error.diag.message_detail})" if error.diag.message_detail else ""
                raise InputError(f"{file}: PostgreSQL says: {said}{detail}") from error
    return [said for said, _ in steps]


def _create_database(server: Server, database: str) -> None:
    with server.connect("postgres") as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))


def _create_table(connection: Connection, source: DatabaseSource, table: Table) -> None:
    schema = sql.Identifier(table.database_schema)
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
    columns = [
        sql.SQL("{} {}{}").format(
            sql.Identifier(column.name),
            sql.SQL(COLUMN_TYPES[column.logical_type]),
            sql.SQL(" NOT NULL" if column.required else ""),
        )
        for column in source.dataset.columns
    ]
    if key := source.dataset.key:
        columns.append(sql.SQL("PRIMARY KEY ({})").format(_names(key)))
    connection.execute(
        sql.SQL("CREATE TABLE IF NOT EXISTS {} ({})").format(_table(table), sql.SQL(", ").join(columns))
    )


def _step(source: DatabaseSource, file: Path) -> Step:
    if file.suffix == SQL:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"{file} is not UTF-8 (byte {error.start}): give SQL") from error
        # Without parameters, the text may hold several statements.
        return f"executed {file.name}", lambda connection: _execute(connection, text)
    table = _named(source, file)
    rows = read_rows(file, source.dataset, optional=[OPERATION])
    for row in rows:
        _check(row, file, source)
    said = f"changed {len(rows)} rows of {table.database_schema}.{table.name}"
    return said, lambda connection: _apply(connection, source, table, rows, file)


def _execute(connection: Connection, text: str) -> None:
    connection.execute(text.encode())


def _apply(
    connection: Connection, source: DatabaseSource, table: Table, rows: Sequence[Row], file: Path
) -> None:
    key = source.dataset.key
    whose = _equal(key, " AND ")
    for row in rows:
        values = {name: value for name, value in row.items() if name != OPERATION}
        operation = row.get(OPERATION)
        if operation in {None, "I"}:
            again = _put_again(values, key) if operation is None and key else sql.SQL("")
            statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}){}").format(
                _table(table), _names(values), sql.SQL(", ").join(map(sql.Placeholder, values)), again
            )
        elif operation == "U":
            others = [name for name in values if name not in key]
            statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(
                _table(table), _equal(others, ", "), whose
            )
        else:
            statement = sql.SQL("DELETE FROM {} WHERE {}").format(_table(table), whose)
        if not connection.execute(statement, values).rowcount:
            keys = {name: row[name] for name in key}
            raise InputError(
                f"{file}: {OPERATION} is {operation}, and there is no row {keys} in {table.name}"
            )


def _put_again(values: Row, key: Sequence[str]) -> sql.Composable:
    others = [name for name in values if name not in key]
    if not others:
        return sql.SQL(" ON CONFLICT ({}) DO NOTHING").format(_names(key))
    new = [sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in others]
    return sql.SQL(" ON CONFLICT ({}) DO UPDATE SET {}").format(_names(key), sql.SQL(", ").join(new))


def _check(row: Row, file: Path, source: DatabaseSource) -> None:
    if row.get(OPERATION) not in {None, *OPERATIONS}:
        raise InputError(
            f"{file}: {OPERATION} is {row[OPERATION]!r}; allowed: {', '.join(OPERATIONS)}, or no {OPERATION}"
        )
    for column in source.dataset.columns:
        try:
            value_of(row.get(column.name), column.name, column.logical_type)
        except ValueError as error:
            raise InputError(f"{file}: {error}") from error


def _named(source: DatabaseSource, file: Path) -> Table:
    tables = {table.name: table for table in source.tables}
    table = source.tables[0] if len(source.tables) == 1 else tables.get(file.stem)
    if table is None:
        raise InputError(f"{file.name} is named after none of the tables {sorted(tables)}")
    return table


def _table(table: Table) -> sql.Identifier:
    return sql.Identifier(table.database_schema, table.name)


def _names(names: Sequence[str] | Row) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _equal(names: Sequence[str], between: LiteralString) -> sql.Composed:
    pairs = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in names]
    return sql.SQL(between).join(pairs)
