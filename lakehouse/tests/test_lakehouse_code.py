"""What the code must keep, so that it runs in both places and agrees with the platform."""

import ast
from pathlib import Path

import anthill_lakehouse
from anthill_lakehouse.bronze.decode import DECODERS
from anthill_lakehouse.datasets import DATASETS, SPARK_TYPES, dataset
from anthill_lakehouse.pipelines.derived import DERIVED
from configuration.lake import LayerName
from configuration.sources.catalogue import layer_of
from contracts.arrival import Format
from contracts.dataset import LogicalType
from contracts.replicated import TYPES
from environments.market_data import MARKET_DATA
from functions.arrival.settings import FORMATS

CODE = Path(anthill_lakehouse.__file__).parent
EAGER = {
    "withColumn",
    "withColumns",
    "withColumnRenamed",
    "drop",
    "collect",
    "count",
    "toPandas",
    "createDataFrame",
}
"""Of a DataFrame. The first four are analysed at once by Spark Connect 4.3: in a second run they see the table of
the first instead of the pipeline's own, and the order is lost. The others read data while a plan is made."""
MAY = {"sample", "local", "tasks", "model", "checks"}


def test_no_transformation_reads_or_analyses_while_it_is_defined() -> None:
    found = {
        f"{file.relative_to(CODE)}:{node.lineno} {node.func.attr}"
        for file in CODE.rglob("*.py")
        if file.relative_to(CODE).parts[0] not in MAY
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in EAGER
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "F")
    }
    assert found == set()


def test_datasets_are_those_of_the_sources() -> None:
    assert {each.name for each in DATASETS} == {source.contract for source in MARKET_DATA.all}
    for source in MARKET_DATA.all:
        of = dataset(source.contract)
        assert f"{of.volume}/{of.folder}/".removeprefix("landing/") == source.prefix
        assert (of.volume == "arrivals") is (layer_of(source) is LayerName.BRONZE)


def test_every_format_of_a_contract_can_be_read_and_checked() -> None:
    assert set(DECODERS) == set(FORMATS) == set(Format)


def test_every_type_of_a_contract_can_be_read() -> None:
    assert set(SPARK_TYPES) == set(TYPES) == set(LogicalType)


def test_no_two_tables_have_one_name() -> None:
    """A dataset named as a table of the lakehouse would stop every table."""
    made = [name for each in DATASETS for name in (each.bronze, each.records, each.silver, each.quarantine)]
    made += [derived.name for derived in DERIVED]
    assert sorted(made) == sorted(set(made))


def test_every_input_of_a_table_is_a_table() -> None:
    made = {name for each in DATASETS for name in (each.bronze, each.records, each.silver, each.quarantine)}
    made |= {derived.name for derived in DERIVED}
    assert {name for derived in DERIVED for name in derived.inputs} <= made
