"""Which of the records about one thing holds: the newest, with those before it kept."""

from typing import Final

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from anthill_lakehouse.datasets import Dataset
from anthill_lakehouse.quality.checked import DELETED

LATEST_ORDER: Final = ("known_at", "arrived_at", "source_file", "line")
"""What comes later wins: by when it became known, then by when and how it arrived."""


def versioned(checked: DataFrame, dataset: Dataset) -> DataFrame:
    """Return checked records with their place in the history of their key.

    Adds `known_at` (when the record became known: captured, else what the contract names, else arrived),
    `is_duplicate` (it says what the one before it said), `version` (from 1; NULL in quarantine), `superseded_at`
    (when the next version became known), `is_current` (it holds: the latest version, not deleted).
    """
    known_at = [F.col("captured_at"), F.col("arrived_at")]
    time_column = dataset.time_column
    if time_column:
        known_at.insert(0, F.col(time_column))
    # Published again with nothing else changed is no correction.
    says = [name for name in dataset.column_names if name != time_column]
    whose = [*dataset.key, "_valid"]
    in_order = Window.partitionBy(*whose).orderBy(*LATEST_ORDER)
    # By the order of all: another window, of the versions alone, would sort every record once more.
    next_version = F.expr(
        "lead(IF(is_duplicate, NULL, known_at)) IGNORE NULLS OVER "
        f"(PARTITION BY {', '.join(whose)} ORDER BY {', '.join(LATEST_ORDER)})"
    )
    same_as_before = F.lag("_says").over(in_order) == F.col("_says")
    return (
        checked.select(
            "*",
            F.coalesce(*known_at).alias("known_at"),
            (F.size("problems") == 0).alias("_valid"),
            F.xxhash64(F.col("operation").eqNullSafe(DELETED), *says).alias("_says"),
        )
        .select("*", (F.col("_valid") & F.coalesce(same_as_before, F.lit(False))).alias("is_duplicate"))
        .select("*", F.sum((~F.col("is_duplicate")).cast("int")).over(in_order).cast("int").alias("_version"))
        .select("*", next_version.alias("_superseded_at"))
        .select(
            *dataset.column_names,
            "operation",
            "known_at",
            "problems",
            "warnings",
            F.when(F.col("_valid"), F.col("_version")).alias("version"),
            "is_duplicate",
            F.when(F.col("_valid") & ~F.col("is_duplicate"), F.col("_superseded_at")).alias("superseded_at"),
            (
                F.col("_valid")
                & ~F.col("is_duplicate")
                & F.col("_superseded_at").isNull()
                & F.coalesce(F.col("operation") != DELETED, F.lit(True))
            ).alias("is_current"),
            "record",
            "source_file",
            "line",
            "arrived_at",
            "batch_id",
        )
    )


def current(records: DataFrame, dataset: Dataset) -> DataFrame:
    """Return the records that hold: one per key."""
    return records.where("is_current").select(*dataset.column_names, "known_at", "version")


def quarantined(records: DataFrame) -> DataFrame:
    """Return the records that broke a rule, each with every reason."""
    return records.where("size(problems) > 0").select(
        F.col("problems").alias("reasons"), "record", "source_file", "line", "arrived_at", "batch_id"
    )
