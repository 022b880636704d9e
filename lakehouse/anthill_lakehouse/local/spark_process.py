"""Starts Spark with the settings of one machine."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyspark

from anthill_lakehouse.local.effort import Effort

SPARK: Final = Path(pyspark.__file__).parent
CORES: Final = max(2, min(os.cpu_count() or 2, 8))
MASTER: Final = f"local[{CORES}]"
PROGRAM: Final = "anthill_lakehouse.local.spark_program"
LAST_LINES: Final = 15


class PipelineError(Exception):
    """Spark ended with an error; the text has its last words and where the whole log is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LakehouseFolders:
    """Where everything of a local lakehouse lies below one folder."""

    home: Path

    @property
    def warehouse(self) -> Path:
        """The tables."""
        return self.home / "warehouse"

    @property
    def metastore(self) -> Path:
        """What Spark knows of the tables."""
        return self.home / "metastore"

    @property
    def storage(self) -> Path:
        """What streams have read."""
        return self.home / "checkpoints"

    @property
    def log(self) -> Path:
        """What Spark said."""
        return self.home / "spark.log"


def settings(place: LakehouseFolders) -> dict[str, str]:
    """Return Spark's settings: few partitions, since one machine gains nothing from more; UTC; no page."""
    return {
        "spark.driver.memory": os.environ.get("ANTHILL_SPARK_MEMORY", "3g"),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.default.parallelism": str(CORES),
        "spark.sql.shuffle.partitions": str(CORES * 2),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "512",
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
    place: LakehouseFolders,
    java_home: Path | None,
    effort: Effort,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Run `spark-pipelines` with arguments to its end, each line of it to the log and to `say`.

    It runs in a process group of its own: when this process is interrupted or fails, all of Spark ends too.
    Raises PipelineError if it ends with an error.
    """
    chosen = json.dumps({**settings(place), **effort.settings})
    command = [sys.executable, "-m", PROGRAM, MASTER, chosen, *arguments]
    environment = os.environ | {
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "SPARK_HOME": str(SPARK),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYTHONUNBUFFERED": "1",
        # Any free port instead of 15002, so that two lakehouses can run at once (SPARK-42272).
        "SPARK_TESTING": "1",
        # A variable of Java's launcher, since Spark Connect's own process loses `extraJavaOptions`.
        "JDK_JAVA_OPTIONS": f"{effort.java} {os.environ.get('JDK_JAVA_OPTIONS', '')}".strip(),
    }
    if java_home:
        environment["JAVA_HOME"] = str(java_home)
    with place.log.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=place.home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        try:
            assert process.stdout is not None  # noqa: S101 - asked for above
            for line in process.stdout:
                log.write(line)
                log.flush()
                say(line.rstrip())
            status = process.wait()
        finally:
            _end(process)
    if status:
        raise PipelineError(_last_words(place, status))


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.stdout:
        process.stdout.close()


def _last_words(place: LakehouseFolders, status: int) -> str:
    lines = place.log.read_text(encoding="utf-8", errors="replace").splitlines()
    told = [line for line in lines if line.strip() and not line.lstrip().startswith("at ")]
    return "\n".join([f"spark-pipelines ended with {status}; its log is {place.log}", *told[-LAST_LINES:]])
