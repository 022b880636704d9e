"""Sessions, adjusted prices and bars, by numbers worked out by hand."""

from datetime import datetime
from random import Random

import pytest
from pyspark.sql import DataFrame, SparkSession

from anthill_lakehouse.silver.adjusted_prices import adjusted_prices
from anthill_lakehouse.silver.intraday_bars import intraday_bars
from anthill_lakehouse.silver.sessions import trading_sessions

PRICES = (
    "isin string, exchange string, trade_date string, open decimal(18,6), high decimal(18,6), low decimal(18,6), "
    "close int, volume bigint, currency string, published_at timestamp, known_at timestamp, version int"
)


def prices(spark: SparkSession, closes: dict[str, int], isin: str = "A", exchange: str = "XNAS") -> DataFrame:
    rows = [
        (isin, exchange, day, None, None, None, close, 1, "USD", None, None, 1)
        for day, close in closes.items()
    ]
    frame = spark.createDataFrame(rows, PRICES)
    dated = {"trade_date": "date(trade_date)", "close": "CAST(close AS decimal(18,6))"}
    return frame.selectExpr(*(f"{dated.get(name, name)} AS {name}" for name in frame.columns))


def test_sessions_know_holidays_and_both_changes_of_the_clocks(spark: SparkSession) -> None:
    holidays = spark.createDataFrame(
        [("XNAS", "2026-03-11", ""), ("XNAS", "2026-03-12", "13:00"), ("XLON", "2026-03-13", "")],
        "exchange string, holiday_date string, early_close string",
    ).selectExpr("exchange", "date(holiday_date) AS holiday_date", "early_close")
    given = prices(spark, {"2026-03-05": 1, "2026-03-31": 1}).unionByName(
        prices(spark, {"2026-03-05": 1, "2026-03-31": 1}, exchange="XLON")
    )
    rows = trading_sessions(given, holidays).collect()
    found = {(row["exchange"], row["session_date"].day): row for row in rows}
    days = {exchange: sorted(day for of, day in found if of == exchange) for exchange in ("XNAS", "XLON")}
    weekdays = [5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27, 30, 31]
    assert days["XNAS"] == [day for day in weekdays if day != 11]
    assert days["XLON"] == [day for day in weekdays if day != 13]

    def utc(exchange: str, day: int) -> tuple[str, str]:
        row = found[exchange, day]
        return f"{row['opens_at']:%H:%M}", f"{row['closes_at']:%H:%M}"

    assert utc("XNAS", 6) == ("14:30", "21:00")
    assert utc("XNAS", 9) == ("13:30", "20:00"), "America changed on the 8th"
    assert utc("XLON", 27) == ("08:00", "16:30")
    assert utc("XLON", 30) == ("07:00", "15:30"), "Europe changed on the 29th"
    assert utc("XNAS", 12) == ("13:30", "17:00")
    assert [key for key, row in found.items() if row["early_close"]] == [("XNAS", 12)]


def test_prices_are_adjusted_for_splits_and_dividends(spark: SparkSession) -> None:
    # Two for one on the 7th with a dividend of 1 the same day, then 5 % on the 9th, a day without a session.
    given = prices(
        spark, {"2026-01-05": 100, "2026-01-06": 104, "2026-01-07": 52, "2026-01-08": 50, "2026-01-12": 45}
    )
    splits = spark.createDataFrame(
        [("A", "2026-01-07", 1, 2)], "isin string, d string, ratio_from int, ratio_to int"
    )
    dividends = spark.createDataFrame(
        [("A", "2026-01-06", 2, "USD"), ("A", "2026-01-07", 1, "USD"), ("A", "2026-01-09", 5, "USD"),
         ("A", "2026-01-08", 9, "EUR"), ("B", "2026-01-08", 9, "USD"), ("A", "2026-02-01", 9, "USD")],
        "isin string, d string, amount int, currency string",
    )  # fmt: skip
    rows = adjusted_prices(
        given,
        splits.selectExpr("isin", "date(d) AS effective_date", "ratio_from", "ratio_to"),
        dividends.selectExpr("isin", "date(d) AS ex_date", "amount", "currency"),
    ).collect()
    found = {row["trade_date"].day: row for row in rows}
    assert {day: row["adjusted_close"] for day, row in found.items()} == {5: 50, 6: 52, 7: 52, 8: 50, 12: 45}
    total = {day: row["total_return_close"] for day, row in found.items()}
    # A dividend of 2 before the split is 1 on a unit of now; each is reinvested at that day's close.
    assert total[6] / total[5] == pytest.approx((52 + 1) / 50)
    assert total[7] / total[6] == pytest.approx((52 + 1) / 52)
    assert total[8] / total[7] == pytest.approx(50 / 52)
    assert total[12] / total[8] == pytest.approx((45 + 5) / 50)
    assert total[12] == 45


