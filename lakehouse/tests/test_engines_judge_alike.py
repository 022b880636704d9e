"""Whatever stands in a record, Sail types, judges and orders it as Spark does. Spark is the judge."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from lakehouse_support import ARRIVED, bronze, good, others
from pyspark.sql import SparkSession

from anthill_lakehouse.datasets import DATASETS, Dataset
from anthill_lakehouse.silver.records import records

RECORDS = 400
SEEDS = (1, 2, 3)
NUMBERS = (
    "0", "-0", "0.0", "1", "1.50", "-1.5", ".5", "5.", "1e3", "1E-6", "0E-10", "1d", "1.0f", "12.7", "12.0", "1,5",
    "999999999999.999999", "1000000000000", "1e99", "1e400", "NaN", "Infinity", "-inf", "0x1A", "1_000", "true",
    "9223372036854775807", "9223372036854775808", "1.2345675", "1.2345665", "--1", "1 000", "١٢",
)  # fmt: skip
DAYS = (
    "2025-01-02", "2025-1-2", "2025-02-30", "2024-02-29", "1582-10-10", "0002-01-01", "9998-12-31", "10000-01-01",
    "2025", "20250102", "02.01.2025", "2025/01/02", "epoch", "today", "+2025-01-02", "2025-01-02x", "2025-13-01",
)  # fmt: skip
TIMES = (
    "", "T00:00:00", " 00:00:00.000000", "T00:00:00Z", "T10:00", " 10:00:00", "T10:00:00.123456789Z", "T24:00:00",
    "T10:00:60Z", "T10:00:00+02:00", "T10:00:00+0200", " 10:00:00 UTC", "T10:00:00[Europe/Berlin]", "T1:2:3", "T10",
    "T10:00:00-18:00", "T10:00:00+99:00", "T23:59:59.9999999Z", "T10:00:00,5Z",
)  # fmt: skip
WORDS = (
    "",
    " ",
    "a",
    "US0378331005",
    "US0378331006",
    "US0378331005\n",
    "us0378331005",
    "ẞ",
    "EUR",
    "XNAS",
    "XETR",
    "\u00a0",
)
AROUND = ("", "", "", " ", "\t", "\n", "\r\n", "\u00a0", "\x00")


def anything(chance: Random) -> str | None:
    """Return a text that could be a value of some type, or nearly."""
    kind = chance.randrange(8)
    if kind == 0:
        return None
    text = (
        chance.choice(NUMBERS) if kind < 3 else chance.choice(WORDS) if kind < 5
        else chance.choice(DAYS) + chance.choice(TIMES)
    )  # fmt: skip
    return chance.choice(AROUND) + text + chance.choice(AROUND)


def some_records(dataset: Dataset, chance: Random) -> list[dict[str, Any]]:
    """Return records of which most have one or two values that may be wrong."""
    fine = good(dataset.name)
    found: list[dict[str, Any]] = []
    for number in range(RECORDS):
        changed = {
            name: anything(chance) for name in chance.sample(dataset.column_names, chance.randrange(3))
        }
        change = (
            {"_operation": chance.choice("IUDIUX"), "_captured_at": anything(chance)}
            if dataset.changes
            else {}
        )
        arrived = {"_arrived_at": ARRIVED + timedelta(minutes=chance.randrange(5)), "_batch_id": str(number)}
        problem = (
            {"_problem": "record.malformed: is not a whole JSON object"} if chance.random() < 0.02 else {}
        )
        found.append(fine | changed | change | arrived | problem)
    return found


def judged(spark: SparkSession, dataset: Dataset, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = (
        records(bronze(spark, dataset.name, given), dataset, others(spark, dataset)).orderBy("line").collect()
    )
    return [row.asDict() for row in rows]


@pytest.mark.xdist_group("spark")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", [each.name for each in DATASETS])
def test_whatever_is_delivered_is_judged_alike(
    name: str, spark: SparkSession, spark_itself: SparkSession
) -> None:
    dataset = next(each for each in DATASETS if each.name == name)
    for seed in SEEDS:
        given = some_records(dataset, Random(seed))  # noqa: S311 - no secret
        sails, sparks = judged(spark, dataset, given), judged(spark_itself, dataset, given)
        assert len(sparks) == RECORDS
        assert {bool(row["problems"]) for row in sparks} == {True, False}
        different = [
            (
                given[row["line"] - 1],
                {key: (value, other[key]) for key, value in row.items() if value != other[key]},
            )
            for row, other in zip(sparks, sails, strict=True)
            if row != other
        ]
        assert different == [], f"seed {seed}: {len(different)} differ"
