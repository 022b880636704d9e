"""The whole pipeline on one machine: right, whatever the data's faults, and whenever it is killed."""

import gzip
import json
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lakehouse_ask import asking_home
from lakehouse_runs import contents, killed_at, negative_zeros, rows
from lakehouse_truth import Truth

from anthill_lakehouse.checks import CHECKS
from anthill_lakehouse.checks.freshness import freshness
from anthill_lakehouse.datasets import DATASETS
from anthill_lakehouse.local.pipeline import run
from anthill_lakehouse.local.tables import read_table, table_names
from anthill_lakehouse.sample.market import generate

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("lakehouse"), pytest.mark.timeout(1500)]

SAMPLE: dict[str, Any] = {"symbols": 4, "days": 45, "seed": 7, "trades_per_day": 4}
STAGES = ("bronze.daily_prices", "silver.daily_prices_records", "gold.daily_returns")
UNKNOWN = "US0378331005"
OF_PRICES = {
    "bronze.daily_prices", "silver.daily_prices_records", "silver.daily_prices", "silver.adjusted_prices",
    "gold.daily_returns", "gold.yearly_results", "gold.portfolio_positions", "gold.portfolio_value",
    "gold.data_quality", "features.volatility_features",
}  # fmt: skip
"""What a price can change."""
BY_INSTRUMENT = {"silver.adjusted_prices", "gold.daily_returns", "gold.portfolio_positions"}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("clean")
    generate(home, **SAMPLE, faults=False)
    assert run(home).state == "done"
    return home


