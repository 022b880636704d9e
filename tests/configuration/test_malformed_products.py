"""Contracts of gold and features of which no table could be made are refused: where, what, what is allowed."""

import json
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from contracts import product as module
from contracts.errors import ContractError
from contracts.product import PRODUCTS, products
from tests.configuration.changed_contracts import Change, column, keyless, table
from tests.configuration.documents import run


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    products.cache_clear()
    yield
    products.cache_clear()


MEASURE = {"name": "Value", "dax": "COUNTROWS(portfolio_value)", "format": "0", "description": "Rows"}


def measure(**changes: Any) -> Change:
    return measures(MEASURE | changes)


def measures(*given: dict[str, Any]) -> Change:
    return table(customProperties=[{"property": "measures", "value": list(given)}])


def told(name: str, *properties: tuple[str, str]) -> Change:
    return column(name, customProperties=[{"property": key, "value": value} for key, value in properties])


WHERE = "schema[0].customProperties[0].value[0]"
WRONG: dict[str, tuple[Change, str]] = {
    "another table": (table(name="value"), "schema[0].name is \"value\"; allowed: 'portfolio_value'"),
    "another schema": (
        table(physicalName="bronze.portfolio_value"),
        'schema[0].physicalName is "bronze.portfolio_value"; allowed: match pattern',
    ),
    "two tables": (lambda document: document.update(schema=document["schema"] * 2), "schema is [{"),
    "no columns": (table(properties=[]), "schema[0].properties is []; allowed: have at least 1 item"),
    "no key": (keyless, 'schema[0].properties is ["portfolio_id"'),
    "a key that may be missing": (
        column("date", required=False),
        "schema[0].properties[1].required is false; allowed: true, for it is part of the key",
    ),
    "a column twice": (column("date", name="currency"), 'properties[1].name is "currency"; allowed: each'),
    "a column that says nothing": (
        column("date", description=""),
        'schema[0].properties[1].description is ""; allowed: have at least 1 character',
    ),
    "a type that Spark has not": (
        column("date", physicalType="datetime"),
        "properties[1].physicalType is \"datetime\"; allowed: 'string', 'double', 'int', 'bigint', 'date' or 'time",
    ),
    "no type": (
        lambda document: document["schema"][0]["properties"][1].pop("physicalType"),
        "schema[0].properties[1].physicalType is missing; allowed: a value",
    ),
    "a misspelt field": (
        column("date", physicaltype="date"),
        'properties[1].physicaltype is "date"; allowed: no such field, only name, logicalType, required, primaryKey',
    ),
    "a measure without its format": (
        measure(format=None),
        "schema[0].customProperties[0].value[0].format is null; allowed: a valid string",
    ),
    "measures by another name": (
        table(customProperties=[{"property": "metrics", "value": [MEASURE]}]),
        "schema[0].customProperties[0].property is \"metrics\"; allowed: 'measures'",
    ),
    "a measure over a column that is not there": (
        measure(dax="SUM(portfolio_value[profit])"),
        f'{WHERE}.dax, a column is "portfolio_value[profit]"; allowed: portfolio_value[portfolio_id], ',
    ),
    "a measure over another table": (
        measure(dax="COUNTROWS(portfolio_positions)"),
        f'{WHERE}.dax, a table is "portfolio_positions"; allowed: portfolio_value',
    ),
    "a measure over a measure that is not there": (
        measure(dax="[Value] + 1"),
        f'{WHERE}.dax, a measure is "Value"; allowed: another measure of this table',
    ),
    "a measure over nothing": (
        measure(dax="1 + 1"),
        f'{WHERE}.dax is "1 + 1"; allowed: an expression over columns',
    ),
    "a measure that is no DAX": (
        measure(dax="COUNTROWS(portfolio_value"),
        f'{WHERE}.dax is "COUNTROWS(portfolio_value"; allowed: an expression in DAX: a ( is not closed',
    ),
    "a sum of words": (
        measure(dax="SUM(portfolio_value[currency])"),
        f'{WHERE}.dax, SUM is "currency"; allowed: a column of numbers; it is a string',
    ),
    "two measures of one name": (
        measures(MEASURE, MEASURE | {"name": "VALUE"}),
        f'{WHERE}.name is "Value"; allowed: each measure once',
    ),
    "a measure called as a column": (
        measure(name="Positions"),
        f'{WHERE}.name is "Positions"; allowed: a name that no column has',
    ),
    "an aggregation that Power BI has not": (
        told("positions", ("aggregation", "total")),
        'properties[3].customProperties[0].value is "total"; allowed: sum, average, min, max, count, distinctCount',
    ),
    "a sum of days": (
        told("date", ("aggregation", "sum")),
        'properties[1].customProperties[0].value is "sum"; allowed: count, distinctCount, for a date is no number',
    ),
    "a format for text": (
        told("currency", ("format", "0")),
        'properties[2].customProperties[0].property is "format"; allowed: no format, for the column is text',
    ),
    "a property twice": (
        told("positions", ("format", "0"), ("format", "0.0")),
        'properties[3].customProperties[0].property is "format"; allowed: each property once',
    ),
    "a property that Power BI has not": (
        told("positions", ("colour", "red")),
        "properties[3].customProperties[0].property is \"colour\"; allowed: 'filter', 'format' or 'aggregation'",
    ),
    "a filter that is no name": (
        told("currency", ("filter", "currency!")),
        'properties[2].customProperties[0].value is "currency!"; allowed: a name of letters and spaces',
    ),
    "another version of the standard": (
        lambda document: document.update(apiVersion="v3.0.2"),
        "apiVersion is \"v3.0.2\"; allowed: 'v3.1.0'",
    ),
    "another file's name": (
        lambda document: (
            document.update(name="value"),
            table(name="value", customProperties=[])(document),
        ),
        'name is "value"; allowed: "portfolio_value", as the file is named',
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_product_that_is_malformed_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    change, message = WRONG[case]
    document = json.loads((PRODUCTS / "portfolio_value.json").read_text())
    change(document)
    folder = tmp_path / "products"
    folder.mkdir()
    (folder / "portfolio_value.json").write_text(json.dumps(document))
    monkeypatch.setattr(module, "PRODUCTS", folder)
    with pytest.raises(ContractError) as refused:
        products()
    where = str(refused.value).removeprefix("contracts/products/portfolio_value.json: ")
    assert message in where != str(refused.value)
    assert "\n" not in where
    checked = run(["check"])
    assert (checked.exit_code, checked.stdout) == (2, "")
    assert f"contracts/products/portfolio_value.json {refused.value.where}: is wrong; given" in checked.stderr


def filtered(document: dict[str, Any], *filters: str | None) -> None:
    for given, each in zip_longest(filters, document["schema"][0]["properties"]):
        each["customProperties"] = [{"property": "filter", "value": given}] if given else []


TOGETHER: dict[str, tuple[Change, Change, str]] = {
    "a measure that another table has": (
        lambda _: None,
        lambda _: None,
        'a measure is "Value at the end"; allowed: a name that gold.portfolio_value has not used',
    ),
    "a filter of another type": (
        lambda _: None,
        lambda document: filtered(document, "Trading day", None, "Currency"),
        'filter of portfolio_id is "Trading day"; allowed: a column of type date, as portfolio_value.date is, or',
    ),
    "a filter twice in a table": (
        lambda _: None,
        lambda document: filtered(document, "Portfolio", None, "Portfolio"),
        'the filter of portfolio_id is "Portfolio"; allowed: each filter once in a table',
    ),
    "a filter of one table": (
        lambda document: filtered(document, "Portfolio", None, "Money"),
        lambda document: filtered(document, "Portfolio"),
        'a filter is "Money"; allowed: one that another table has too, or none',
    ),
    "a filter called as a table": (
        lambda document: filtered(document, "Values"),
        lambda document: filtered(document, "Values"),
        'a filter is "Values"; allowed: a name that no table has',
    ),
    "a filter of features": (
        lambda _: None,
        table(physicalName="features.values"),
        'physicalName is "features.values"; allowed: neither measures nor filters: Power BI reads the schema gold',
    ),
}


@pytest.mark.parametrize("case", TOGETHER)
def test_tables_that_make_no_model_together_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    change, other_change, message = TOGETHER[case]
    text = (PRODUCTS / "portfolio_value.json").read_text()
    document, other = json.loads(text), json.loads(text.replace("portfolio_value", "values"))
    if case != "a measure that another table has":
        other["schema"][0]["customProperties"] = []
    change(document)
    other_change(other)
    for each in (document, other):
        (tmp_path / f"{each['name']}.json").write_text(json.dumps(each))
    monkeypatch.setattr(module, "PRODUCTS", tmp_path)
    with pytest.raises(ContractError) as refused:
        products()
    assert message in str(refused.value)
