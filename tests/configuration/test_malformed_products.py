"""Contracts of gold and features of which no table could be made are refused: where, what, what is allowed."""

import json
from collections.abc import Iterator
from pathlib import Path

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
        table(customProperties=[{"property": "measures", "value": [MEASURE | {"format": None}]}]),
        "schema[0].customProperties[0].value[0].format is null; allowed: a valid string",
    ),
    "measures by another name": (
        table(customProperties=[{"property": "metrics", "value": [MEASURE]}]),
        "schema[0].customProperties[0].property is \"metrics\"; allowed: 'measures'",
    ),
    "another version of the standard": (
        lambda document: document.update(apiVersion="v3.0.2"),
        "apiVersion is \"v3.0.2\"; allowed: 'v3.1.0'",
    ),
    "another file's name": (
        lambda document: (document.update(name="value"), table(name="value")(document)),
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
