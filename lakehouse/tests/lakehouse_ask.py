"""Puts the questions of checks to DuckDB: to the files of a local lakehouse, or to small tables."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from anthill_lakehouse.checks.check import Ask, Row
from anthill_lakehouse.local.tables import folder_of, table_names


def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    # Spark's name for it.
    connection.execute("CREATE MACRO size(items) AS len(items)")
    for schema in ("bronze", "silver", "gold"):
        connection.execute(f"CREATE SCHEMA {schema}")
    return connection


def asking(connection: duckdb.DuckDBPyConnection) -> Ask:
    def ask(question: str) -> Sequence[Row]:
        found = connection.execute(question)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return ask


def asking_home(home: Path) -> Ask:
    """Return what asks the tables of a local lakehouse."""
    connection = database()
    for name in table_names(home):
        if not name.startswith("features."):
            files = [str(file) for file in sorted(folder_of(home, name).glob("*.parquet"))]
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files!r})")
    return asking(connection)
