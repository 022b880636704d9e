"""What is written for Power BI, read by other people's code, says what the contracts say; what is wrong is refused."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from configuration.model import EnvironmentConfig
from contracts.product import products
from environments.catalogue import ENVIRONMENTS
from operations.power_bi.model import FORMATS, TYPES
from tests.operations.power_bi.conftest import Write
from tests.support.lakehouse_outputs import lakehouse_outputs
from tests.support.power_bi_reader import Model, read_model

REAL = [config for config in ENVIRONMENTS if not config.is_local]
EACH = pytest.mark.parametrize("config", REAL, ids=[config.name.value for config in REAL])
GOLD = [product for product in products().values() if product.full_name.startswith("gold.")]
SCHEMAS = {
    schema["$id"]: Draft7Validator(schema)
    for schema in (json.loads(file.read_text()) for file in Path(__file__).parent.glob("schemas/*.json"))
}


def definition(folder: Path) -> Path:
    (found,) = folder.glob("*.SemanticModel/definition")
    return found


def readable(folder: Path) -> Model:
    model = read_model(definition(folder))
    assert model.faults == []
    return model


@EACH
def test_a_model_is_read_without_a_fault_and_has_what_the_contracts_have(
    write: Write, config: EnvironmentConfig
) -> None:
    model = readable(write(config))
    filters = {column.filter for product in GOLD for column in product.columns if column.filter}
    assert set(model.tables) == {product.name for product in GOLD} | filters
    for product in GOLD:
        assert model.tables[product.name]["desc"] == product.description.purpose
        columns = model.inside(product.name, "column")
        assert list(columns) == [column.name for column in product.columns]
        for column in product.columns:
            read = columns[column.name]
            assert read["desc"] == column.description
            assert read["props"]["dataType"] == TYPES[column.physical_type]
            assert read["props"]["sourceColumn"] == column.name
            assert read["props"]["summarizeBy"] == (column.aggregation or "none")
            wanted = column.format or FORMATS.get(column.physical_type)
            assert read["props"].get("formatString") == wanted
            assert read["props"].get("isHidden", False) == bool(column.filter)
        measures = model.inside(product.name, "measure")
        assert [
            (each["name"], each["expr"], each["props"]["formatString"], each["desc"])
            for each in measures.values()
        ] == [(each.name, each.dax, each.format, each.description) for each in product.measures]


@EACH
def test_each_filter_reaches_each_table_that_has_it(write: Write, config: EnvironmentConfig) -> None:
    model = readable(write(config))
    wanted = {
        ((product.name, column.name), (column.filter, column.filter))
        for product in GOLD
        for column in product.columns
        if column.filter
    }
    assert set(model.relationships) == wanted
    assert len(wanted) == len(model.relationships)
    for (table, column), (name, _) in model.relationships:
        query = model.inside(name, "partition")[name]["props"]["source"]
        assert f'Name = "{table}"' in query
        assert f'{{"{column}"}}' in query
        assert model.inside(name, "column")[name]["props"]["isKey"] is True


@EACH
def test_rows_come_from_the_warehouse_of_the_environment_and_are_never_kept(
    write: Write, config: EnvironmentConfig
) -> None:
    folder = write(config)
    model, told = readable(folder), lakehouse_outputs(config)["power_bi"]
    parameters = {name: text.partition('"')[2].partition('"')[0] for name, text in model.expressions.items()}
    assert parameters["Host"] == told["server"]
    assert parameters["HttpPath"] == told["http_path"]
    assert (parameters["Catalog"], parameters["Schema"]) == (told["catalog"], told["schema"])
    for table in model.tables:
        assert {each["props"]["mode"] for each in model.inside(table, "partition").values()} == {
            "directQuery"
        }
    (source,) = folder.glob("*.pbids")
    (connection,) = json.loads(source.read_text())["connections"]
    assert connection["details"]["protocol"] == "databricks-sql"
    assert connection["details"]["address"] == {"host": told["server"], "path": told["http_path"]}
    assert connection["options"] == {"Catalog": told["catalog"], "Database": told["schema"]}
    assert connection["mode"] == "DirectQuery"


@EACH
def test_json_files_keep_the_schemas_that_they_name(write: Write, config: EnvironmentConfig) -> None:
    folder = write(config)
    named = {
        file: document["$schema"]
        for file in folder.rglob("*")
        if file.is_file() and file.suffix != ".tmdl"
        if "$schema" in (document := json.loads(file.read_text()))
    }
    assert set(named.values()) == set(SCHEMAS)
    for file, schema in named.items():
        assert [error.message for error in SCHEMAS[schema].iter_errors(json.loads(file.read_text()))] == []
    (project,) = folder.glob("*.pbip")
    report = folder / json.loads(project.read_text())["artifacts"][0]["report"]["path"]
    reference = json.loads((report / "definition.pbir").read_text())["datasetReference"]["byPath"]["path"]
    assert (report / reference / "definition.pbism").is_file()


def test_schemas_refuse_what_they_do_not_know() -> None:
    for schema in SCHEMAS.values():
        assert list(schema.iter_errors({"$schema": 1}))


def test_ids_outlive_a_run_and_differ_between_things(write: Write) -> None:
    first, second = ({file.name: file.read_text() for file in _platforms(write(REAL[0]))} for _ in range(2))
    assert first == second
    models = [readable(write(config)) for config in REAL]
    # Parameters apart, environments share their ids: a report that moves to the next one finds its fields.
    assert models[0].tags == models[1].tags == models[2].tags
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", tag) for tag in models[0].tags)
    assert len({_id(file) for config in REAL for file in _platforms(write(config))}) == 2 * len(REAL)


def _platforms(folder: Path) -> list[Path]:
    return sorted(folder.rglob(".platform"))


def _id(file: Path) -> str:
    return json.loads(file.read_text())["config"]["logicalId"]


FAULTS: dict[str, tuple[str, str, str, str]] = {
    "a misspelt object": ("tables/daily_returns.tmdl", "\tcolumn isin", "\tcolum isin", "lines, of which"),
    "a misspelt property": ("tables/daily_returns.tmdl", "dataType: date", "datatype: date", "cannot have"),
    "a type that TOM has not": (
        "tables/daily_returns.tmdl",
        "dataType: double",
        "dataType: float",
        "is float",
    ),
    "an aggregation that TOM has not": (
        "tables/intraday_summary.tmdl",
        "summarizeBy: sum",
        "summarizeBy: total",
        "summarizeBy of volume is total",
    ),
    "a column that is gone": (
        "tables/daily_returns.tmdl",
        "\tcolumn isin",
        "\tcolumn isni",
        "a relationship leads to daily_returns.isin",
    ),
    "a measure over a column that is not there": (
        "tables/portfolio_value.tmdl",
        "SUM(portfolio_value[daily_profit])",
        "SUM(portfolio_value[profit])",
        "measure Profit of the period is over portfolio_value[profit]",
    ),
    "a bracket that is open": (
        "tables/portfolio_value.tmdl",
        "SUM(portfolio_value[daily_profit])",
        "SUM(portfolio_value[daily_profit]",
        "measure Profit of the period cannot be parsed",
    ),
    "a measure of a name that is taken": (
        "tables/missing_prices.tmdl",
        "measure 'Missing prices'",
        "measure 'Stale prices'",
        "measure stale prices twice",
    ),
    "a query that breaks off": (
        "expressions.tmdl",
        "in\n\t\t    Tables",
        "\n\t\t    Tables",
        "expression Gold cannot",
    ),
    "a table that the model does not list": ("model.tmdl", "ref table Currency\n", "", "model.tmdl lists"),
    "an id twice": (
        "tables/Currency.tmdl",
        "column Currency\n\t\tdataType: string\n\t\tisKey\n\t\tlineageTag: ",
        "column Currency\n\t\tdataType: string\n\t\tisKey\n\t\tlineageTag: 1\n\t\tlineageTag: ",
        "lines, of which",
    ),
    "a filter of another type": (
        "tables/Trading day.tmdl",
        "dataType: dateTime",
        "dataType: string",
        "of another type",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_that_is_planted_is_found(write: Write, case: str) -> None:
    path, old, new, told = FAULTS[case]
    folder = definition(write(REAL[0]))
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1))
    assert any(told in fault for fault in read_model(folder).faults), read_model(folder).faults
