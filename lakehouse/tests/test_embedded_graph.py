"""What definitions declare is put in order by what the plans read; what Sail can't run is refused by name."""

from pathlib import Path
from typing import Any

import pytest
from pyspark import pipelines as dp
from pyspark.pipelines.graph_element_registry import graph_element_registration_context
from pyspark.sql import DataFrame, SparkSession

from anthill_lakehouse.embedded.graph import Graph, GraphError, in_order, planned, with_ancestors
from anthill_lakehouse.embedded.making import check_schema

INPUTS = {"b": {"arrived.a"}, "s": {"b"}, "g": {"s", "b"}, "h": {"b"}}


def test_each_table_comes_after_those_that_it_reads() -> None:
    order = in_order(INPUTS, known={"arrived.a"})
    assert sorted(order) == sorted(INPUTS)
    assert all(
        order.index(read) < order.index(name)
        for name, all_read in INPUTS.items()
        for read in all_read & set(INPUTS)
    )


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        ({"a": {"b"}, "b": {"a"}}, "in a circle: a <- b <- a|in a circle: b <- a <- b"),
        ({"a": {"silver.nothing"}}, r"a reads silver\.nothing, which no definition makes"),
    ],
)
def test_what_has_no_order_is_refused(inputs: dict[str, set[str]], why: str) -> None:
    with pytest.raises(GraphError, match=why):
        in_order(inputs, known=())


def test_a_table_alone_needs_what_it_is_made_of() -> None:
    assert with_ancestors("s", INPUTS) == {"b", "s"}
    with pytest.raises(GraphError, match="there is no table 'x'; there are: b, g, h, s"):
        with_ancestors("x", INPUTS)


def test_the_plan_itself_says_what_it_reads(spark: SparkSession) -> None:
    one, two = spark.read.table("silver.one"), spark.read.table("silver.two")
    frame = one.join(two, "id", "left").unionByName(spark.read.table("gold.three")).where("id IN (SELECT 1)")
    assert planned(frame).inputs == {"silver.one", "silver.two", "gold.three"}
    assert planned(spark.range(1)).inputs == set()


def test_what_sail_cannot_run_is_refused_by_name(spark: SparkSession) -> None:
    def nothing() -> DataFrame:
        return spark.range(1)

    view: Any = dp.temporary_view
    flow: Any = dp.append_flow
    graph = Graph()
    with graph_element_registration_context(graph):
        dp.table(name="bronze.a")(nothing)
        with pytest.raises(GraphError, match=r"tmp is a TemporaryView, which Sail can't run"):
            view(name="tmp")(nothing)
        with pytest.raises(GraphError, match=r"bronze\.a has two flows"):
            flow(target="bronze.a", name="again")(nothing)
    with pytest.raises(GraphError, match=r"x\.sql is SQL"):
        graph.register_sql("SELECT 1", Path("x.sql"))
    assert set(graph.tables) == set(graph.flows) == {"bronze.a"}


@pytest.mark.parametrize("second", ["Bronze.Prices", "bronze.prices"])
def test_tables_whose_names_differ_in_case_alone_are_refused(spark: SparkSession, second: str) -> None:
    graph = Graph()
    with graph_element_registration_context(graph):
        dp.materialized_view(name="bronze.prices")(lambda: spark.range(1))
        with pytest.raises(GraphError, match=rf"{second} and bronze\.prices are one table to Spark"):
            dp.materialized_view(name=second)(lambda: spark.range(2))
    assert list(graph.tables) == ["bronze.prices"]


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("1L AS id", "price is not there, and should be double"),
        ("1L AS id, 2.5D AS price, 1 AS more", "more is int, and should be not there"),
        ("1L AS id, 2.5 AS price", r"price is decimal\(2,1\), and should be double"),
        ("2.5D AS price, 1L AS id", "their order differs"),
    ],
)
def test_a_table_has_the_columns_that_its_contract_declares(
    spark: SparkSession, asked: str, wrong: str
) -> None:
    declared = "id bigint COMMENT 'its number', price double"
    check_schema("gold.a", spark.sql("SELECT 1L AS id, 2.5D AS price"), declared)
    check_schema("gold.a", spark.sql(f"SELECT {asked}"), None)
    with pytest.raises(GraphError, match=rf"gold\.a is not what its contract says: {wrong}"):
        check_schema("gold.a", spark.sql(f"SELECT {asked}"), declared)
