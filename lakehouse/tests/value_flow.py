"""Where the values of a column go: the tables are made twice, of records that differ in them alone, and compared."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lakehouse_support import bronze, good
from pyspark.sql import DataFrame, SparkSession

from anthill_lakehouse.datasets import DATASETS, Dataset
from anthill_lakehouse.gold.data_quality import data_quality, quality_by_rule
from anthill_lakehouse.pipelines.derived import Derived
from anthill_lakehouse.silver.records import needed, records
from anthill_lakehouse.silver.versions import current, quarantined

Records = dict[str, list[dict[str, Any]]]
Tables = dict[str, DataFrame]
DAYS = ("2026-01-05", "2026-01-06", "2026-01-07")


def delivered() -> Records:
    """Return records of every dataset: prices of three days, positions of two, one that is no number."""
    found = {each.name: [good(each.name)] for each in DATASETS}
    found["daily_prices"] = [
        good("daily_prices") | {"trade_date": day, "open": close, "high": close, "low": close, "close": close}
        for day, close in zip(DAYS, ("100", "104", "103"), strict=True)
    ]
    found["splits"], found["market_holidays"] = [], []
    position = good("positions")
    found["positions"] = [
        position | {"as_of": DAYS[0], "quantity": "10"},
        position | {"as_of": DAYS[1], "quantity": "25"},
        position | {"as_of": DAYS[2], "quantity": "ten"},
    ]
    return found


def changed(given: Records, dataset: str, column: str, change: Callable[[str], str]) -> Records:
    """Return records that differ in a column of a dataset alone."""
    return given | {dataset: [each | {column: change(each[column])} for each in given[dataset]]}


def made(spark: SparkSession, given: Records, derived: Sequence[Derived]) -> dict[str, dict[str, list[str]]]:
    """Return the values of every column of every table that is made of records, each column sorted by itself."""
    tables: Tables = {}

    def keep(name: str, frame: DataFrame) -> None:
        # Small tables instead of plans that contain each other.
        tables[name] = spark.createDataFrame([tuple(row) for row in frame.collect()], frame.schema)

    for each in _in_order(DATASETS):
        rows = [row | {"_record": json.dumps(row)} for row in given[each.name]]
        keep(each.bronze, bronze(spark, each.name, rows).selectExpr("*", "CAST(NULL AS string) AS _rescued"))
        others = {name: tables[f"silver.{name}"] for name in needed(each)}
        keep(each.records, records(tables[each.bronze], each, others))
        keep(each.silver, current(tables[each.records], each))
        keep(each.quarantine, quarantined(tables[each.records]))
    waiting = list(derived)
    while waiting:
        ready = [each for each in waiting if all(name in tables for name in each.inputs)]
        for each in ready:
            keep(each.name, each.made_by(*(tables[name] for name in each.inputs)))
        waiting = [each for each in waiting if each not in ready]
    all_records = {each.name: tables[each.records] for each in DATASETS}
    keep(
        "gold.data_quality", data_quality({each.name: tables[each.bronze] for each in DATASETS}, all_records)
    )
    keep("gold.quality_by_rule", quality_by_rule(all_records))
    return {
        name: {
            column: sorted(repr(value) for value in values)
            for column, values in frame.toArrow().to_pydict().items()
        }
        for name, frame in tables.items()
    }


def reached(
    one: Mapping[str, Mapping[str, list[str]]], other: Mapping[str, Mapping[str, list[str]]]
) -> set[tuple[str, str]]:
    """Return the table and name of each column whose values differ."""
    return {
        (name, column)
        for name, columns in one.items()
        for column in columns
        if columns[column] != other[name][column]
    }


def _in_order(datasets: Sequence[Dataset]) -> list[Dataset]:
    """Return datasets so that each comes after those that its rules look into."""
    found: list[Dataset] = []
    while len(found) < len(datasets):
        names = {each.name for each in found}
        found += [each for each in datasets if each not in found and names.issuperset(needed(each))]
    return found
