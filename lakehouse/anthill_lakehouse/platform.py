"""All that differs between Databricks, Spark and Sail: how files are found, how expectations are counted.

Settings of the pipeline, by name: `anthill.landing` and `anthill.arrivals` are the folders of the two volumes;
`anthill.engine` is "sail" where Sail runs it. On Databricks only, `anthill.catalog` is the catalogue that has the
masks, and `anthill.since` and `anthill.until` name the days of a back-fill.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from pyspark import pipelines
from pyspark.sql import DataFrame, SparkSession

from anthill_lakehouse.bronze.records import as_received, decoded
from anthill_lakehouse.datasets import Dataset
from anthill_lakehouse.protection.clauses import clauses

FILE_SCHEMA: Final = "path string, modificationTime timestamp, length bigint, content binary"
"""What Spark's format `binaryFile` gives; a stream of it requires the schema."""

FILES_PER_BATCH: Final = 1000
ENGINE: Final = "anthill.engine"
SAIL: Final = "sail"
ARRIVED: Final = "arrived"
"""The schema in which Sail finds a table of new files per dataset: it has no streams, and reads large files twice
in the format `binaryFile`."""

Definition = Callable[[], DataFrame]


def arriving_files(spark: SparkSession, dataset: Dataset) -> DataFrame:
    """Return a dataset's new files, decoded: each once, and again where it was written over.

    On Databricks Auto Loader finds them. Spark by itself lists the folder, and never reads a path twice. Who runs
    Sail lists and decodes them (`anthill_lakehouse.embedded`).
    """
    if spark.conf.get(ENGINE, "") == SAIL:
        return spark.read.table(f"{ARRIVED}.{dataset.name}")
    if is_databricks():
        stream = spark.readStream.format("cloudFiles").options(
            **{
                "cloudFiles.format": "binaryFile",
                "cloudFiles.allowOverwrites": "true",
                "cloudFiles.maxFilesPerTrigger": str(FILES_PER_BATCH),
            }
        )
    else:
        stream = (
            spark.readStream.format("binaryFile").schema(FILE_SCHEMA).option("recursiveFileLookup", "true")
        )
    return decoded(stream.load(_folder(spark, dataset)), dataset)


def take_in_again(spark: SparkSession, dataset: Dataset) -> None:
    """Define a flow that appends the files of the days of a back-fill to a dataset's bronze once more.

    Nothing is defined without days, or outside Databricks, where the caller that brings the files picks the days. Its
    records are known already, or correct what was read wrongly before; silver counts the former as duplicates.
    A flow runs once for its days; what it wrote stays when a later release names other days or none.

    Databricks documents flows with `once=True` for this; a workspace must confirm that one may be added to a
    table with a flow of its own, and removed, without a full refresh. Job parameters can't name the days: they
    reach SQL alone, so they are settings of the pipeline, and a back-fill is a deployment.
    """
    if not is_databricks():
        return
    since, until = (spark.conf.get(f"anthill.{name}", None) or "" for name in ("since", "until"))
    if not since and not until:
        return
    options = written_between(since, until)
    name = f"{dataset.name}_again_{since or 'start'}_{until or 'end'}".replace("-", "_")
    append_flow: Any = pipelines.append_flow

    @append_flow(target=dataset.bronze, name=name, once=True)
    def again() -> DataFrame:
        files = spark.read.format("binaryFile").options(**options).option("recursiveFileLookup", "true")
        return as_received(decoded(files.load(_folder(spark, dataset)), dataset), dataset)


def written_between(since: str, until: str) -> dict[str, str]:
    """Return Spark's options for files written from one day to another, both included, in UTC.

    Days are ISO dates; an empty one leaves that side open. Raises ValueError if they are no dates, or in the
    wrong order.
    """
    first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    if first and last and first > last:
        raise ValueError(f"anthill.since {since} is after anthill.until {until}: a back-fill goes forward")
    options = {"timeZone": "UTC"}
    if first:
        # Spark's is "after"; files know their time to the millisecond.
        options["modifiedAfter"] = f"{first - timedelta(days=1)}T23:59:59.999"
    if last:
        options["modifiedBefore"] = f"{last + timedelta(days=1)}T00:00:00"
    return options


def expectations(rules: Mapping[str, str]) -> Callable[[Definition], Definition]:
    """Return a decorator that publishes how many rows keep each rule; open-source Spark counts none."""
    if not is_databricks():
        return lambda definition: definition
    expect_all: Any = getattr(pipelines, "expect_all")  # noqa: B009 - only Databricks' module has it
    return expect_all(dict(rules))


def protection(spark: SparkSession, table: str) -> dict[str, str]:
    """Return the arguments that mask a table's classified columns and filter its rows, where there is a Unity Catalog.

    The functions that they call are there before: jobs make them first (`tasks/protect.py`).
    """
    return clauses(table, str(spark.conf.get("anthill.catalog"))) if is_databricks() else {}


def is_databricks() -> bool:
    """Return whether pipelines run in Databricks: only its module `pyspark.pipelines` knows expectations."""
    return hasattr(pipelines, "expect_all")


def _folder(spark: SparkSession, dataset: Dataset) -> str:
    return f"{spark.conf.get(f'anthill.{dataset.volume}')}/{dataset.folder}"
