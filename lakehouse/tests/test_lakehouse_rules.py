"""Every rule is broken by a record, says so by name, and by nothing else."""

import re
from typing import Any

import pytest
from lakehouse_support import bronze, good, others
from pyspark.sql import SparkSession

from anthill_lakehouse.datasets import DATASETS, Dataset, dataset
from anthill_lakehouse.quality.rule import Reference, Rule
from anthill_lakehouse.quality.rules import OPERATION, references_of, rules_of
from anthill_lakehouse.silver.records import published_rules, records
from anthill_lakehouse.silver.versions import quarantined
from contracts.dataset import LogicalType
from contracts.quality import Check, OnViolation
from contracts.smoke_record import RULE as SENT_BY_SMOKE_TEST

UNREADABLE = {"_problem": "record.malformed: is not a whole JSON object"}
BREAKS = {
    Check.ISIN_FORM: "us0378331005",
    Check.ISIN_CHECK_DIGIT: "US0378331004",
    Check.CURRENCY: "XXX",
    Check.EXCHANGE: "NASDAQ",
    Check.POSITIVE: "0",
    Check.NOT_NEGATIVE: "-1",
}
"""A value that does not pass the check, but is of the type."""
NOT_TEXT = {"date": "2026-13-40", "timestamp": "yesterday", "number": "n/a", "integer": "1.5x"}


def breaking(of: Dataset) -> dict[str, dict[str, Any]]:
    """Return by rule how the good record is changed so that it breaks it; those between datasets aside."""
    cases: dict[str, dict[str, Any]] = {"record.malformed": UNREADABLE}
    for column in of.columns:
        if column.required:
            cases[f"{column.name}.missing"] = {column.name: " "}
        if column.logical_type is not LogicalType.STRING:
            cases[f"{column.name}.type"] = {column.name: NOT_TEXT[column.logical_type]}
        for check in column.quality:
            rule = f"{column.name}.{check.implementation.about}"
            cases[rule] = {column.name: BREAKS[check.implementation]}
    return cases | {
        rule.name: {name: str(value) for name, value in rule.broken_by.items()} for rule in of.table.quality
    }


@pytest.mark.parametrize("name", [each.name for each in DATASETS])
def test_each_rule_is_broken_by_its_record_and_named(spark: SparkSession, name: str) -> None:
    of = dataset(name)
    cases = [("", {}), *breaking(of).items()]
    given = bronze(spark, name, [good(name) | changes for _, changes in cases])
    checked = {row["line"]: row for row in records(given, of, others(spark, of)).collect()}
    assert len(checked) == len(cases)
    rules = {rule.name: rule for rule in (*rules_of(of), *references_of(of))}
    for line, (rule, changes) in enumerate(cases, start=1):
        row = checked[line]
        problems = {reason.partition(": ")[0] for reason in row["problems"]}
        warnings = {reason.partition(": ")[0] for reason in row["warnings"]}
        if not rule:
            assert problems | warnings == set(), "the good record breaks nothing"
            continue
        warns = rule in rules and rules[rule].severity is OnViolation.WARN
        assert rule in (warnings if warns else problems), (rule, row["problems"], row["warnings"])
        # What was changed may break other rules about the same columns.
        unchanged = [about(rules[other]) for other in problems | warnings - {rule} if other in rules]
        assert all(words & changes.keys() for words in unchanged), (rule, problems, warnings)
        assert (row["version"] is None) is bool(problems), rule
        assert all(reason.partition(": ")[2] for reason in [*row["problems"], *row["warnings"]]), rule


def about(rule: Rule | Reference) -> set[str]:
    if isinstance(rule, Reference):
        return {own for own, _ in rule.columns}
    return set(re.findall(r"\w+", rule.holds))


@pytest.mark.parametrize("name", [each.name for each in DATASETS])
def test_what_others_do_not_know_is_kept_with_a_warning(spark: SparkSession, name: str) -> None:
    of = dataset(name)
    (row,) = records(bronze(spark, name, [good(name)]), of, others(spark, of, empty=True)).collect()
    assert row["problems"] == []
    known = [f"{column.name}.known" for column in of.columns for _ in column.relationships]
    assert [reason.partition(": ")[0] for reason in row["warnings"]] == known


