"""What an instrument brought in a year, and at what risk."""

from typing import Final

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from anthill_lakehouse.silver.rounding import rounded

SESSIONS_PER_YEAR: Final = 252
"""The convention by which daily figures are annualised."""

SESSIONS_TO_RANK: Final = SESSIONS_PER_YEAR // 4
"""A quarter of a year. What is annualised from fewer daily returns is noise: the first of a ranking would be whoever
was listed last week."""

DECIMALS: Final = 12
"""Sums of binary fractions depend on their order in the last digits, which a re-run may change."""

BY_YEAR: Final = ("isin", "exchange", "year")


def yearly_results(
    daily_returns: DataFrame, instruments: DataFrame, risk_free_rate: float = 0.0
) -> DataFrame:
    """Return a row per instrument, exchange and calendar year.

    `sessions` counts daily returns. `annual_return` (price) and `total_return` compound them. `volatility` is
    the sample standard deviation of daily total returns times the root of 252; `sharpe` their mean beyond the
    risk-free rate (yearly, simple, over 252) by that deviation, annualised. `maximum_drawdown` is the deepest
    fall of the total return since its highest point in the year, as a fraction not above 0. `beta` is the
    covariance with the benchmark's daily total returns by their variance, over the days that both have
    (CAPM); `benchmark_isin` is the exchange's instrument of kind index, the first by ISIN. NULL is what can't
    be computed: deviation and beta of one return, a quotient by zero.
    """
    returns = daily_returns.where("total_return IS NOT NULL").select("*", F.year("trade_date").alias("year"))
    in_order = Window.partitionBy(*BY_YEAR).orderBy("trade_date")
    so_far = in_order.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    paths = (
        _with_benchmark(returns, instruments)
        .select("*", F.exp(F.sum("log_return").over(so_far)).alias("_value"))
        .select("*", F.greatest(F.max("_value").over(so_far), F.lit(1.0)).alias("_peak"))
    )
    daily_rate = risk_free_rate / SESSIONS_PER_YEAR
    root = SESSIONS_PER_YEAR**0.5
    return (
        paths.groupBy(*BY_YEAR, "benchmark_isin")
        .agg(
            F.count("total_return").alias("sessions"),
            _rounded(F.product(1 + F.col("price_return")) - 1).alias("annual_return"),
            _rounded(F.product(1 + F.col("total_return")) - 1).alias("total_return"),
            _rounded(F.stddev_samp("total_return")).alias("_deviation"),
            F.avg("total_return").alias("_mean"),
            _rounded(F.min(F.col("_value") / F.col("_peak") - 1)).alias("maximum_drawdown"),
            F.covar_samp("total_return", "_benchmark_return").alias("_covariance"),
            F.var_samp("_benchmark_return").alias("_variance"),
        )
        .select(
            *BY_YEAR,
            "sessions",
            "annual_return",
            "total_return",
            _rounded(F.col("_deviation") * root).alias("volatility"),
            _rounded(_quotient(F.col("_mean") - daily_rate, F.col("_deviation")) * root).alias("sharpe"),
            "maximum_drawdown",
            _rounded(_quotient(F.col("_covariance"), F.col("_variance"))).alias("beta"),
            "benchmark_isin",
        )
    )


def _with_benchmark(returns: DataFrame, instruments: DataFrame) -> DataFrame:
    """Return returns with their exchange's benchmark, and its return of the same day where it has one."""
    benchmarks = (
        instruments.where("kind = 'index' AND exchange IS NOT NULL")
        .groupBy(F.col("exchange").alias("_exchange"))
        .agg(F.min("isin").alias("benchmark_isin"))
    )
    of_benchmark = returns.select(
        F.col("isin").alias("_isin"),
        F.col("exchange").alias("_on"),
        F.col("trade_date").alias("_date"),
        F.col("total_return").alias("_benchmark_return"),
    )
    same_day = (
        (F.col("benchmark_isin") == F.col("_isin"))
        & (F.col("exchange") == F.col("_on"))
        & (F.col("trade_date") == F.col("_date"))
    )
    return returns.join(F.broadcast(benchmarks), F.col("exchange") == F.col("_exchange"), "left").join(
        of_benchmark, same_day, "left"
    )


def _quotient(dividend: Column, divisor: Column) -> Column:
    return dividend / F.nullif(divisor, F.lit(0.0))


def _rounded(value: Column) -> Column:
    return rounded(value, DECIMALS)