def test_bars_hold_five_minutes_and_know_the_session(spark: SparkSession) -> None:
    at = ["14:30:00", "14:34:59", "14:32:00", "14:35:00", "14:29:59", "21:00:00"]
    trades = spark.createDataFrame(
        [(f"T{number}", "A", "XNAS", f"2026-01-06 {time}", 10 + number, 2) for number, time in enumerate(at)],
        "trade_id string, isin string, exchange string, traded_at string, price int, quantity int",
    ).selectExpr("trade_id", "isin", "exchange", "timestamp(traded_at) AS traded_at", "price", "quantity")
    sessions = spark.createDataFrame(
        [("XNAS", "2026-01-06", "2026-01-06 14:30:00", "2026-01-06 21:00:00")],
        "exchange string, session_date string, opens_at string, closes_at string",
    ).selectExpr(
        "exchange", "date(session_date) AS session_date", "timestamp(opens_at) AS opens_at",
        "timestamp(closes_at) AS closes_at",
    )  # fmt: skip
    rows = intraday_bars(trades, sessions).orderBy("bar_start").collect()
    assert [(row["bar_start"], row["trades"], row["in_session"]) for row in rows] == [
        (datetime(2026, 1, 6, 14, 25), 1, False),  # noqa: DTZ001 - UTC
        (datetime(2026, 1, 6, 14, 30), 3, True),  # noqa: DTZ001
        (datetime(2026, 1, 6, 14, 35), 1, True),  # noqa: DTZ001
        (datetime(2026, 1, 6, 21, 0), 1, False),  # noqa: DTZ001
    ]
    first = rows[1]
    assert (first["open"], first["high"], first["low"], first["close"]) == (10, 12, 10, 11)
    assert (first["vwap"], first["volume"]) == (11, 6)


def test_a_bar_is_the_same_in_whatever_order_its_trades_arrived(spark: SparkSession) -> None:
    chance = Random(3)  # noqa: S311 - no secret
    times = [f"2026-01-06 {10 + number // 12}:{number % 12 * 5:02}:00" for number in range(120)]
    # Means that lie in the middle between two of six decimals, which a last binary digit moves up or down.
    trades = [
        (
            "T",
            "A",
            "XNAS",
            time,
            f"{chance.randrange(300) + part}.{chance.randrange(250_000) * 4 + more:06}",
            "1",
        )
        for time in times
        for part, more in ((100, 0), (200, 0), (300, 0), (400, 2))
    ]
    sessions = spark.sql(
        "SELECT 'XNAS' AS exchange, date'2026-01-06' AS session_date, timestamp'2026-01-06 14:30:00' AS opens_at, "
        "timestamp'2026-01-06 21:00:00' AS closes_at"
    )

    def prices_of(given: list[tuple[str, ...]]) -> list[float]:
        frame = spark.createDataFrame(
            given, "trade_id string, isin string, exchange string, traded_at string, price string, quantity string"
        ).selectExpr(
            "trade_id", "isin", "exchange", "timestamp(traded_at) AS traded_at",
            "CAST(price AS decimal(18,6)) AS price", "CAST(quantity AS decimal(18,6)) AS quantity",
        )  # fmt: skip
        return [row["vwap"] for row in intraday_bars(frame, sessions).orderBy("bar_start").collect()]

    assert prices_of(trades) == prices_of(chance.sample(trades, len(trades)))
