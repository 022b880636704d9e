"""How good and how fresh the data is, per dataset and per rule."""

from collections.abc import Mapping
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from anthill_lakehouse.datasets import dataset
from anthill_lakehouse.quality.checked import keeps
from contracts.smoke_record import RULE as SENT_BY_SMOKE_TEST

FROM_SOURCE = keeps(SENT_BY_SMOKE_TEST, "problems")
"""A smoke test says nothing of the source: one that sends nothing would look fresh after each deployment."""


def data_quality(received: Mapping[str, DataFrame], records: Mapping[str, DataFrame]) -> DataFrame:
    """Return a row per dataset: what was received, what became of it, and until when it reaches.

    `received` counts records, `unreadable_files` files that could not be read to their end, `rescued` records
    with fields that the contract doesn't know. Each record is one of `valid_versions` (as said first, or a
    correction), `duplicates` and `quarantined`; `warned` ones are kept; `current_rows` hold now. Times are UTC, and
    of what the source itself sent.
    `freshness_objective_minutes` is how old `last_arrived_at` may be: the query knows what time it is.
    """
    summaries = [_summary(name, received[name], records[name]) for name in received]
    return reduce(DataFrame.unionByName, summaries)


def quality_by_rule(records: Mapping[str, DataFrame]) -> DataFrame:
    """Return a row per dataset and rule that records broke: how many, and whether they were kept (`warn`)."""
    broken = [
        frame.select(
            F.lit(name).alias("dataset"),
            F.lit(severity).alias("severity"),
            F.explode(column).alias("_reason"),
        ).select("dataset", "severity", F.substring_index("_reason", ": ", 1).alias("rule"))
        for name, frame in records.items()
        for severity, column in (("drop", "problems"), ("warn", "warnings"))
    ]
    return (
        reduce(DataFrame.unionByName, broken)
        .groupBy("dataset", "severity", "rule")
        .agg(F.count("rule").alias("records"))
    )


def _summary(name: str, received: DataFrame, records: DataFrame) -> DataFrame:
    def counted(condition: str) -> Column:
        return F.count(F.when(F.expr(condition), True))

    def of_source(column: str) -> Column:
        return F.when(F.expr(FROM_SOURCE), F.col(column))

    arrived = received.groupBy().agg(
        counted("_line > 0").alias("received"),
        counted("_line = 0").alias("unreadable_files"),
        counted("_rescued IS NOT NULL").alias("rescued"),
    )
    became = records.groupBy().agg(
        counted("version IS NOT NULL AND NOT is_duplicate").alias("valid_versions"),
        counted("is_duplicate").alias("duplicates"),
        counted("size(problems) > 0 AND line > 0").alias("quarantined"),
        counted("size(warnings) > 0").alias("warned"),
        counted("is_current").alias("current_rows"),
        F.min(of_source("arrived_at")).alias("first_arrived_at"),
        F.max(of_source("arrived_at")).alias("last_arrived_at"),
        F.max(of_source("known_at")).alias("last_known_at"),
    )
    return arrived.crossJoin(became).select(
        F.lit(name).alias("dataset"),
        *("received", "unreadable_files", "rescued", "valid_versions", "duplicates", "quarantined", "warned"),
        *("current_rows", "first_arrived_at", "last_arrived_at", "last_known_at"),
        F.lit(dataset(name).freshness_minutes).alias("freshness_objective_minutes"),
    )
