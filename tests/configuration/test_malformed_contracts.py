"""Contracts of which no table could be made are refused: where, what was given, what is allowed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts import contract as module
from contracts.contract import DATASETS, contract, forget
from contracts.errors import ContractError
from tests.configuration.changed_contracts import (
    Change,
    column,
    fresh,
    keyless,
    known_at,
    rule,
    server,
    table,
    with_contract,
)


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    yield
    forget()


COLUMNS = "isin, effective_date, ratio_from, ratio_to, published_at"
WRONG: dict[str, tuple[Change, str]] = {
    # what is changed of the contract of splits, and what the message says behind the file's name
    "another name": (table(name="splits"), "schema[0].name is \"splits\"; allowed: 'fx_rates'"),
    "another type": (
        column("ratio_to", logicalType="decimal"),
        "schema[0].properties[3].logicalType is \"decimal\"; allowed: 'string', 'number', 'integer', 'date'",
    ),
    "no key": (keyless, "schema[0].properties is "),
    "a key that may be missing": (
        column("isin", required=False),
        "schema[0].properties[0].required is false; allowed: true, for it is part of the key",
    ),
    "a time that is no column": (
        known_at("known"),
        'schema[0].customProperties, knownAt is "known"; allowed: published_at',
    ),
    "a time that is a date": (
        known_at("effective_date"),
        'knownAt is "effective_date"; allowed: published_at',
    ),
    "a column of the lakehouse's": (
        column("ratio_to", name="version"),
        'schema[0].properties[3].name is "version"; allowed: any but arrived_at, batch_id',
    ),
    "a column twice": (
        column("ratio_to", name="ratio_from"),
        'properties[2].name is "ratio_from"; allowed: each',
    ),
    "a name that SQL would quote": (
        column("ratio_to", name="Ratio to"),
        'schema[0].properties[3].name is "Ratio to"; allowed: match pattern',
    ),
    "a misspelt field": (
        column("ratio_to", primarykey=True),
        "schema[0].properties[3].primarykey is true; allowed: no such field, only name, logicalType, required, prim",
    ),
    "no columns": (
        lambda document: document["schema"][0].pop("properties"),
        "schema[0].properties is missing",
    ),
    "two tables": (
        lambda document: document.update(schema=document["schema"] * 2),
        "allowed: have at most 1 item",
    ),
    "no document": (lambda document: document.clear(), "apiVersion is missing"),
    "another version of the standard": (
        lambda document: document.update(apiVersion="v3.0.2"),
        "apiVersion is \"v3.0.2\"; allowed: 'v3.1.0'",
    ),
    "a domain that is no word": (
        lambda document: document.update(domain="Market data"),
        'domain is "Market data"; allowed: match pattern',
    ),
    "another volume": (
        server(server="silver"),
        "servers[0].server is \"silver\"; allowed: 'landing' or 'arrivals'",
    ),
    "another format": (
        server(format="xml"),
        "servers[0].format is \"xml\"; allowed: 'csv', 'jsonl' or 'parquet'",
    ),
    "a folder that leads elsewhere": (
        server(path="../market"),
        'servers[0].path is "../market"; allowed: match pattern',
    ),
    "no promise": (
        lambda document: document.update(slaProperties=[]),
        "slaProperties is []; allowed: have at least 1",
    ),
    "a promise in weeks": (fresh(unit="w"), "slaProperties[0].unit is \"w\"; allowed: 'min', 'h' or 'd'"),
    "a promise in words": (fresh(value="7"), 'slaProperties[0].value is "7"; allowed: a valid integer'),
    "changes that are words": (
        table(customProperties=[{"property": "changes", "value": "yes"}]),
        'schema[0].customProperties[0].changes.value is "yes"; allowed: a valid boolean',
    ),
    "changes that are known by themselves": (
        table(
            customProperties=[
                {"property": "changes", "value": True},
                {"property": "knownAt", "value": "published_at"},
            ]
        ),
        'schema[0].customProperties, knownAt is "published_at"; allowed: none beside changes',
    ),
    "an unknown check": (
        column("isin", quality=[{"type": "custom", "engine": "anthill", "implementation": "lei"}]),
        "schema[0].properties[0].quality[0].implementation is \"lei\"; allowed: 'isin_form', 'isin_check_digit', 'curr",
    ),
    "a severity nobody knows": (
        rule(severity="error"),
        "schema[0].quality[0].severity is \"error\"; allowed: 'warn' or 'drop'",
    ),
    "a rule that says two things": (
        rule(implementation={"holds": "true", "absentFrom": "splits", "columns": {"isin": "isin"}}),
        'schema[0].quality[0].implementation is "both"; allowed: either holds, or absentFrom with columns',
    ),
    "a rule without an example": (
        rule(customProperties=[]),
        "quality[0].customProperties is []; allowed: have at l",
    ),
    "an example of another dataset": (
        rule(customProperties=[{"property": "brokenBy", "value": {"close": 1}}]),
        f'schema[0].quality[0] is "close"; allowed: columns of its own: {COLUMNS}',
    ),
    "a rule's name twice": (
        rule(name="isin.form"),
        'the name of a rule is "isin.form"; allowed: each name once',
    ),
    "a dataset nobody knows": (
        column("isin", relationships=[{"to": "shares.isin"}]),
        'schema[0].properties[0].relationships is "shares"; allowed: daily_prices, dividends, fx_rates, instr',
    ),
    "a column nobody knows": (
        column("isin", relationships=[{"to": "instruments.lei"}]),
        'schema[0].properties[0].relationships is "instruments.lei"; allowed: instruments.{isin, name, kind',
    ),
    "a rule that leads back": (
        column("isin", relationships=[{"to": "fx_rates.isin"}]),
        'relationships is "fx_rates"; allowed: a dataset whose own rules do not lead back to fx_rates',
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_contract_of_which_no_table_can_be_made_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    change, told = WRONG[case]
    with_contract(tmp_path, monkeypatch, change)
    with pytest.raises(ContractError) as refused:
        contract("fx_rates")
    assert str(refused.value).startswith("contracts/datasets/fx_rates.json: ")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_no_json_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fx_rates.json").write_text("{")
    monkeypatch.setattr(module, "DATASETS", tmp_path)
    forget()
    with pytest.raises(
        ContractError, match=r"fx_rates\.json: the text is no JSON \(EOF while parsing an object at line 1"
    ):
        contract("fx_rates")


def test_a_name_that_no_table_may_have_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = (DATASETS / "splits.json").read_text().replace('"splits', '"fx-rates')
    (tmp_path / "fx-rates.json").write_text(document)
    monkeypatch.setattr(module, "DATASETS", tmp_path)
    forget()
    with pytest.raises(ContractError, match=r'fx-rates\.json: name is "fx-rates"; allowed: match pattern'):
        contract("fx-rates")


def test_a_file_of_another_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(DATASETS / "instruments.json", tmp_path / "shares.json")
    monkeypatch.setattr(module, "DATASETS", tmp_path)
    forget()
    with pytest.raises(
        ContractError, match=r'shares\.json: name is "instruments"; allowed: "shares", as the file'
    ):
        contract("shares")


def test_a_good_contract_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_contract(tmp_path, monkeypatch, fresh(value=36, unit="h"))
    found = contract("fx_rates")
    assert (found.time_column, found.freshness_minutes, found.changes) == ("published_at", 2160, False)
