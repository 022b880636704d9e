"""One Spark session for all tests: to start it costs more than most tests."""

import os
import sys
from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession

from anthill_lakehouse.local.effort import effort


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    if "DATABRICKS_RUNTIME_VERSION" in os.environ:
        # In a workspace its own session, which outlives the tests.
        yield SparkSession.builder.getOrCreate()
        return
    # Spark's workers run this Python, not the first on PATH.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    light = effort(0)
    session = (
        SparkSession.builder.master("local[2]")
        .appName("anthill-lakehouse-tests")
        .config("spark.ui.enabled", "false")
        .config("spark.default.parallelism", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.extraJavaOptions", light.java)
        .config(map=dict(light.settings))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
