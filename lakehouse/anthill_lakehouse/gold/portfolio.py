"""What portfolios hold and what that is worth, on every day of trading."""

from typing import Final

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from anthill_lakehouse.silver.rounding import rounded

HOLDING: Final = ("portfolio_id", "isin", "exchange")
DECIMALS: Final = 6
"""As the units and prices that it is made of; also hides the order in which sums were made."""


def portfolio_positions(
    positions: DataFrame,
    instruments: DataFrame,
    adjusted_prices: DataFrame,
    splits: DataFrame,
    sessions: DataFrame,
) -> DataFrame:
    """Return a row per portfolio, instrument and session of its main exchange while the portfolio holds it.

    A position holds from its day until the portfolio's next one in that instrument; the day on which it ends
    has a last row with no units. `close` is the session's price or, where there is none, the one before it:
    `price_date` says of which day. `quantity` is in units of that day, after the splits since the position's
    own. `market_value` is quantity times close, in `currency`. `daily_profit` is what the units of the session
    before gained in price, dividends aside; NULL in the first.
    """
    in_order = Window.partitionBy(*HOLDING).orderBy("date")
    units_before = F.lag("_units").over(in_order)
    price_before = F.lag("adjusted_close").over(in_order)
    return (
        _held(positions, splits)
        .join(
            _priced_sessions(instruments, adjusted_prices, sessions),
            (F.col("_isin") == F.col("isin"))
            & (F.col("date") >= F.col("_from"))
            & (F.col("_until").isNull() | (F.col("date") < F.col("_until"))),
        )
        .select(
            "*",
            units_before.alias("_units_before"),
            (units_before * (F.col("adjusted_close") - price_before)).alias("_profit"),
        )
        .where("_units <> 0 OR _units_before <> 0")
        .select(
            *HOLDING,
            "date",
            rounded(F.col("_units") * F.col("split_factor"), DECIMALS).alias("quantity"),
            rounded(F.col("adjusted_close") / F.col("split_factor"), DECIMALS).alias("close"),
            "price_date",
            "currency",
            rounded(F.col("_units") * F.col("adjusted_close"), DECIMALS).alias("market_value"),
            rounded(F.col("_profit"), DECIMALS).alias("daily_profit"),
        )
    )


def portfolio_value(portfolio_positions: DataFrame) -> DataFrame:
    """Return a row per portfolio, day and currency: nothing is converted, since no rates are given.

    `positions` counts instruments with units, `market_value` and `daily_profit` are their sums.
    """
    return portfolio_positions.groupBy("portfolio_id", "date", "currency").agg(
        F.count(F.when(F.col("quantity") != 0, True)).alias("positions"),
        rounded(F.sum("market_value"), DECIMALS).alias("market_value"),
        rounded(F.sum("daily_profit"), DECIMALS).alias("daily_profit"),
    )


def _held(positions: DataFrame, splits: DataFrame) -> DataFrame:
    """Return from when until when how many units are held, counted as units are after all known splits."""
    ratios = splits.select(
        F.col("isin").alias("_split_isin"),
        "effective_date",
        (F.col("ratio_to").cast("double") / F.col("ratio_from").cast("double")).alias("_ratio"),
    )
    since = (F.col("isin") == F.col("_split_isin")) & (F.col("effective_date") > F.col("as_of"))
    next_position = Window.partitionBy("portfolio_id", "isin").orderBy("as_of")
    return (
        positions.join(F.broadcast(ratios), since, "left")
        .groupBy("portfolio_id", "isin", "as_of", "quantity")
        .agg(F.coalesce(F.product("_ratio"), F.lit(1.0)).alias("_ratio"))
        .select(
            "portfolio_id",
            F.col("isin").alias("_isin"),
            F.col("as_of").alias("_from"),
            F.lead("as_of").over(next_position).alias("_until"),
            (F.col("quantity").cast("double") * F.col("_ratio")).alias("_units"),
        )
    )


def _priced_sessions(instruments: DataFrame, adjusted_prices: DataFrame, sessions: DataFrame) -> DataFrame:
    """Return the sessions of each instrument's main exchange since its first price, with the price that holds."""
    main = instruments.where("exchange IS NOT NULL").select("isin", F.col("exchange").alias("_main"))
    days = sessions.select(F.col("exchange").alias("_main"), F.col("session_date").alias("date"))
    prices = adjusted_prices.select(
        F.col("isin").alias("_price_isin"),
        "exchange",
        F.col("trade_date").alias("_price_date"),
        *(F.col(name).alias(f"_{name}") for name in ("currency", "adjusted_close", "split_factor")),
    )
    same = (
        (F.col("isin") == F.col("_price_isin"))
        & (F.col("_main") == F.col("exchange"))
        & (F.col("date") == F.col("_price_date"))
    )
    so_far = (
        Window.partitionBy("isin", "_main")
        .orderBy("date")
        .rowsBetween(Window.unboundedPreceding, Window.currentRow)
    )
    return (
        main.join(F.broadcast(days), "_main")
        .join(prices, same, "left")
        .select(
            "isin",
            F.col("_main").alias("exchange"),
            "date",
            *(
                F.last(f"_{name}", ignorenulls=True).over(so_far).alias(name)
                for name in ("price_date", "currency", "adjusted_close", "split_factor")
            ),
        )
        .where("price_date IS NOT NULL")
    )
