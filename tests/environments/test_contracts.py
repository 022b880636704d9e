"""Contracts are well formed, and samples keep them."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.contract import DATASETS, contract, names_of_contracts
from environments.catalogue import ENVIRONMENTS
from environments.market_data import MARKET_DATA

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
LOGICAL = {"string": "string", "number": "number", "integer": "integer", "date": "date", "timestamp": "date"}
"""The logical type of Open Data Contract Standard 3.0.2 for each physical type that is used."""


@pytest.mark.parametrize("name", names_of_contracts())
def test_a_contract_says_what_the_standard_asks_for(name: str) -> None:
    document = json.loads((DATASETS / f"{name}.json").read_text())
    assert {"apiVersion", "kind", "id", "version", "status"} <= document.keys()
    assert (document["apiVersion"], document["kind"]) == ("v3.0.2", "DataContract")
    (table,) = document["schema"]
    assert table["name"] == name
    for column in table["properties"]:
        assert LOGICAL[column["physicalType"]] == column["logicalType"]
        assert column["description"]
        assert column["required"] or not column.get("primaryKey", False), "a key is always there"
    known = contract(name)
    assert any(column.key for column in known.columns)
    if known.time_column is not None:
        (column,) = [each for each in known.columns if each.name == known.time_column]
        assert column.physical_type == "timestamp"


def test_every_contract_has_a_source_and_every_source_a_contract() -> None:
    assert {source.contract for source in MARKET_DATA.all} == set(names_of_contracts())
    for config in ENVIRONMENTS:
        assert {source.contract for source in config.sources.all} <= set(names_of_contracts())


def rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open() as text:
        yield from csv.DictReader(text) if file.suffix == ".csv" else map(json.loads, text)


@pytest.mark.parametrize("source", MARKET_DATA.all, ids=lambda source: source.name)
def test_every_source_has_a_sample_that_keeps_its_contract(source: Any) -> None:
    files = [file for file in SAMPLES.iterdir() if file.name.startswith(source.name)]
    assert files
    dataset = contract(source.contract)
    columns = {column.name for column in dataset.columns}
    for file in files:
        found = list(rows(file))
        assert found
        for row in found:
            assert row.keys() - {"Op"} <= columns
            assert [name for name in dataset.required_columns if row.get(name) in (None, "")] == []


def test_no_contract_of_a_name_nobody_knows() -> None:
    with pytest.raises(FileNotFoundError):
        contract("nothing")
