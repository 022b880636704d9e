"""How much an instrument gained from one session to the next."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F


def daily_returns(adjusted_prices: DataFrame) -> DataFrame:
    """Return a row per daily price with its gain since the instrument's price before it at that exchange.

    `price_return` leaves dividends out, `total_return` takes them in (both fractions: 0.01 is one percent),
    `log_return` is the natural logarithm of one plus the total return. All are NULL on the first day.
    """
    by_day = Window.partitionBy("isin", "exchange").orderBy("trade_date")

    def gain(column: str) -> Column:
        return F.col(column) / F.lag(column).over(by_day) - 1

    return adjusted_prices.select(
        "isin",
        "exchange",
        "trade_date",
        "currency",
        F.col("close").cast("double").alias("close"),
        "adjusted_close",
        gain("adjusted_close").alias("price_return"),
        gain("total_return_close").alias("total_return"),
    ).select("*", F.log1p("total_return").alias("log_return"))
