"""Every rule is broken by a record, says so by name, and by nothing else."""

from typing import Any

import pytest
from lakehouse_support import GOOD, bronze, good, others
from pyspark.sql import SparkSession

from anthill_lakehouse.datasets import DATASETS, dataset
from anthill_lakehouse.quality.rule import Severity
from anthill_lakehouse.quality.rules import references_of, rules_of
from anthill_lakehouse.silver.records import published_rules, records
from anthill_lakehouse.silver.versions import quarantined

UNREADABLE = {"_problem": "record.malformed: is not a whole JSON object"}
BROKEN: dict[str, dict[str, dict[str, Any]]] = {
    "daily_prices": {
        "isin.form": {"isin": "APPLE"},
        "isin.check_digit": {"isin": "US0378331004"},
        "exchange.known": {"exchange": "XXXX"},
        "currency.known": {"currency": "ZZZ"},
        "open.positive": {"open": "0", "low": "0.5"},
        "high.positive": {"high": "-1"},
        "low.positive": {"low": "0"},
        "close.positive": {"close": "-11", "low": "-12"},
        "volume.not_negative": {"volume": "-1"},
        "price.range": {"close": "13"},
        "trade_date.weekday": {"trade_date": "2026-01-04"},
        "published_at.after_trading": {"published_at": "2026-01-04T21:05:00Z"},
        "isin.known": {"isin": "DE0007164600"},
        "trade_date.open": {"trade_date": "2026-01-19", "published_at": "2026-01-19T21:00:00Z"},
        "record.malformed": UNREADABLE,
    },
    "splits": {
        "isin.form": {"isin": "us0378331005"},
        "isin.check_digit": {"isin": "DE0007164601"},
        "ratio_from.positive": {"ratio_from": "0"},
        "ratio_to.positive": {"ratio_to": "-2"},
        "ratio.usual": {"ratio_to": "5000"},
        "isin.known": {"isin": "GB0007980591"},
    },
    "intraday_trades": {
        "isin.form": {"isin": "US03783310055"},
        "exchange.known": {"exchange": "NASDAQ"},
        "currency.known": {"currency": "usd"},
        "price.positive": {"price": "0"},
        "quantity.positive": {"quantity": "-3"},
        "isin.known": {"isin": "CH0038863350"},
    },
    "positions": {
        "isin.form": {"isin": "X"},
        "isin.check_digit": {"isin": "CH0038863351"},
        "isin.known": {"isin": "CH0038863350"},
    },
    "instruments": {
        "isin.form": {"isin": "1S0378331005"},
        "isin.check_digit": {"isin": "GB0007980592"},
        "currency.known": {"currency": "XXX"},
        "exchange.known": {"exchange": "XTSE"},
    },
    "dividends": {
        "isin.form": {"isin": "-"},
        "isin.check_digit": {"isin": "US0378331009"},
        "currency.known": {"currency": "EURO"},
        "amount.positive": {"amount": "0"},
        "pay_date.after_ex_date": {"pay_date": "2026-02-08"},
        "isin.known": {"isin": "CH0038863350"},
    },
    "market_holidays": {"exchange.known": {"exchange": "?"}, "early_close.time": {"early_close": "25:00"}},
}
"""By dataset and rule, what is changed of the good record. Some break a second rule, named below."""
ALSO = {
    ("daily_prices", "open.positive"): {"price.range"},
    ("daily_prices", "high.positive"): {"price.range"},
    ("daily_prices", "close.positive"): {"low.positive"},
    ("splits", "ratio_to.positive"): {"ratio.usual"},
}
NOT_TEXT = {"date": "2026-13-40", "timestamp": "yesterday", "number": "n/a", "integer": "1.5x"}


def contract_cases(name: str) -> dict[str, dict[str, Any]]:
    cases: dict[str, dict[str, Any]] = {}
    for column in dataset(name).columns:
        if column.required:
            cases[f"{column.name}.missing"] = {column.name: " "}
        if column.physical_type != "string":
            cases[f"{column.name}.type"] = {column.name: NOT_TEXT[column.physical_type]}
    return cases


@pytest.mark.parametrize("name", [each.name for each in DATASETS])
def test_each_rule_is_broken_by_its_record_and_named(spark: SparkSession, name: str) -> None:
    of = dataset(name)
    cases = [("", {}), *BROKEN.get(name, {}).items(), *contract_cases(name).items()]
    given = bronze(spark, name, [good(name) | changes for _, changes in cases])
    checked = {row["line"]: row for row in records(given, of, others(spark, of)).collect()}
    assert len(checked) == len(cases)
    severities = {rule.name: rule.severity for rule in (*rules_of(of), *references_of(of))}
    for line, (rule, _) in enumerate(cases, start=1):
        row = checked[line]
        problems = {reason.partition(": ")[0] for reason in row["problems"]}
        warnings = {reason.partition(": ")[0] for reason in row["warnings"]}
        if not rule:
            assert problems | warnings == set(), "the good record breaks nothing"
            continue
        warns = severities.get(rule) is Severity.WARN
        assert rule in (warnings if warns else problems), (rule, row["problems"], row["warnings"])
        extra = problems | warnings - {"isin.known"} if not warns else problems
        assert extra - {rule} <= ALSO.get((name, rule), set()), (rule, extra)
        assert (row["version"] is None) is (not warns), rule
        assert all(reason.partition(": ")[2] for reason in [*row["problems"], *row["warnings"]]), rule


@pytest.mark.parametrize("name", [each.name for each in DATASETS])
def test_no_rule_is_without_a_record_that_breaks_it(name: str) -> None:
    stopping = {rule.name for rule in rules_of(dataset(name)) if rule.severity is Severity.FAIL}
    of_files = {"file.unreadable", "record.encoding", "record.malformed"}
    known = set(published_rules(dataset(name))) - stopping - of_files
    assert known == {*BROKEN.get(name, {}), *contract_cases(name)} - of_files


def test_quarantine_says_why_and_where_from(spark: SparkSession) -> None:
    of = dataset("daily_prices")
    wrong = GOOD["daily_prices"] | {"close": "n/a", "currency": "ZZZ", "_record": '{"close": "n/a"}'}
    found = quarantined(
        records(bronze(spark, of.name, [GOOD[of.name], wrong]), of, others(spark, of))
    ).collect()
    (row,) = found
    assert row["reasons"] == [
        "close.type: 'n/a' is not a number",
        "currency.known: has a currency that is not in ISO 4217",
    ]
    assert (row["record"], row["source_file"], row["line"]) == ('{"close": "n/a"}', "f", 2)


@pytest.mark.parametrize("operation", ["X", None])
def test_a_change_of_unknown_kind_stops_the_run_and_names_its_place(
    spark: SparkSession, operation: str
) -> None:
    of = dataset("positions")
    given = bronze(spark, of.name, [GOOD[of.name], GOOD[of.name] | {"_operation": operation}])
    with pytest.raises(Exception, match=r"positions f line 2: operation\.known"):
        records(given, of, others(spark, of)).collect()


def test_a_deletion_needs_no_more_than_its_key(spark: SparkSession) -> None:
    of = dataset("positions")
    deleted = GOOD[of.name] | {"_operation": "D", "quantity": None, "updated_at": None}
    keyless = deleted | {"as_of": None}
    found = {
        row["line"]: row["problems"]
        for row in records(bronze(spark, of.name, [deleted, keyless]), of, others(spark, of)).collect()
    }
    assert found == {1: [], 2: ["as_of.missing: is required and has no value"]}
