"""What contracts classify is hidden at every table that it reaches, from everyone but those who may see it."""

import re
import runpy
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pyspark
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from value_flow import Records, changed, delivered, made, reached

from anthill_lakehouse import platform
from anthill_lakehouse.pipelines import DEFINITIONS
from anthill_lakehouse.pipelines.derived import DERIVED, Derived
from anthill_lakehouse.protection.clauses import clauses
from anthill_lakehouse.protection.functions import FILTER, FUNCTIONS
from anthill_lakehouse.protection.tables import protected
from anthill_lakehouse.protection.tags import statements, wanted

Columns = set[tuple[str, str]]

CONFIDENTIAL: Columns = {
    ("bronze.positions", "quantity"), ("bronze.positions", "_record"),
    ("silver.positions_records", "quantity"), ("silver.positions_records", "record"),
    ("silver.positions_records", "problems"),
    ("silver.positions", "quantity"),
    ("silver.positions_quarantine", "reasons"), ("silver.positions_quarantine", "record"),
    ("gold.portfolio_positions", "quantity"), ("gold.portfolio_positions", "market_value"),
    ("gold.portfolio_positions", "daily_profit"),
    ("gold.portfolio_value", "market_value"), ("gold.portfolio_value", "daily_profit"),
}  # fmt: skip
"""Where the units of positions are found."""

ROWS = {
    "bronze.positions", "silver.positions_records", "silver.positions", "gold.portfolio_positions",
    "gold.portfolio_value",
}  # fmt: skip
"""The tables whose rows are of a portfolio."""


def masked() -> Columns:
    return {(table.name, column.name) for table in protected().values() for column in table.confidential}


def filtered() -> Columns:
    return {(table.name, table.restricted) for table in protected().values() if table.restricted}


def copied(positions: DataFrame) -> DataFrame:
    return positions.select(
        F.col("portfolio_id").alias("owner"), "isin", (F.col("quantity") * 2).alias("size")
    )


PLANTED = Derived(name="gold.copy_of_positions", made_by=copied, inputs=("silver.positions",))


@pytest.fixture(scope="module")
def given() -> Records:
    return delivered()


@pytest.fixture(scope="module")
def first(spark: SparkSession, given: Records) -> dict[str, dict[str, list[str]]]:
    return made(spark, given, (*DERIVED, PLANTED))


@pytest.fixture(scope="module")
def of_quantity(spark: SparkSession, given: Records, first: dict[str, dict[str, list[str]]]) -> Columns:
    other = changed(
        given, "positions", "quantity", lambda value: value.replace("1", "3").replace("te", "tte")
    )
    return reached(first, made(spark, other, (*DERIVED, PLANTED)))


@pytest.fixture(scope="module")
def of_portfolio(spark: SparkSession, given: Records, first: dict[str, dict[str, list[str]]]) -> Columns:
    other = changed(given, "positions", "portfolio_id", lambda value: f"{value}2")
    return reached(first, made(spark, other, (*DERIVED, PLANTED)))


def test_every_column_that_confidential_values_reach_is_masked(of_quantity: Columns) -> None:
    found = {each for each in of_quantity if each[0] != PLANTED.name}
    assert found == CONFIDENTIAL
    assert found <= masked()


def test_every_column_that_restricted_values_reach_is_of_a_filtered_row_or_masked(
    of_portfolio: Columns,
) -> None:
    found = {each for each in of_portfolio if each[0] != PLANTED.name}
    assert found <= filtered() | masked()
    assert {name for name, _ in found & filtered()} == ROWS == {name for name, _ in filtered()}


def test_a_copy_that_no_contract_classifies_is_found(of_quantity: Columns, of_portfolio: Columns) -> None:
    assert of_quantity - masked() == {(PLANTED.name, "size")}
    assert of_portfolio - masked() - filtered() == {(PLANTED.name, "owner")}


@pytest.fixture(scope="module")
def definitions(spark: SparkSession) -> dict[str, dict[str, Any]]:
    """What the definitions pass to Databricks' module of pipelines, by table."""
    del spark
    found: dict[str, dict[str, Any]] = {}

    def as_it_is(made_by: Any) -> Any:
        return made_by

    def defined(**arguments: Any) -> Callable[[Any], Any]:
        found[arguments["name"]] = arguments
        return as_it_is

    def expect_all(rules: Any) -> Callable[[Any], Any]:
        del rules
        return as_it_is

    module = SimpleNamespace(expect_all=expect_all, table=defined, materialized_view=defined)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(platform, "pipelines", module)
        patch.setattr(pyspark, "pipelines", module)
        # The definitions ask the active session, which is another one where a test began one after this.
        active = SparkSession.active()
        active.conf.set("anthill.catalog", "anthill_test")
        runpy.run_path(str(DEFINITIONS))
        active.conf.unset("anthill.catalog")
    return found


def test_tables_are_made_with_their_masks_and_filters(definitions: dict[str, dict[str, Any]]) -> None:
    assert {name for name, given in definitions.items() if "MASK" in given.get("schema", "")} == {
        *protected()
    }
    in_schemas = {
        (name, column)
        for name, given in definitions.items()
        for column in re.findall(r"`(\w+)` \S+ MASK anthill_test\.ops\.mask_\w+", given.get("schema", ""))
    }
    assert in_schemas == masked()
    assert {name: given["row_filter"] for name, given in definitions.items() if "row_filter" in given} == dict.fromkeys(
        ROWS, "ROW FILTER anthill_test.ops.may_see_row ON (portfolio_id)"
    )  # fmt: skip


def test_declared_columns_are_those_that_are_made(
    spark: SparkSession, first: dict[str, dict[str, list[str]]]
) -> None:
    for name, table in protected().items():
        assert {column.name for column in table.columns} == first[name].keys(), name
        plain = re.sub(r" MASK [\w.]+", "", clauses(name, "c")["schema"])
        kinds = {each.name: each.dataType.simpleString() for each in spark.createDataFrame([], plain).schema}
        assert kinds == {column.name: column.kind for column in table.columns}


def test_every_mask_that_a_table_names_is_made() -> None:
    named = {
        name
        for table in protected()
        for name in re.findall(r"(?:MASK|FILTER) c\.(\w+\.\w+)", " ".join(clauses(table, "c").values()))
    }
    assert named <= {*FUNCTIONS.values(), FILTER}


def test_a_table_that_is_for_all_is_defined_as_ever() -> None:
    assert clauses("gold.daily_returns", "c") == {}


def test_the_engine_of_one_machine_gets_no_masks(spark: SparkSession) -> None:
    assert platform.protection(spark, "silver.positions") == {}


def test_tags_follow_the_contracts() -> None:
    assert len(wanted()) == len(masked()) + len(filtered())
    first_time = list(statements("c", []))
    assert "SET TAG ON COLUMN c.gold.portfolio_value.market_value classification = confidential" in first_time
    assert "SET TAG ON COLUMN c.silver.positions.portfolio_id classification = restricted" in first_time
    assert len(first_time) == len(wanted())
    tagged = [{"name": name, "value": value} for name, value in wanted().items()]
    assert list(statements("c", tagged)) == []
    stale = {"name": "gold.daily_returns.isin", "value": "confidential"}
    wrong = tagged[0] | {"value": "public"}
    assert list(statements("c", [*tagged[1:], wrong, stale])) == [
        f"UNSET TAG ON COLUMN c.{wrong['name']} classification",
        "UNSET TAG ON COLUMN c.gold.daily_returns.isin classification",
        f"SET TAG ON COLUMN c.{wrong['name']} classification = {tagged[0]['value']}",
    ]
