"""Which of the records about one thing holds: the newest, with those before it kept."""

from typing import Final

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from anthill_lakehouse.datasets import Dataset
from anthill_lakehouse.quality.checked import DELETED

LATEST_ORDER: Final = ("known_at", "arrived_at", "source_file", "line")
"""What comes later wins: by when it became known, then by when and how it arrived."""


def apart(typed: DataFrame, dataset: Dataset) -> tuple[DataFrame, DataFrame]:
    """Return typed records whose key nothing else has, and all others.

    Engines find a place in a history by a window for each key, and most keys have one record: Sail took four fifths
    of its time for windows of one row. Keys are compared by a number made of them: two that have the same number by
    chance are taken for shared, which costs a moment and changes nothing. A record without its whole key, which goes to
    quarantine, is alone: a day of unreadable lines is not one history.
    """
    key = F.when(
        F.expr(" AND ".join(f"{name} IS NOT NULL" for name in dataset.key)), F.xxhash64(*dataset.key)
    )
    numbered = typed.select("*", key.alias("_key"))
    counts = numbered.groupBy("_key").agg(F.count(F.lit(1)).alias("_records"))
    shared = counts.where("_records > 1").select(F.col("_key").alias("_shared"))
    # Outer, from the few to the many: of two sides Sail holds the first in memory, and of an anti join all records.
    marked = shared.join(numbered, F.col("_key") == F.col("_shared"), "right_outer")
    return marked.where("_shared IS NULL"), marked.where("_shared IS NOT NULL")


def alone(checked: DataFrame, dataset: Dataset) -> DataFrame:
    """Return checked records, of which no two have one key, as `versioned` does."""
    return _placed(
        _begun(checked, dataset).select(
            "*",
            F.lit(False).alias("is_duplicate"),
            F.lit(1).alias("_version"),
            F.lit(None).cast("timestamp").alias("_superseded_at"),
        ),
        dataset,
    )


def versioned(checked: DataFrame, dataset: Dataset) -> DataFrame:
    """Return checked records with their place in the history of their key.

    Adds `known_at` (when the record became known: captured, else what the contract names, else arrived),
    `is_duplicate` (it says what the one before it said), `version` (from 1; NULL in quarantine), `superseded_at`
    (when the next version became known), `is_current` (it holds: the latest version, not deleted).
    """
    # Published again with nothing else changed is no correction.
    says = [name for name in dataset.column_names if name != dataset.time_column]
    whose = [*dataset.key, "_valid"]
    in_order = Window.partitionBy(*whose).orderBy(*LATEST_ORDER)
    # By the order of all: another window, of the versions alone, would sort every record once more.
    next_version = F.expr(
        "lead(IF(is_duplicate, NULL, known_at)) IGNORE NULLS OVER "
        f"(PARTITION BY {', '.join(whose)} ORDER BY {', '.join(LATEST_ORDER)})"
    )
    same_as_before = F.lag("_says").over(in_order) == F.col("_says")
    return _placed(
        _begun(checked, dataset)
        .select("*", F.xxhash64(F.col("operation").eqNullSafe(DELETED), *says).alias("_says"))
        .select("*", (F.col("_valid") & F.coalesce(same_as_before, F.lit(False))).alias("is_duplicate"))
        .select("*", F.sum((~F.col("is_duplicate")).cast("int")).over(in_order).cast("int").alias("_version"))
        .select("*", next_version.alias("_superseded_at")),
        dataset,
    )


def _begun(checked: DataFrame, dataset: Dataset) -> DataFrame:
    known_at = [F.col("captured_at"), F.col("arrived_at")]
    if dataset.time_column:
        known_at.insert(0, F.col(dataset.time_column))
    return checked.select(
        "*", F.coalesce(*known_at).alias("known_at"), (F.size("problems") == 0).alias("_valid")
    )


def _placed(found: DataFrame, dataset: Dataset) -> DataFrame:
    holds = F.col("_valid") & ~F.col("is_duplicate")
    return found.select(
        *dataset.column_names,
        "operation",
        "known_at",
        "problems",
        "warnings",
        F.when(F.col("_valid"), F.col("_version")).alias("version"),
        "is_duplicate",
        F.when(holds, F.col("_superseded_at")).alias("superseded_at"),
        (
            holds & F.col("_superseded_at").isNull() & F.coalesce(F.col("operation") != DELETED, F.lit(True))
        ).alias("is_current"),
        "record",
        "source_file",
        "line",
        "arrived_at",
        "batch_id",
    )


def current(records: DataFrame, dataset: Dataset) -> DataFrame:
    """Return the records that hold: one per key."""
    return records.where("is_current").select(*dataset.column_names, "known_at", "version")


def quarantined(records: DataFrame) -> DataFrame:
    """Return the records that broke a rule, each with every reason."""
    return records.where("size(problems) > 0").select(
        F.col("problems").alias("reasons"), "record", "source_file", "line", "arrived_at", "batch_id"
    )
