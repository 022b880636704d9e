"""Sail's session lives as long as its server: by default Sail removes it after 15 idle minutes, amid a run."""

import os
import subprocess
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from anthill_lakehouse.embedded.session import IDLE, LONGEST_IDLE_SECONDS, sail

IDLES = f"""
import os, time
from anthill_lakehouse.embedded.session import sail
with sail() as spark:
    spark.sql("select 1").collect()
    time.sleep(5)
    print(os.environ["{IDLE}"], spark.sql("select 2").collect())
"""


def idle(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Let a session of a process of its own do nothing for five seconds, and ask it again."""
    # A file: of code without one pyspark-client asks for a Spark that is installed.
    (program := folder / "idles.py").write_text(IDLES, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name != IDLE}
    return subprocess.run(
        [sys.executable, str(program)], env=kept | settings, capture_output=True, text=True, check=False
    )


def test_an_idle_session_is_not_removed(tmp_path: Path) -> None:
    done = idle(tmp_path)
    assert done.stdout.split() == [str(LONGEST_IDLE_SECONDS), "[Row(2=2)]"]


def test_it_is_the_setting_that_keeps_it(tmp_path: Path) -> None:
    done = idle(tmp_path, **{IDLE: "1"})
    assert done.returncode != 0
    assert "is not running" in done.stderr


def test_definitions_find_the_session_that_was_started_last(spark: SparkSession) -> None:
    before = SparkSession.getActiveSession()
    with sail() as inner:
        assert SparkSession.active() is inner is not spark
    assert SparkSession.getActiveSession() is before
