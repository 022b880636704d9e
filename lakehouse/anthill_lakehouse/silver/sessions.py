"""The days on which exchanges trade."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from anthill_lakehouse.exchanges import closing, opening, utc_time


def trading_sessions(daily_prices: DataFrame, holidays: DataFrame) -> DataFrame:
    """Return a row per exchange and day of trading between the first and the last of its prices.

    Columns: `exchange`, `session_date`, `opens_at` and `closes_at` (UTC), `early_close`. Weekends and whole
    holidays have none; a holiday with a time is a session that ends then.
    """
    spans = daily_prices.groupBy("exchange").agg(
        F.min("trade_date").alias("_first"), F.max("trade_date").alias("_last")
    )
    days = spans.select("exchange", F.explode(F.sequence("_first", "_last")).alias("session_date")).where(
        "dayofweek(session_date) BETWEEN 2 AND 6"
    )
    closed = holidays.select(
        F.col("exchange").alias("_exchange"),
        F.col("holiday_date").alias("_holiday"),
        F.expr("nullif(early_close, '')").alias("_ends"),
        F.lit(True).alias("_is_holiday"),
    )
    on_day = (F.col("exchange") == F.col("_exchange")) & (F.col("session_date") == F.col("_holiday"))
    ends = F.coalesce("_ends", closing(F.col("exchange")))
    return (
        days.join(F.broadcast(closed), on_day, "left")
        .where("_is_holiday IS NULL OR _ends IS NOT NULL")
        .select(
            "exchange",
            "session_date",
            utc_time(
                F.col("exchange"),
                F.to_timestamp(F.concat_ws(" ", "session_date", opening(F.col("exchange")))),
            ).alias("opens_at"),
            utc_time(F.col("exchange"), F.to_timestamp(F.concat_ws(" ", "session_date", ends))).alias(
                "closes_at"
            ),
            F.col("_ends").isNotNull().alias("early_close"),
        )
    )