@pytest.fixture(scope="module")
def truth(clean: Path) -> Truth:
    return Truth(clean)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lakehouse of faulty data whose first three runs were killed, one at each stage, once without the engine."""
    home = tmp_path_factory.mktemp("faulty")
    generate(home, **SAMPLE)
    for table in STAGES:
        killed_at(home, table, engine_too=not table.startswith("silver"))
    assert run(home).state == "done"
    return home


def missing_instrument(truth: Truth, faulty: Path) -> str:
    given = {
        (row["isin"], str(row["trade_date"])) for row in read_table(faulty, "silver.daily_prices").to_pylist()
    }
    ((isin, _),) = {(row.isin, row.trade_date) for row in truth.prices.itertuples()} - given
    return isin


@pytest.mark.parametrize("home", ["clean", "faulty"])
def test_gold_is_what_really_happened(home: str, truth: Truth, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(home)
    but = {UNKNOWN, missing_instrument(truth, folder)} if home == "faulty" else set[str]()

    returns = rows(folder, "gold.daily_returns", "isin", "trade_date")
    given = {
        key: row for key, row in returns.items() if key[0] not in but and row["total_return"] is not None
    }
    expected = {key: both for key, both in truth.daily_returns().items() if key[0] not in but}
    assert given.keys() == expected.keys()
    for key, (price_return, total_return) in expected.items():
        assert given[key]["price_return"] == pytest.approx(price_return, abs=1e-12), key
        assert given[key]["total_return"] == pytest.approx(total_return, abs=1e-12), key

    results = rows(folder, "gold.yearly_results", "isin", "year")
    for (isin, year), wanted in truth.yearly_results().items():
        if isin not in but:
            row = results[isin, str(year)]
            assert {name: row[name] for name in wanted} == pytest.approx(wanted, rel=1e-9, abs=1e-10), isin

    summaries = rows(folder, "gold.intraday_summary", "isin", "session_date")
    wanted_summaries = truth.intraday_summary()
    assert summaries.keys() == wanted_summaries.keys()
    for key, wanted in wanted_summaries.items():
        assert {name: summaries[key][name] for name in wanted} == pytest.approx(wanted, abs=1e-5), key


def test_portfolios_are_worth_what_they_hold(clean: Path, truth: Truth) -> None:
    values = rows(clean, "gold.portfolio_value", "portfolio_id", "date", "currency")
    expected = {key: both for key, both in truth.portfolio_value().items() if both[1]}
    assert expected.keys() <= values.keys()
    for key, (value, positions) in expected.items():
        assert (values[key]["market_value"], values[key]["positions"]) == pytest.approx((value, positions)), (
            key
        )
    for key in values.keys() - expected.keys():
        assert values[key]["positions"] == 0, "a day beyond the holdings may only close them"


def test_profits_add_up_to_the_change_of_value(clean: Path) -> None:
    by_holding: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for key, row in sorted(rows(clean, "gold.portfolio_positions", "portfolio_id", "isin", "date").items()):
        by_holding.setdefault(key[:2], []).append(row)
    for holding, days in by_holding.items():
        for before, after in pairwise(days):
            if before["quantity"] == after["quantity"]:
                change = after["market_value"] - before["market_value"]
                assert after["daily_profit"] == pytest.approx(change, abs=1e-4), holding


def test_no_figure_is_a_negative_zero(clean: Path, faulty: Path) -> None:
    assert negative_zeros(clean) == negative_zeros(faulty) == []


def test_every_fault_is_counted_and_explained(faulty: Path) -> None:
    rules = {
        (row["dataset"], row["rule"]): row["records"]
        for row in read_table(faulty, "gold.quality_by_rule").to_pylist()
    }
    for rule in (
        "close.type", "volume.type", "trade_date.type", "close.missing", "currency.missing", "low.positive",
        "price.range", "currency.known", "isin.check_digit", "isin.known", "trade_date.open", "file.unreadable",
    ):  # fmt: skip
        assert rules["daily_prices", rule] > 0, rule
    for dataset, rule in (
        ("intraday_trades", "quantity.positive"),
        ("intraday_trades", "record.malformed"),
        ("dividends", "amount.type"),
        ("positions", "file.unreadable"),
    ):
        assert rules[dataset, rule] > 0, (dataset, rule)
    for name in table_names(faulty):
        if name.endswith("_quarantine"):
            for row in read_table(faulty, name).to_pylist():
                assert row["reasons"], name
                assert row["source_file"], name
    for row in read_table(faulty, "gold.data_quality").to_pylist():
        seen = row["valid_versions"] + row["duplicates"] + row["quarantined"]
        assert seen == row["received"], row


@pytest.mark.parametrize("home", ["clean", "faulty"])
def test_every_check_holds(home: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(home)
    ask = asking_home(folder)
    assert {check.name: faults for check in CHECKS if (faults := check.faults(ask))} == {}
    last = {
        row["dataset"]: row["last_arrived_at"] for row in read_table(folder, "gold.data_quality").to_pylist()
    }
    assert set(last) == {each.name for each in DATASETS}
    arrived = [moment.replace(tzinfo=UTC) for moment in last.values() if moment]
    # The sample is of the use case: what it doesn't know can't have arrived.
    never = [f"{name} has never arrived" for name in sorted(last) if last[name] is None]
    allowed = timedelta(minutes=min(each.freshness_minutes for each in DATASETS))
    assert freshness(min(arrived) + allowed).faults(ask) == never
    stale = freshness(max(arrived) + timedelta(days=30)).faults(ask)
    assert len(stale) == len(DATASETS)


def test_a_run_without_news_does_nothing(faulty: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in (faulty / "versions").rglob("*")}
    assert run(faulty).state == "nothing new"
    assert {file: file.stat().st_mtime_ns for file in (faulty / "versions").rglob("*")} == before


def test_a_late_correction_changes_what_it_corrects_and_nothing_else(faulty: Path) -> None:
    """Runs last: it changes the faulty lakehouse. Every table is made again, so all else must come out as before."""
    before = contents(faulty)
    prices = rows(faulty, "silver.daily_prices", "isin", "trade_date")
    (isin, day), old = next(
        (key, row) for key, row in sorted(prices.items()) if key[1] == "2025-01-21" and row["version"] == 1
    )
    wrong = {name: str(value) for name, value in old.items() if name not in {"known_at", "version"}}
    changed = wrong | {"high": "99999", "close": "88888", "published_at": "2026-06-01T00:00:00Z"}
    file = faulty / "landing/market/daily-prices/date=2026-06-01/correction.jsonl.gz"
    file.parent.mkdir(parents=True)
    file.write_bytes(gzip.compress(json.dumps(changed).encode()))
    assert run(faulty).state == "done"
    now = rows(faulty, "silver.daily_prices", "isin", "trade_date")
    assert float(now[isin, day]["close"]) == 88888
    assert now[isin, day]["version"] == 2
    assert now.keys() == prices.keys()
    assert {key for key in now if now[key] != prices[key]} == {(isin, day)}
    history = [
        row
        for row in read_table(faulty, "silver.daily_prices_records").to_pylist()
        if (row["isin"], str(row["trade_date"])) == (isin, day) and row["version"] and not row["is_duplicate"]
    ]
    assert sorted((row["version"], float(row["close"])) for row in history) == [
        (1, float(old["close"])),
        (2, 88888.0),
    ]
    after = contents(faulty)
    assert after.keys() == before.keys()
    changed_tables = {name for name in after if after[name] != before[name]}
    assert changed_tables <= OF_PRICES
    assert {"bronze.daily_prices", "silver.daily_prices", "gold.daily_returns"} <= changed_tables
    for name in changed_tables & BY_INSTRUMENT:
        of_others = [row for row in after[name] if f'"{isin}"' not in row]
        assert of_others == [row for row in before[name] if f'"{isin}"' not in row], name
