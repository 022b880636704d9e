"""The pipeline of market data: its tables, each by the function that makes it.

Run by Databricks' Lakeflow pipelines and by Spark's own `spark-pipelines`: both import this file, ask each
function once for its plan and run the plans in the order of what they read.
"""

from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession

from anthill_lakehouse.bronze.records import as_received
from anthill_lakehouse.datasets import DATASETS, Dataset, dataset
from anthill_lakehouse.platform import arriving_files, expectations
from anthill_lakehouse.silver.adjusted_prices import adjusted_prices
from anthill_lakehouse.silver.intraday_bars import intraday_bars
from anthill_lakehouse.silver.records import needed, published_rules, records
from anthill_lakehouse.silver.sessions import trading_sessions
from anthill_lakehouse.silver.versions import current, quarantined

spark = SparkSession.active()


def table(name: str) -> DataFrame:
    """Return a table of this pipeline."""
    return spark.read.table(name)


def define(each: Dataset) -> None:
    """Define the tables of a dataset: as received, checked, current, in quarantine."""

    @dp.table(name=each.bronze, comment=f"{each.name} as received, text, append-only")
    def bronze() -> DataFrame:
        return as_received(arriving_files(spark, each), each)

    @dp.materialized_view(name=each.records, comment=f"Every record of {each.name}, typed, with its faults")
    @expectations(published_rules(each))
    def all_records() -> DataFrame:
        others = {name: table(dataset(name).silver) for name in needed(each)}
        return records(table(each.bronze), each, others)

    @dp.materialized_view(name=each.silver, comment=f"The records of {each.name} that hold, one per key")
    def current_records() -> DataFrame:
        return current(table(each.records), each)

    @dp.materialized_view(
        name=each.quarantine, comment=f"The records of {each.name} that broke a rule, and why"
    )
    def quarantined_records() -> DataFrame:
        return quarantined(table(each.records))


for each in DATASETS:
    define(each)


@dp.materialized_view(name="silver.trading_sessions", comment="Days of trading per exchange")
def sessions() -> DataFrame:
    """Return the days of trading."""
    return trading_sessions(table("silver.daily_prices"), table("silver.market_holidays"))


@dp.materialized_view(name="silver.adjusted_prices", comment="Daily prices adjusted for splits and dividends")
def adjusted() -> DataFrame:
    """Return the adjusted prices."""
    return adjusted_prices(table("silver.daily_prices"), table("silver.splits"), table("silver.dividends"))


@dp.materialized_view(name="silver.intraday_bars", comment="Trades as bars of five minutes")
def bars() -> DataFrame:
    """Return the bars."""
    return intraday_bars(table("silver.intraday_trades"), table("silver.trading_sessions"))
