"""Where prices are missing."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def missing_prices(daily_prices: DataFrame, sessions: DataFrame) -> DataFrame:
    """Return a row per instrument, exchange and session without a price, between its first and its last."""
    spans = daily_prices.groupBy("isin", F.col("exchange").alias("_exchange")).agg(
        F.min("trade_date").alias("_first"), F.max("trade_date").alias("_last")
    )
    within = (F.col("exchange") == F.col("_exchange")) & F.col("session_date").between(
        F.col("_first"), F.col("_last")
    )
    given = daily_prices.select(
        F.col("isin").alias("_given_isin"), F.col("exchange").alias("_given_exchange"), "trade_date"
    )
    same = (
        (F.col("isin") == F.col("_given_isin"))
        & (F.col("exchange") == F.col("_given_exchange"))
        & (F.col("session_date") == F.col("trade_date"))
    )
    return (
        spans.join(F.broadcast(sessions), within)
        .join(given, same, "left_anti")
        .select("isin", "exchange", "session_date")
    )
