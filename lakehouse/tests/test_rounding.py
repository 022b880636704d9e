"""Figures are rounded in one place, and no table has a negative zero."""

import math
import re
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import anthill_lakehouse
from anthill_lakehouse.silver.rounding import rounded

HOME = Path(anthill_lakehouse.__file__).parent


@pytest.mark.parametrize(
    ("value", "wanted"), [(-0.0, 0.0), (-0.0000001, 0.0), (-0.0000006, -0.000001), (1.5, 1.5), (None, None)]
)
def test_a_zero_is_never_negative(spark: SparkSession, value: float | None, wanted: float | None) -> None:
    frame = spark.createDataFrame([(value,)], "value double")
    ((found,),) = frame.select(rounded(F.col("value"), 6)).collect()
    assert found == wanted
    assert wanted is None or math.copysign(1, found) == math.copysign(1, wanted)


def test_nothing_else_rounds() -> None:
    rounding = [file.name for file in HOME.rglob("*.py") if re.search(r"\bF\.b?round\(", file.read_text())]
    assert rounding == ["rounding.py"]
