"""Runs Spark's own program `spark-pipelines` in one Java process, with the schemas that Terraform makes on Databricks.

Spark's script starts Java twice, and a third time would be needed for the schemas: each start costs as much as
ten small tables. Here this process makes the session, which starts Java, and the program finds it.
"""

import json
import runpy
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pyspark
from pyspark.sql import SparkSession

from anthill_lakehouse.orphan import end_with_parent

SCHEMAS: Final = ("bronze", "silver", "gold", "features")
PROGRAM: Final = Path(pyspark.__file__).parent / "pipelines" / "cli.py"
"""What `spark-pipelines` runs once Java has started it."""


def main(arguments: Sequence[str]) -> None:
    """Run with the master, the settings as JSON, and what `spark-pipelines` is given."""
    end_with_parent()
    master, settings, *given = arguments
    start(master, json.loads(settings))
    sys.argv = ["spark-pipelines", *given]
    runpy.run_path(str(PROGRAM), run_name="__main__")


def start(master: str, settings: Mapping[str, str]) -> None:
    """Start Spark Connect in a Java process of its own and make the schemas that aren't there."""
    builder = SparkSession.builder.remote(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    for schema in SCHEMAS:
        spark.sql(f"CREATE DATABASE IF NOT EXISTS {schema}")


if __name__ == "__main__":
    main(sys.argv[1:])
