"""Contracts keep their standard, samples keep them, and one that no table could be made of is refused."""

import csv
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import open_data_contract_standard
import pytest
from jsonschema import Draft201909Validator, FormatChecker

from contracts.contract import DATASETS, contract, names_of_contracts
from contracts.product import PRODUCTS
from environments.catalogue import ENVIRONMENTS
from environments.market_data import MARKET_DATA

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SCHEMA = files(open_data_contract_standard) / "schema.json"
STANDARD = Draft201909Validator(json.loads(SCHEMA.read_text()), format_checker=FormatChecker())


@pytest.mark.parametrize(
    "file", [*sorted(DATASETS.glob("*.json")), *sorted(PRODUCTS.glob("*.json"))], ids=lambda file: file.stem
)
def test_a_contract_keeps_the_schema_of_the_standard(file: Path) -> None:
    document = json.loads(file.read_text())
    assert [f"{error.json_path}: {error.message}" for error in STANDARD.iter_errors(document)] == []


@pytest.mark.parametrize("change", [{"status": 1}, {"servers": [{"server": "x"}]}, {"colour": "red"}])
def test_the_schema_of_the_standard_refuses_what_is_none(change: dict[str, Any]) -> None:
    document = json.loads((DATASETS / "splits.json").read_text()) | change
    assert list(STANDARD.iter_errors(document))


@pytest.mark.parametrize("name", names_of_contracts())
def test_a_contract_can_be_read(name: str) -> None:
    assert contract(name).name == name


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
    dataset = source.dataset
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
