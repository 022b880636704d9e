"""The newest record holds, whatever the order of arrival, and the ones before it are kept."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from lakehouse_support import ARRIVED, bronze, good, others
from pyspark.sql import SparkSession

from anthill_lakehouse.datasets import dataset
from anthill_lakehouse.quality.checked import checked, typed
from anthill_lakehouse.quality.rules import references_of, rules_of
from anthill_lakehouse.silver.records import records
from anthill_lakehouse.silver.versions import apart, current, versioned

HOUR = timedelta(hours=1)


def price(number: int, close: int, published: int, *, arrived: int = 0, **changes: Any) -> dict[str, Any]:
    """Return a price of the instrument's n-th day, published at an hour of the sixth."""
    return good("daily_prices") | {
        "trade_date": f"2026-01-{number:02}", "open": None, "high": None, "low": None, "close": str(close),
        "published_at": f"2026-02-06T{published:02}:00:00Z", "_arrived_at": ARRIVED + arrived * HOUR, **changes,
    }  # fmt: skip


def histories(spark: SparkSession, name: str, given: list[dict[str, Any]], key: str) -> dict[Any, list[Any]]:
    of = dataset(name)
    found: dict[Any, list[Any]] = {}
    for row in records(bronze(spark, name, given), of, others(spark, of)).orderBy("line").collect():
        found.setdefault(row[key], []).append(row)
    return found


def test_histories_of_prices(spark: SparkSession) -> None:
    given = [
        price(5, 11, 1), price(5, 12, 2),  # a correction
        price(6, 12, 2), price(6, 11, 1),  # that came before what it corrects
        price(7, 11, 1), price(7, 11, 1, arrived=1),  # the same again
        price(8, 11, 1), price(8, 11, 2),  # published again, unchanged
        price(9, 11, 1), price(9, 12, 2), price(9, 11, 3),  # and back
        price(12, 11, 1), price(12, 12, 1, arrived=1),  # at one moment: the later arrival
        price(13, 11, 1), price(13, -5, 2),  # a correction that is wrong
    ]  # fmt: skip
    by_day = histories(spark, "daily_prices", given, "trade_date")
    told = {
        day.day: [(int(row["close"]), row["version"], row["is_duplicate"], row["is_current"]) for row in rows]
        for day, rows in by_day.items()
    }
    assert told == {
        5: [(11, 1, False, False), (12, 2, False, True)],
        6: [(12, 2, False, True), (11, 1, False, False)],
        7: [(11, 1, False, True), (11, 1, True, False)],
        8: [(11, 1, False, True), (11, 1, True, False)],
        9: [(11, 1, False, False), (12, 2, False, False), (11, 3, False, True)],
        12: [(11, 1, False, False), (12, 2, False, True)],
        13: [(11, 1, False, True), (-5, None, False, False)],
    }
    superseded = {day.day: [row["superseded_at"] for row in rows] for day, rows in by_day.items()}
    assert superseded[5] == [datetime(2026, 2, 6, 2), None]  # noqa: DTZ001 - UTC
    assert superseded[9] == [datetime(2026, 2, 6, 2), datetime(2026, 2, 6, 3), None]  # noqa: DTZ001


def test_changes_of_rows_are_taken_in_the_order_of_capture(spark: SparkSession) -> None:
    def change(isin: str, operation: str, quantity: int | None, second: int) -> dict[str, Any]:
        return good("positions") | {
            "isin": isin, "_operation": operation, "quantity": None if quantity is None else str(quantity),
            "_captured_at": f"2026-01-06 09:00:{second:02}.000000",
        }  # fmt: skip

    apple, sap, nestle = "US0378331005", "DE0007164600", "CH0038863350"
    given = [
        change(apple, "U", 20, 1), change(apple, "U", 30, 1),  # one transaction: the later line
        change(sap, "I", 5, 1), change(sap, "D", None, 2),
        change(nestle, "D", None, 2), change(nestle, "I", 7, 1), change(nestle, "I", 8, 3),  # back after deletion
    ]  # fmt: skip
    of = dataset("positions")
    checked = records(bronze(spark, of.name, given), of, others(spark, of))
    assert {
        row["isin"]: (int(row["quantity"]), row["version"]) for row in current(checked, of).collect()
    } == {
        apple: (30, 2),
        nestle: (8, 3),
    }


def test_a_thousand_records_hold_what_a_plain_model_says(spark: SparkSession) -> None:
    chance = Random(11)  # noqa: S311 - no secret
    given = [
        price(chance.randrange(5, 10), chance.randrange(10, 13), chance.randrange(24), arrived=chance.randrange(9))
        for _ in range(1000)
    ]  # fmt: skip
    held: dict[str, tuple[str, int]] = {}
    order = sorted(
        range(len(given)), key=lambda line: (given[line]["published_at"], given[line]["_arrived_at"], line)
    )
    for line in order:
        day, close = given[line]["trade_date"], given[line]["close"]
        before, version = held.get(day, ("", 0))
        held[day] = (close, version if before == close else version + 1)
    of = dataset("daily_prices")
    rows = current(records(bronze(spark, of.name, given), of, others(spark, of)), of).collect()
    assert {str(row["trade_date"]): (str(int(row["close"])), row["version"]) for row in rows} == held


def test_records_that_are_alone_become_what_a_history_of_one_would_be(spark: SparkSession) -> None:
    chance = Random(7)  # noqa: S311 - no secret
    keys: list[dict[str, Any]] = [{}, {}, {"isin": None}, {"isin": " "}, {"trade_date": "yesterday"}]
    given = [
        price(
            chance.randrange(1, 29), chance.randrange(-1, 13), chance.randrange(24), exchange=exchange, **key
        )
        for exchange in ("XNAS", "XLON", "XETR", "nowhere")
        for key in keys
        for _ in range(12)
    ]
    of = dataset("daily_prices")
    received, known = bronze(spark, of.name, given), others(spark, of)
    whole = checked(typed(received, of), of, rules=rules_of(of), references=references_of(of), others=known)
    by_windows = versioned(whole, of).orderBy("line").collect()
    assert records(received, of, known).orderBy("line").collect() == by_windows
    _, several = apart(typed(received, of), of)
    whole_keys = several.where("isin IS NOT NULL AND trade_date IS NOT NULL").count()
    assert several.count() == whole_keys > 0
    alone = [row for row in by_windows if sum(_key(each) == _key(row) for each in by_windows) == 1]
    assert {row["is_current"] for row in alone} == {True, False}
    assert len(alone) < len(by_windows) - 20


def _key(row: Any) -> tuple[Any, ...]:
    return tuple(row[name] for name in dataset("daily_prices").key)
