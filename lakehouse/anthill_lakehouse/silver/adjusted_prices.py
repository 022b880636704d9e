"""Daily prices that can be compared over time: without the jumps of splits and dividends."""

from typing import Final

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from anthill_lakehouse.datasets import dataset

PRICE_COLUMNS: Final = (*dataset("daily_prices").column_names, "known_at", "version")


def adjusted_prices(daily_prices: DataFrame, splits: DataFrame, dividends: DataFrame) -> DataFrame:
    """Return daily prices with `split_factor`, `dividend_factor`, `adjusted_close`, `total_return_close`.

    Factors multiply prices of the past and are 1 on the last day: a split's is units before over units after,
    on days before it takes effect; a dividend's is p / (p + d) on days before its first session at price p, so
    that a day's total return is (p + d) / previous price - 1: d is reinvested at that close. Dividends count
    where they are paid in the currency of the price and on the units of their ex-date.
    """
    factors = splits.select(
        F.col("isin").alias("_isin"),
        F.col("effective_date").alias("_effective"),
        (F.col("ratio_from").cast("double") / F.col("ratio_to").cast("double")).alias("_ratio"),
    )
    prices = daily_prices.select(*PRICE_COLUMNS)
    with_splits = (
        prices.join(
            F.broadcast(factors),
            (F.col("isin") == F.col("_isin")) & (F.col("_effective") > F.col("trade_date")),
            "left",
        )
        .groupBy(*PRICE_COLUMNS)
        .agg(F.coalesce(F.product("_ratio"), F.lit(1.0)).alias("split_factor"))
        .select("*", (F.col("close").cast("double") * F.col("split_factor")).alias("adjusted_close"))
    )
    by_day = Window.partitionBy("isin", "exchange").orderBy("trade_date")
    paid = _in_units_of_today(dividends, factors)
    on_first_session = (
        (F.col("isin") == F.col("_isin"))
        & (F.col("currency") == F.col("_currency"))
        & (F.col("_ex_date") > F.col("_previous_date"))
        & (F.col("_ex_date") <= F.col("trade_date"))
    )
    with_dividends = (
        with_splits.select("*", F.lag("trade_date").over(by_day).alias("_previous_date"))
        .join(F.broadcast(paid), on_first_session, "left")
        .groupBy(*PRICE_COLUMNS, "split_factor", "adjusted_close")
        .agg(F.coalesce(F.sum("_amount"), F.lit(0.0)).alias("_paid"))
        .select("*", (F.col("adjusted_close") / (F.col("adjusted_close") + F.col("_paid"))).alias("_on_day"))
    )
    later = (
        Window.partitionBy("isin", "exchange")
        .orderBy(F.desc("trade_date"))
        .rowsBetween(Window.unboundedPreceding, -1)
    )
    factor = F.coalesce(F.product("_on_day").over(later), F.lit(1.0))
    return with_dividends.select("*", factor.alias("dividend_factor")).select(
        *PRICE_COLUMNS,
        "split_factor",
        "dividend_factor",
        "adjusted_close",
        (F.col("adjusted_close") * F.col("dividend_factor")).alias("total_return_close"),
    )


def _in_units_of_today(dividends: DataFrame, factors: DataFrame) -> DataFrame:
    """Return dividends per unit as units are now: splits after an ex-date made more of them."""
    given = dividends.select(
        F.col("isin"),
        F.col("ex_date").alias("_ex_date"),
        F.col("currency").alias("_currency"),
        F.col("amount"),
    )
    return (
        given.join(
            F.broadcast(factors),
            (F.col("isin") == F.col("_isin")) & (F.col("_effective") > F.col("_ex_date")),
            "left",
        )
        .groupBy(F.col("isin").alias("_isin"), "_ex_date", "_currency", "amount")
        .agg(F.coalesce(F.product("_ratio"), F.lit(1.0)).alias("_factor"))
        .select(
            "_isin",
            "_ex_date",
            "_currency",
            (F.col("amount").cast("double") * F.col("_factor")).alias("_amount"),
        )
    )
