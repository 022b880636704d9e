"""The tables that are made of other tables, in any order: who runs them finds it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pyspark.sql import DataFrame

from anthill_lakehouse.features.volatility_features import volatility_features
from anthill_lakehouse.gold.daily_returns import daily_returns
from anthill_lakehouse.gold.intraday_summary import intraday_summary
from anthill_lakehouse.gold.missing_prices import missing_prices
from anthill_lakehouse.gold.portfolio import portfolio_positions, portfolio_value
from anthill_lakehouse.gold.yearly_results import yearly_results
from anthill_lakehouse.silver.adjusted_prices import adjusted_prices
from anthill_lakehouse.silver.intraday_bars import intraday_bars
from anthill_lakehouse.silver.sessions import trading_sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A table: the function that makes it, and the tables it is given, in the function's order.

    What tables of gold and features say of themselves is in their contracts (`contracts/products`).
    """

    name: str
    made_by: Callable[..., DataFrame]
    inputs: tuple[str, ...]
    comment: str = ""


DERIVED: Final = (
    Derived(
        name="silver.trading_sessions",
        comment="Days of trading per exchange",
        made_by=trading_sessions,
        inputs=(
            "silver.daily_prices",
            "silver.market_holidays",
        ),
    ),
    Derived(
        name="silver.adjusted_prices",
        comment="Daily prices adjusted for splits and dividends",
        made_by=adjusted_prices,
        inputs=(
            "silver.daily_prices",
            "silver.splits",
            "silver.dividends",
        ),
    ),
    Derived(
        name="silver.intraday_bars",
        comment="Trades as bars of five minutes",
        made_by=intraday_bars,
        inputs=(
            "silver.intraday_trades",
            "silver.trading_sessions",
        ),
    ),
    Derived(
        name="gold.daily_returns",
        made_by=daily_returns,
        inputs=("silver.adjusted_prices",),
    ),
    Derived(
        name="gold.yearly_results",
        made_by=yearly_results,
        inputs=(
            "gold.daily_returns",
            "silver.instruments",
        ),
    ),
    Derived(
        name="gold.intraday_summary",
        made_by=intraday_summary,
        inputs=("silver.intraday_bars",),
    ),
    Derived(
        name="gold.portfolio_positions",
        made_by=portfolio_positions,
        inputs=(
            "silver.positions",
            "silver.instruments",
            "silver.adjusted_prices",
            "silver.splits",
            "silver.trading_sessions",
        ),
    ),
    Derived(
        name="gold.portfolio_value",
        made_by=portfolio_value,
        inputs=("gold.portfolio_positions",),
    ),
    Derived(
        name="gold.missing_prices",
        made_by=missing_prices,
        inputs=(
            "silver.daily_prices",
            "silver.trading_sessions",
        ),
    ),
    Derived(
        name="features.volatility_features",
        made_by=volatility_features,
        inputs=(
            "gold.daily_returns",
            "silver.daily_prices",
        ),
    ),
)
