"""Features of the model that foretells volatility."""

from typing import Final

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

WEEK: Final = 5
MONTH: Final = 21
"""Sessions in a week and in a month."""


def volatility_features(daily_returns: DataFrame, daily_prices: DataFrame) -> DataFrame:
    """Return a row per instrument, exchange and session with a month of returns behind it.

    Features are of that session and those before it: `volatility_1` (the absolute log return), `volatility_5`
    and `volatility_21` (root of the mean squared daily log return), `return_5` and `return_21` (mean log
    return), `volume_ratio` (logarithm of volume over its mean of a month). `target` is the volatility of the
    five sessions that follow, NULL until they have passed. All volatilities are per session, not annualised.
    """
    in_order = Window.partitionBy("isin", "exchange").orderBy("trade_date")
    week = in_order.rowsBetween(1 - WEEK, Window.currentRow)
    month = in_order.rowsBetween(1 - MONTH, Window.currentRow)
    following = in_order.rowsBetween(1, WEEK)
    volumes = daily_prices.select(
        F.col("isin").alias("_isin"),
        F.col("exchange").alias("_exchange"),
        F.col("trade_date").alias("_date"),
        F.col("volume").cast("double").alias("_volume"),
    )
    same = (
        (F.col("isin") == F.col("_isin"))
        & (F.col("exchange") == F.col("_exchange"))
        & (F.col("trade_date") == F.col("_date"))
    )
    squared = F.col("log_return") * F.col("log_return")
    known = (
        daily_returns.where("log_return IS NOT NULL")
        .join(volumes, same, "left")
        .select("*", squared.alias("_squared"))
    )
    volume_ratio = F.col("_volume") / F.nullif(F.avg("_volume").over(month), F.lit(0.0))
    return (
        known.select(
            "isin",
            "exchange",
            "trade_date",
            F.abs("log_return").alias("volatility_1"),
            F.sqrt(F.avg("_squared").over(week)).alias("volatility_5"),
            F.sqrt(F.avg("_squared").over(month)).alias("volatility_21"),
            F.avg("log_return").over(week).alias("return_5"),
            F.avg("log_return").over(month).alias("return_21"),
            F.when(volume_ratio > 0, F.log(volume_ratio)).alias("volume_ratio"),
            F.when(
                F.count("_squared").over(following) == WEEK, F.sqrt(F.avg("_squared").over(following))
            ).alias("target"),
            F.count("_squared").over(month).alias("_known"),
        )
        .where(F.col("_known") == MONTH)
        .select(
            *("isin", "exchange", "trade_date", "volatility_1", "volatility_5", "volatility_21"),
            *("return_5", "return_21", "volume_ratio", "target"),
        )
    )