@pytest.mark.parametrize("name", [each.name for each in DATASETS])
def test_every_rule_is_published_by_its_name(name: str) -> None:
    of = dataset(name)
    assert {rule.name for rule in (*rules_of(of), *references_of(of))} <= set(published_rules(of))
    known = {f"{column.name}.known" for column in of.columns for _ in column.relationships}
    of_files = {"file.unreadable", "record.encoding", SENT_BY_SMOKE_TEST}
    of_changes = {OPERATION.name} if of.changes else set[str]()
    assert set(published_rules(of)) - of_files - of_changes - known == set(breaking(of)) - known


def test_quarantine_says_why_and_where_from(spark: SparkSession) -> None:
    of = dataset("daily_prices")
    wrong = good("daily_prices") | {"close": "n/a", "currency": "ZZZ", "_record": '{"close": "n/a"}'}
    found = quarantined(
        records(bronze(spark, of.name, [good(of.name), wrong]), of, others(spark, of))
    ).collect()
    (row,) = found
    assert row["reasons"] == [
        "close.type: 'n/a' is not a number",
        "currency.known: has a currency that is not in ISO 4217",
    ]
    assert (row["record"], row["source_file"], row["line"]) == ('{"close": "n/a"}', "f", 2)


def test_a_change_of_unknown_kind_goes_to_quarantine_and_the_others_go_on(spark: SparkSession) -> None:
    of = dataset("positions")
    unknown = [good(of.name) | {"_operation": operation} for operation in ("X", None, "1", "")]
    found = records(bronze(spark, of.name, [good(of.name), *unknown]), of, others(spark, of)).collect()
    assert [row["line"] for row in found if row["is_current"]] == [1]
    wrong = {row["line"]: row["problems"] for row in found if row["problems"]}
    assert sorted(wrong) == [2, 3, 4, 5]
    assert all(problems == ["operation.known: is a change of unknown kind"] for problems in wrong.values())


def test_a_deletion_needs_no_more_than_its_key(spark: SparkSession) -> None:
    of = dataset("positions")
    deleted = good(of.name) | {"_operation": "D", "quantity": None, "updated_at": None}
    keyless = deleted | {"as_of": None}
    found = {
        row["line"]: row["problems"]
        for row in records(bronze(spark, of.name, [deleted, keyless]), of, others(spark, of)).collect()
    }
    assert found == {1: [], 2: ["as_of.missing: is required and has no value"]}


@pytest.mark.parametrize("around", [" ", "\n", "\r\n", "\t", "\x0b", "\x0c "])
def test_white_space_around_a_value_is_no_part_of_it(spark: SparkSession, around: str) -> None:
    of = dataset("market_holidays")
    kept = good(of.name) | {"early_close": "13:00"}
    padded = {name: f"{around}{value}{around}" for name, value in kept.items()}
    blank = kept | {"early_close": around}
    first, second, third = (
        records(bronze(spark, of.name, [kept, padded, blank]), of, others(spark, of))
        .orderBy("line")
        .collect()
    )
    assert first["problems"] == second["problems"] == third["problems"] == []
    assert [second[name] for name in of.column_names] == [first[name] for name in of.column_names]
    assert third["early_close"] is None


@pytest.mark.parametrize(("name", "column", "value"), [
    ("intraday_trades", "isin", "US0378331005\nX"), ("market_holidays", "early_close", "13:00\n1"),
])  # fmt: skip
def test_a_pattern_ends_where_the_text_ends(spark: SparkSession, name: str, column: str, value: str) -> None:
    of = dataset(name)
    given = bronze(spark, name, [good(name) | {column: value}])
    (row,) = records(given, of, others(spark, of)).collect()
    assert any(reason.startswith(f"{column}.") for reason in row["problems"])
