"""Answers questions in SQL over the tables of a local lakehouse: Spark's dialect, by Sail, reading only."""

import os
import re
import signal
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.connect.dataframe import DataFrame
from pyspark.sql.connect.plan import SQL

from anthill_lakehouse.embedded.session import sail
from anthill_lakehouse.local.tables import folder_of, table_names, whole

INTERRUPTED: Final = 128 + signal.SIGINT
TERMINATED: Final = 128 + signal.SIGTERM
"""Exit codes of a process that a signal ended, as shells have them."""


class QueryError(Exception):
    """A question that can't be answered; the text is the engine's, or says what is wrong."""


class WritingError(QueryError):
    """The statement is none that only reads."""


class UnknownTableError(QueryError):
    """A table that the question names isn't there; `name` is as the question has it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no table {name!r}")
        self.name = name


class Questions:
    """Takes questions about the tables of a home folder."""

    def __init__(self, spark: SparkSession) -> None:
        self._spark: Any = spark

    def answer(self, sql: str, limit: int | None = None) -> pa.Table:
        """Return the answer, at most `limit` rows of it.

        The statement goes to the engine as part of a plan that reads, where its own parser admits a query and
        nothing else: what writes, drops or sets is refused before anything runs. Raises WritingError,
        UnknownTableError, or QueryError with the engine's words.
        """
        try:
            frame = DataFrame(SQL(sql), self._spark)
            found = (frame if limit is None else frame.limit(limit)).toArrow()
        except PySparkException as error:
            raise _reason(sql, str(error)) from error
        return found.cast(pa.schema([pa.field(each.name, whole(each.type)) for each in found.schema]))

    def rows(self, sql: str) -> Sequence[dict[str, Any]]:
        """Return the answer as rows. Raises as `answer` does."""
        return self.answer(sql).to_pylist()


@contextmanager
def questions(home: Path) -> Generator[Questions]:
    """Start Sail over every table of a home folder, called as on Databricks: `gold.yearly_results`."""
    # What goes wrong is said by the error that is raised; Sail's log would say it again.
    os.environ.setdefault("RUST_LOG", "off")
    with sail() as spark:
        names = table_names(home)
        for schema in dict.fromkeys(name.partition(".")[0] for name in names):
            spark.sql(f"CREATE DATABASE IF NOT EXISTS {schema}").collect()
        for name in names:
            place = str(folder_of(home, name).resolve()).replace("\\", "\\\\").replace("'", "\\'")
            spark.sql(f"CREATE TABLE {name} USING parquet LOCATION '{place}'").collect()
        client: Any = spark
        # At Ctrl-C the client asks the server to stop the query, and waits for ever: Sail 0.7 is busy with it.
        client.client.interrupt_operation = _nothing
        try:
            yield Questions(spark)
        except KeyboardInterrupt as stopped:
            # Sail's server ends after its queries, however long they take. These only read: nothing is left half done.
            os._exit(INTERRUPTED if type(stopped) is KeyboardInterrupt else TERMINATED)


def _nothing(_: str) -> None:
    """Ask for nothing to be stopped."""


def _reason(sql: str, told: str) -> QueryError:
    first = told.strip().partition("\n")[0]
    if "expected query node" in told:
        return WritingError("it is no query")
    if found := re.search(r"\[TABLE_OR_VIEW_NOT_FOUND\] Table or view not found: (\S+)", told):
        return UnknownTableError(_as_written(sql, found[1]))
    if "missing from the schema" in first and (parts := re.findall(r'Identifier\("([^"]*)"\)', first)):
        return QueryError(f"there is no column {'.'.join(parts)!r}")
    return QueryError(first.removeprefix("invalid argument: "))


def _as_written(sql: str, name: str) -> str:
    """Return a name with the schema before it, which the engine's message leaves out."""
    found = re.search(rf"(?:[`\w]+\s*\.\s*)*`?{re.escape(name)}\b`?", sql, re.IGNORECASE)
    return re.sub(r"[`\s]", "", found[0]) if found else name
