"""How Sail answers what Spark is asked: alike, but for what is written down here. Spark is the judge."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

ALIKE = Path(__file__).with_name("answered_alike.sql")
"""Expressions of SQL, one a line: what definitions use, and what was feared."""
DIFFERENCES = Path(__file__).with_name("answered_otherwise.json")
"""Expressions with the answer of each engine, as text; where there is none, `error`."""

pytestmark = [pytest.mark.xdist_group("spark"), pytest.mark.timeout(900)]


def answer(session: SparkSession, expression: str) -> str:
    try:
        ((value,),) = session.sql(f"SELECT {expression}").collect()
    except Exception:  # noqa: BLE001 - whatever it is, there is no answer
        return "error"
    return repr(value)


def answers(session: SparkSession, expressions: Sequence[str]) -> dict[str, str]:
    """Ask all at once, which takes as long as a few."""
    asked = ", ".join(f"{expression} AS _{number}" for number, expression in enumerate(expressions))
    (row,) = session.sql(f"SELECT {asked}").collect()
    return dict(zip(expressions, map(repr, row), strict=True))


def test_what_definitions_use_is_answered_alike(spark: SparkSession, spark_itself: SparkSession) -> None:
    expressions = ALIKE.read_text().splitlines()
    assert len(expressions) > 100
    sails, sparks = answers(spark, expressions), answers(spark_itself, expressions)
    assert {each: (sparks[each], sails[each]) for each in expressions if sails[each] != sparks[each]} == {}


@pytest.mark.parametrize("engine", ["spark", "sail"])
def test_what_is_answered_otherwise_still_is(engine: str, request: pytest.FixtureRequest) -> None:
    """One that is gone needs no guard any more (test_lakehouse_code.py); another answer may be a wrong one."""
    session = request.getfixturevalue({"spark": "spark_itself", "sail": "spark"}[engine])
    known: dict[str, dict[str, Any]] = json.loads(DIFFERENCES.read_text())
    assert all(both["spark"] != both["sail"] for both in known.values())
    expected = {expression: both[engine] for expression, both in known.items()}
    assert {expression: answer(session, expression) for expression in known} == expected
