"""All that differs between Databricks and one machine: how files are found, how expectations are counted.

Settings of the pipeline, by name: `anthill.landing` and `anthill.arrivals` are the folders of the two volumes.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pyspark import pipelines
from pyspark.sql import DataFrame, SparkSession

from anthill_lakehouse.datasets import Dataset

FILE_SCHEMA: Final = "path string, modificationTime timestamp, length bigint, content binary"
"""What Spark's format `binaryFile` gives; a stream of it must be told."""

FILES_PER_BATCH: Final = 1000

Definition = Callable[[], DataFrame]


def arriving_files(spark: SparkSession, dataset: Dataset) -> DataFrame:
    """Return the stream of a dataset's files: each once, and again where it was written over.

    On Databricks Auto Loader finds them. Elsewhere Spark lists the folder; it never reads a path twice.
    """
    folder = f"{spark.conf.get(f'anthill.{dataset.root}')}/{dataset.folder}"
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
    return stream.load(folder)


def expectations(rules: Mapping[str, str]) -> Callable[[Definition], Definition]:
    """Return a decorator that publishes how many rows keep each rule; open-source Spark counts none."""
    if not is_databricks():
        return lambda definition: definition
    expect_all: Any = getattr(pipelines, "expect_all")  # noqa: B009 - only Databricks' module has it
    return expect_all(dict(rules))


def is_databricks() -> bool:
    """Return whether pipelines run in Databricks: only its module `pyspark.pipelines` knows expectations."""
    return hasattr(pipelines, "expect_all")
