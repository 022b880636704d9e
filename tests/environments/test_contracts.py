"""Contracts are well formed, and samples keep them."""

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from contracts import contract as module
from contracts.contract import DATASETS, ContractError, contract, names_of_contracts
from environments.catalogue import ENVIRONMENTS
from environments.market_data import MARKET_DATA

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
LOGICAL = {"string": "string", "number": "number", "integer": "integer", "date": "date", "timestamp": "date"}
"""The logical type of Open Data Contract Standard 3.0.2 for each physical type that is used."""

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    yield
    contract.cache_clear()


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


def with_contract(folder: Path, monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Put a contract `fx_rates` beside the others: that of splits, changed."""
    document = json.loads((DATASETS / "splits.json").read_text().replace("splits", "fx_rates"))
    change(document)
    shutil.copytree(DATASETS, folder / "datasets")
    (folder / "datasets" / "fx_rates.json").write_text(json.dumps(document))
    monkeypatch.setattr(module, "DATASETS", folder / "datasets")
    monkeypatch.setattr(module, "names_of_contracts", lambda: (*names_of_contracts(), "fx_rates"))
    contract.cache_clear()


def column(given: str, **changes: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        (found,) = [each for each in document["schema"][0]["properties"] if each["name"] == given]
        found.update(changes)

    return change


def keyless(document: dict[str, Any]) -> None:
    for each in document["schema"][0]["properties"]:
        each.pop("primaryKey", None)


WRONG: dict[str, tuple[Change, str]] = {
    "another name": (
        lambda document: document["schema"][0].update(name="splits"),
        "the table's name is 'splits'; allowed: 'fx_rates', the name of the file",
    ),
    "unknown type": (
        column("ratio_to", physicalType="decimal"),
        "physicalType of ratio_to is 'decimal'; allowed: string, number, integer, date, timestamp",
    ),
    "no key": (keyless, "the key is []; allowed: at least one column with primaryKey"),
    "a key that may be missing": (
        column("isin", required=False),
        "required of isin is False; allowed: true, for it is part of the key",
    ),
    "a time that is no column": (
        lambda document: document.update(slaDefaultElement="fx_rates.known"),
        "slaDefaultElement is 'fx_rates.known'; allowed: 'fx_rates.published_at'",
    ),
    "a time that is a date": (
        lambda document: document.update(slaDefaultElement="fx_rates.effective_date"),
        "slaDefaultElement is 'fx_rates.effective_date'",
    ),
    "a column of the lakehouse's": (column("ratio_to", name="version"), "the name of a column is 'version'"),
    "a column twice": (column("ratio_to", name="ratio_from"), "the name of a column is 'ratio_from'"),
    "a name that SQL would quote": (
        column("ratio_to", name="Ratio to"),
        "the name of a column is 'Ratio to'",
    ),
    "no columns": (lambda document: document["schema"][0].pop("properties"), "lacks 'properties'"),
    "two tables": (lambda document: document.update(schema=document["schema"] * 2), "is no contract: "),
    "no document": (lambda document: document.clear(), "lacks 'schema'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_contract_of_which_no_table_can_be_made_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    change, told = WRONG[case]
    with_contract(tmp_path, monkeypatch, change)
    with pytest.raises(ContractError) as refused:
        contract("fx_rates")
    assert str(refused.value).startswith("contracts/datasets/fx_rates.json")
    assert told in str(refused.value)


def test_a_name_that_no_table_may_have_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = (DATASETS / "splits.json").read_text().replace('"splits', '"fx-rates')
    (tmp_path / "fx-rates.json").write_text(document)
    monkeypatch.setattr(module, "DATASETS", tmp_path)
    with pytest.raises(ContractError, match=r"fx-rates\.json: the name is 'fx-rates'; allowed: lower case"):
        contract("fx-rates")


def test_a_good_contract_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_contract(tmp_path, monkeypatch, lambda _: None)
    assert contract("fx_rates").time_column == "published_at"


def test_the_configuration_names_a_source_whose_contract_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("environments.sources.source.names_of_contracts", lambda: ("fx_rates",))
    with_contract(tmp_path, monkeypatch, keyless)
    source = dict(MARKET_DATA.apis[1]) | {"name": "fx-rates", "contract": "fx_rates"}
    with pytest.raises(ValidationError) as refused:
        type(MARKET_DATA.apis[1]).model_validate(source)
    assert "contract: is a dataset whose contract is wrong; given fx_rates" in str(refused.value)
    assert "contracts/datasets/fx_rates.json: the key is []" in str(refused.value)
