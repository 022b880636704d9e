"""The pipeline of market data: its tables, each by the function that makes it.

Run by Databricks' Lakeflow pipelines, by Spark's own `spark-pipelines` and by `anthill_lakehouse.embedded` on Sail:
each imports this file, asks each function once for its plan and runs the plans in the order of what they read.
"""

from collections.abc import Callable
from typing import Any

from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession

from anthill_lakehouse.bronze.records import as_received
from anthill_lakehouse.datasets import DATASETS, Dataset, dataset
from anthill_lakehouse.gold.data_quality import data_quality, quality_by_rule
from anthill_lakehouse.pipelines.derived import DERIVED, Derived
from anthill_lakehouse.platform import Definition, arriving_files, expectations, protection, take_in_again
from anthill_lakehouse.silver.records import needed, published_rules, records
from anthill_lakehouse.silver.versions import current, quarantined
from contracts.product import products

spark = SparkSession.active()


def table(name: str) -> DataFrame:
    """Return a table of this pipeline."""
    return spark.read.table(name)


def described(name: str, comment: str = "") -> Callable[[Definition], None]:
    """Return the decorator that defines a table: what its contract says of it, columns too, else a comment."""
    product = products().get(name)
    if product is None:
        return view(name, comment)
    return view(name, product.description.purpose, schema=product.ddl)


def view(name: str, comment: str, **arguments: str) -> Callable[[Definition], None]:
    """Return the decorator that defines a materialized view, with what hides its values."""
    define_view: Any = dp.materialized_view
    return define_view(name=name, comment=comment, **arguments | protection(spark, name))


def define(each: Dataset) -> None:
    """Define the tables of a dataset: as received, checked, current, in quarantine."""
    streaming_table: Any = dp.table

    @streaming_table(
        name=each.bronze,
        comment=f"{each.name} as received, text, append-only",
        **protection(spark, each.bronze),
    )
    def bronze() -> DataFrame:
        return as_received(arriving_files(spark, each), each)

    take_in_again(spark, each)

    @view(each.records, f"Every record of {each.name}, typed, with its faults")
    @expectations(published_rules(each))
    def all_records() -> DataFrame:
        others = {name: table(dataset(name).silver) for name in needed(each)}
        return records(table(each.bronze), each, others)

    @view(each.silver, f"The records of {each.name} that hold, one per key")
    def current_records() -> DataFrame:
        return current(table(each.records), each)

    @view(each.quarantine, f"The records of {each.name} that broke a rule, and why")
    def quarantined_records() -> DataFrame:
        return quarantined(table(each.records))


for each in DATASETS:
    define(each)


def define_derived(derived: Derived) -> None:
    """Define a table that is made of other tables."""

    @described(derived.name, derived.comment)
    def made() -> DataFrame:
        return derived.made_by(*(table(name) for name in derived.inputs))


for derived in DERIVED:
    define_derived(derived)


@described("gold.data_quality")
def quality() -> DataFrame:
    """Return a row per dataset."""
    return data_quality(
        {each.name: table(each.bronze) for each in DATASETS},
        {each.name: table(each.records) for each in DATASETS},
    )


@described("gold.quality_by_rule")
def by_rule() -> DataFrame:
    """Return a row per dataset and rule."""
    return quality_by_rule({each.name: table(each.records) for each in DATASETS})
