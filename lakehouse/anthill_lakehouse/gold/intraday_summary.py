"""What a day of trading was like."""

from typing import Final

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from anthill_lakehouse.silver.rounding import rounded

DECIMALS: Final = 12
"""Sums of binary fractions depend on their order in the last digits, which a re-run may change."""


def intraday_summary(intraday_bars: DataFrame) -> DataFrame:
    """Return a row per instrument, exchange and session, from its bars within continuous trading.

    `open` to `close` are prices, `vwap` weights them by units, `volume` is in units, `trades` is their count,
    `realised_volatility` is the root of the sum of squared logarithmic returns from bar to bar.
    """
    in_order = Window.partitionBy("isin", "exchange", "session_date").orderBy("bar_start")
    step = F.log(F.col("close") / F.lag("close").over(in_order))
    return (
        intraday_bars.where("in_session")
        .select("*", step.alias("_step"))
        .groupBy("isin", "exchange", "session_date")
        .agg(
            F.min_by("open", "bar_start").alias("open"),
            F.max("high").alias("high"),
            F.min("low").alias("low"),
            F.max_by("close", "bar_start").alias("close"),
            rounded(F.sum(F.col("vwap") * F.col("volume")) / F.sum("volume"), 6).alias("vwap"),
            rounded(F.sum("volume"), 6).alias("volume"),
            F.sum("trades").alias("trades"),
            rounded(F.sqrt(F.sum(F.col("_step") * F.col("_step"))), DECIMALS).alias("realised_volatility"),
        )
    )
