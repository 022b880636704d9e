"""One session for all tests: Sail's, which starts in a second; in a workspace that of Databricks.

What Spark alone can judge asks for `spark_itself`.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pyspark.sql import SparkSession

if TYPE_CHECKING:
    from anthill_lakehouse.local.spark_process import SparkEnvironment


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    if "DATABRICKS_RUNTIME_VERSION" in os.environ:
        # In a workspace its own session, which outlives the tests.
        yield SparkSession.builder.getOrCreate()
        return
    from anthill_lakehouse.embedded.session import sail  # noqa: PLC0415 - not in a workspace

    with sail() as session:
        yield session


@pytest.fixture(scope="session")
def spark_environment() -> "SparkEnvironment":
    """Spark's environment of this checkout, installed first where it isn't yet."""
    from operations.lakehouse.spark_environment import spark_environment  # noqa: PLC0415 - not in a workspace

    return spark_environment(print)


@pytest.fixture(scope="session")
def spark_itself(
    spark_environment: "SparkEnvironment", tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SparkSession]:
    from spark_itself import session_of  # noqa: PLC0415 - not in a workspace

    with session_of(spark_environment, tmp_path_factory.mktemp("spark")) as session:
        yield session
