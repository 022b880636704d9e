"""Makes small tables in the shapes of the pipeline."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from anthill_lakehouse.datasets import Dataset, dataset
from anthill_lakehouse.silver.records import needed

ARRIVED = datetime(2026, 1, 5, 23, 0, 0)  # noqa: DTZ001 - Spark takes UTC here
GOOD: Mapping[str, dict[str, Any]] = {
    "daily_prices": {
        "isin": "US0378331005", "exchange": "XNAS", "trade_date": "2026-01-05", "open": "10", "high": "12",
        "low": "9", "close": "11", "volume": "100", "currency": "USD", "published_at": "2026-01-05T21:05:00Z",
    },
    "splits": {
        "isin": "US0378331005", "effective_date": "2026-02-02", "ratio_from": "1", "ratio_to": "4",
        "published_at": "2026-01-20T13:00:00Z",
    },
    "intraday_trades": {
        "trade_id": "T1", "isin": "US0378331005", "exchange": "XNAS", "traded_at": "2026-01-05T15:00:00Z",
        "price": "10.5", "quantity": "3", "currency": "USD",
    },
    "positions": {
        "portfolio_id": "P", "isin": "US0378331005", "as_of": "2026-01-05", "quantity": "10",
        "updated_at": "2026-01-05 18:00:00", "_operation": "I", "_captured_at": "2026-01-05 18:00:01.000000",
    },
    "instruments": {
        "isin": "US0378331005", "name": "Apple Inc.", "kind": "equity", "currency": "USD", "exchange": "XNAS",
        "updated_at": "2026-01-02 04:00:00", "_operation": "I", "_captured_at": "2026-01-02 04:00:01.000000",
    },
    "dividends": {
        "isin": "US0378331005", "ex_date": "2026-02-09", "pay_date": "2026-02-12", "amount": "0.26", "currency": "USD",
    },
    "market_holidays": {
        "exchange": "XNAS", "holiday_date": "2026-01-19", "name": "Martin Luther King Jr. Day", "early_close": "",
    },
}  # fmt: skip
"""A record with which nothing is wrong, as bronze has it, of each dataset with rules of its own."""
ANY = {
    "string": "a", "number": "1.5", "integer": "1", "date": "2026-01-05", "timestamp": "2026-01-05T21:00:00Z",
}  # fmt: skip


def good(name: str) -> dict[str, Any]:
    """Return a record of a dataset with which nothing is wrong: one is made of the contract if none is written."""
    of = dataset(name)
    change = {"_operation": "I", "_captured_at": "2026-01-05 18:00:01.000000"} if of.changes else {}
    return GOOD.get(name) or {column.name: ANY[column.physical_type] for column in of.columns} | change


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


def others(spark: SparkSession, of: Dataset) -> dict[str, DataFrame]:
    """Return the tables that a dataset's rules look into: Apple is known, and the 19th of January closed."""
    tables = {
        "instruments": spark.createDataFrame([("US0378331005",)], "isin string"),
        "market_holidays": spark.createDataFrame(
            [("XNAS", "2026-01-19", ""), ("XNAS", "2026-11-27", "13:00")],
            "exchange string, holiday_date string, early_close string",
        ).selectExpr("exchange", "date(holiday_date) AS holiday_date", "early_close"),
    }
    return {name: tables[name] for name in needed(of)}
