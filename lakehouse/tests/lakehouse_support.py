"""Makes small tables in the shapes of the pipeline."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from anthill_lakehouse.datasets import Dataset, dataset
from anthill_lakehouse.quality.checked import typed
from anthill_lakehouse.silver.records import needed

ARRIVED = datetime(2026, 1, 5, 23, 0, 0)  # noqa: DTZ001 - Spark takes UTC here
ANY = {
    "string": "a", "number": "1.5", "integer": "1", "date": "2026-01-05", "timestamp": "2026-01-05T21:00:00Z",
}  # fmt: skip


def good(name: str) -> dict[str, Any]:
    """Return a record with which nothing is wrong, as bronze has it: that of the examples in the contract."""
    of = dataset(name)
    change = {"_operation": "I", "_captured_at": "2026-01-05 18:00:01.000000"} if of.changes else {}
    return {
        column.name: str((*column.examples, ANY[column.logical_type])[0]) for column in of.columns
    } | change


def bronze(spark: SparkSession, name: str, records: Sequence[Mapping[str, Any]]) -> DataFrame:
    """Return a bronze table: the given columns, and what bronze adds; the line is the record's place."""
    of = dataset(name)
    added = {
        "_operation": None, "_captured_at": None, "_record": "{}", "_problem": None, "_source_file": "f",
        "_arrived_at": ARRIVED, "_batch_id": "b",
    }  # fmt: skip
    columns = [*of.column_names, *added, "_line"]
    schema = ", ".join(f"{column} {TYPES.get(column, 'string')}" for column in columns)
    rows = [
        tuple((added | {"_line": line} | dict(record)).get(column) for column in columns)
        for line, record in enumerate(records, start=1)
    ]
    return spark.createDataFrame(rows, schema)


TYPES = {"_arrived_at": "timestamp", "_line": "bigint"}


def others(spark: SparkSession, of: Dataset, *, empty: bool = False) -> dict[str, DataFrame]:
    """Return the tables that a dataset's rules look into: the good record of each, or none."""
    return {
        name: typed(bronze(spark, name, [] if empty else [good(name)]), dataset(name)) for name in needed(of)
    }
