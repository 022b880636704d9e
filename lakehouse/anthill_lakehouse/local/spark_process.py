"""Starts Spark with the settings of one machine."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import anthill_lakehouse
import contracts
from anthill_lakehouse.local.child import run_child
from anthill_lakehouse.local.effort import Effort
from anthill_lakehouse.local.folders import LakehouseFolders

CORES: Final = max(2, min(os.cpu_count() or 2, 8))
MASTER: Final = f"local[{CORES}]"
PROGRAM: Final = "anthill_lakehouse.local.spark_program"
SOURCES: Final = tuple(str(Path(each.__path__[0]).parent) for each in (anthill_lakehouse, contracts))
"""What this code is imported from: Spark's environment has the packages it needs, and not itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkEnvironment:
    """A Spark to run: its Python, its Java, and a folder as Spark's own scripts expect (SPARK_HOME)."""

    python: Path
    java_home: Path
    spark_home: Path
    version: str


def spark_memory() -> str:
    """Return the heap that Spark is given, such as 3g: the variable ANTHILL_SPARK_MEMORY."""
    return os.environ.get("ANTHILL_SPARK_MEMORY", "3g")


def settings(place: LakehouseFolders) -> dict[str, str]:
    """Return Spark's settings: few partitions, since one machine gains nothing from more; UTC; no page."""
    return {
        "spark.driver.memory": spark_memory(),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.default.parallelism": str(CORES),
        "spark.sql.shuffle.partitions": str(CORES * 2),
        "spark.sql.session.timeZone": "UTC",
        # Beyond so many files Spark looks at them in a job of one task per file, which takes longer.
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
        # What opening a file costs here, in bytes that could be read instead: small files share a task.
        "spark.sql.files.openCostInBytes": "65536",
        # In memory, the catalogue would be empty at the second run and its tables in the way.
        "spark.sql.catalogImplementation": "hive",
        # Else every thread that asks for a table tries first whether Derby would take SQL of Hive's own.
        "spark.hadoop.hive.metastore.try.direct.sql": "false",
        "spark.sql.warehouse.dir": str(place.warehouse),
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={place.metastore};create=true"
        ),
    }


def run_spark(
    arguments: Sequence[str],
    *,
    spark: SparkEnvironment,
    place: LakehouseFolders,
    effort: Effort,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Run `spark-pipelines` with arguments to its end. Raises PipelineError if it ends with an error."""
    chosen = json.dumps({**settings(place), **effort.settings})
    command = [str(spark.python), "-m", PROGRAM, MASTER, chosen, *arguments]
    environment = {
        "JAVA_HOME": str(spark.java_home),
        "PYSPARK_PYTHON": str(spark.python),
        "PYSPARK_DRIVER_PYTHON": str(spark.python),
        "PYTHONPATH": os.pathsep.join(SOURCES),
        "SPARK_HOME": str(spark.spark_home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYTHONUNBUFFERED": "1",
        # Any free port instead of 15002, so that two lakehouses can run at once (SPARK-42272).
        "SPARK_TESTING": "1",
        # A variable of Java's launcher, since Spark Connect's own process loses `extraJavaOptions`, and the heap is
        # what Spark's script, which is not used, would have set.
        "JDK_JAVA_OPTIONS": f"-Xmx{spark_memory()} {effort.java} {os.environ.get('JDK_JAVA_OPTIONS', '')}".strip(),
    }
    run_child(command, place=place, environment=environment, say=say)
