"""Trades as bars of five minutes."""

from typing import Final

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from anthill_lakehouse.exchanges import local_time
from anthill_lakehouse.silver.rounding import rounded

BAR_SECONDS: Final = 300
DECIMALS: Final = 6
UNITS: Final = "try_sum(quantity)"
TURNOVER: Final = "try_sum(price * quantity)"
"""Exact, since both are decimals: sums of binary fractions depend on their order in the last digits, which a re-run may
change. A sum of more than 38 digits is NULL; Sail's plain `sum` would be another number, Spark's would stop the run."""

SINCE_YEAR_1: Final = 62_135_596_800_000_000
"""Microseconds from the first moment of year 1 to 1970, so that a moment is no negative number."""
ORDER: Final = f"concat(lpad(string(unix_micros(traded_at) + {SINCE_YEAR_1}), 18, '0'), trade_id)"
"""By time, then by name, as one text: of a struct Sail 0.7 keeps the whole batch that it was found in, for each bar."""


def intraday_bars(trades: DataFrame, sessions: DataFrame) -> DataFrame:
    """Return a bar per instrument, exchange and five minutes in which it was traded.

    Columns: `session_date` (the exchange's day), `bar_start` (UTC), `open`, `high`, `low`, `close`, `vwap` (the
    price weighted by units, to six decimals), `volume` (units), `trades` (count), `in_session` (it begins in
    the continuous trading of a session; NULL never).
    """
    start = F.timestamp_seconds(F.floor(F.unix_timestamp("traded_at") / BAR_SECONDS) * BAR_SECONDS)
    price = F.col("price").cast("double")
    units = F.expr(UNITS).cast("double")
    order = F.expr(ORDER)
    bars = (
        trades.select("*", start.alias("bar_start"))
        .groupBy("isin", "exchange", "bar_start")
        .agg(
            F.min_by(price, order).alias("open"),
            F.max(price).alias("high"),
            F.min(price).alias("low"),
            F.max_by(price, order).alias("close"),
            rounded(F.expr(TURNOVER).cast("double") / units, DECIMALS).alias("vwap"),
            units.alias("volume"),
            F.count("trade_id").alias("trades"),
        )
        .select("*", F.to_date(local_time(F.col("exchange"), F.col("bar_start"))).alias("session_date"))
    )
    hours = sessions.select(
        F.col("exchange").alias("_exchange"), F.col("session_date").alias("_date"), "opens_at", "closes_at"
    )
    on_day = (F.col("exchange") == F.col("_exchange")) & (F.col("session_date") == F.col("_date"))
    inside = (F.col("bar_start") >= F.col("opens_at")) & (F.col("bar_start") < F.col("closes_at"))
    return bars.join(F.broadcast(hours), on_day, "left").select(
        *(
            "isin",
            "exchange",
            "session_date",
            "bar_start",
            "open",
            "high",
            "low",
            "close",
            "vwap",
            "volume",
            "trades",
        ),
        F.coalesce(inside, F.lit(False)).alias("in_session"),
    )
