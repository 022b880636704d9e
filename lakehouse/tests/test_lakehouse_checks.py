"""Checks of a finished lakehouse: silent on a sound one, and each finds what it is for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from lakehouse_ask import asking, database

from anthill_lakehouse.checks import CHECKS
from anthill_lakehouse.checks.check import Ask
from anthill_lakehouse.checks.freshness import freshness
from anthill_lakehouse.checks.gold import FILLED, MAY_BE_EMPTY
from anthill_lakehouse.datasets import DATASETS
from anthill_lakehouse.pipelines.derived import DERIVED
from anthill_lakehouse.tasks import check as task

NOW = datetime(2026, 1, 8, 12, tzinfo=UTC)
GOLD = """
CREATE TABLE silver.adjusted_prices AS SELECT * FROM (VALUES
    ('US1', 'XNAS', DATE '2026-01-05', 100.0, 99.0), ('US1', 'XNAS', DATE '2026-01-06', 110.0, 109.0),
    ('US2', 'XNAS', DATE '2026-01-05', 50.0, 50.0)
) t(isin, exchange, trade_date, adjusted_close, total_return_close);
CREATE TABLE gold.daily_returns AS SELECT * FROM (VALUES
    ('US1', 'XNAS', DATE '2026-01-05', NULL, NULL), ('US2', 'XNAS', DATE '2026-01-05', NULL, NULL),
    ('US1', 'XNAS', DATE '2026-01-06', 110.0::DOUBLE / 100 - 1, 109.0::DOUBLE / 99 - 1)
) t(isin, exchange, trade_date, price_return, total_return);
CREATE TABLE gold.portfolio_positions AS SELECT * FROM (VALUES
    ('P', 'US1', DATE '2026-01-05', 'USD', 2.0, 200.0), ('P', 'US2', DATE '2026-01-05', 'USD', 0.0, 0.0),
    ('P', 'US3', DATE '2026-01-05', 'USD', 1.0, 50.5)
) t(portfolio_id, isin, date, currency, quantity, market_value);
CREATE TABLE gold.portfolio_value AS SELECT 'P' AS portfolio_id, DATE '2026-01-05' AS date, 'USD' AS currency,
    250.5 AS market_value, 2 AS positions;
CREATE TABLE gold.data_quality AS SELECT 'daily_prices' AS dataset, 3 AS received, 1 AS valid_versions,
    1 AS duplicates, 1 AS quarantined, TIMESTAMPTZ '2026-01-05 23:00:00+00' AS last_arrived_at,
    5760 AS freshness_objective_minutes;
CREATE TABLE gold.intraday_summary AS SELECT 1 AS trades;
CREATE TABLE gold.yearly_results AS SELECT 2026 AS year;
"""


@pytest.fixture(scope="module")
def sound() -> duckdb.DuckDBPyConnection:
    """A sound lakehouse: of each dataset one record that holds, its duplicate, and one in quarantine."""
    connection = database()
    for each in DATASETS:
        keys = ", ".join(f"'a' AS {name}" for name in each.key)
        connection.execute(f"CREATE TABLE {each.bronze} AS SELECT * FROM range(3)")
        rows = (
            ("1", "false", "true", "[]::VARCHAR[]", 1),
            ("1", "true", "false", "[]::VARCHAR[]", 2),
            ("NULL", "false", "false", "['close.type: x']", 3),
        )
        connection.execute(
            f"CREATE TABLE {each.records} AS "
            + " UNION ALL ".join(
                f"SELECT {keys}, {version}::INT AS version, {duplicate} AS is_duplicate, {current} AS is_current, "
                f"{problems} AS problems, 'f' AS source_file, {line} AS line, 'b' AS batch_id"
                for version, duplicate, current, problems, line in rows
            )
        )
        connection.execute(f"CREATE TABLE {each.silver} AS SELECT {keys}, 1 AS version")
        connection.execute(
            f"CREATE TABLE {each.quarantine} AS SELECT ['close.type: x'] AS reasons, 'f' AS source_file, "
            "3 AS line, 'b' AS batch_id"
        )
    connection.execute(GOLD)
    return connection


@pytest.fixture
def tables(sound: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A sound lakehouse that a test may damage."""
    sound.begin()
    yield sound
    sound.rollback()


def found(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    (check,) = [check for check in CHECKS if check.name == name]
    return check.faults(asking(connection))


def test_a_sound_lakehouse_has_no_faults(tables: duckdb.DuckDBPyConnection) -> None:
    assert {check.name: faults for check in CHECKS if (faults := check.faults(asking(tables)))} == {}


DAMAGES = [
    *(
        (damage.replace("{silver}", each.silver), check.format(each=each), told)
        for each in DATASETS
        for damage, check, told in (
            ("INSERT INTO {silver} SELECT * FROM {silver}", "{each.silver} has one row per key", "2 rows"),
            (f"INSERT INTO {each.bronze} SELECT 7", "every record of {each.bronze} is in silver", "4 received, 3"),
            (
                f"UPDATE {each.records} SET is_duplicate = true WHERE line = 3",
                "every record of {each.name} is a valid version, a duplicate or in quarantine",
                "f line 3",
            ),
            ("UPDATE {silver} SET version = 2", "{each.silver} has only records that hold", "no record says so"),
            (
                f"UPDATE {each.quarantine} SET line = 1",
                "nothing in quarantine of {each.name} holds",
                "f line 1 is in quarantine and in silver",
            ),
            (
                f"UPDATE {each.quarantine} SET reasons = []",
                "every record in quarantine of {each.name} has a reason",
                "f line 3 has none",
            ),
            (f"DELETE FROM {each.quarantine}", "what is wrong in {each.name} is in quarantine", "1 records are wrong"),
        )
    ),
    *((f"DELETE FROM {table}", f"{table} has rows", "it has 0") for table in FILLED),
    (
        "UPDATE gold.data_quality SET received = 4",
        "gold.data_quality accounts for every record",
        "daily_prices: 4 received, 1 + 1 + 1",
    ),
    (
        "UPDATE gold.daily_returns SET total_return = 0.1 WHERE total_return IS NOT NULL",
        "gold.daily_returns follows from silver.adjusted_prices",
        "US1 XNAS 2026-01-06: total return 0.1",
    ),
    (
        "UPDATE gold.portfolio_value SET market_value = 249",
        "gold.portfolio_value is the sum of its positions",
        "P on 2026-01-05: value 249",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "check", "told"), DAMAGES, ids=[check for _, check, _ in DAMAGES])
def test_each_check_finds_its_damage(
    tables: duckdb.DuckDBPyConnection, damage: str, check: str, told: str
) -> None:
    tables.execute(damage)
    assert told in "\n".join(found(tables, check))


def test_no_check_is_without_a_damage_that_it_finds() -> None:
    assert {check.name for check in CHECKS} == {check for _, check, _ in DAMAGES}


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM gold.daily_returns WHERE isin = 'US2'",
        "INSERT INTO gold.daily_returns VALUES ('US2', 'XNAS', DATE '2026-01-06', 0.1, 0.1)",
        "UPDATE gold.daily_returns SET price_return = 0 WHERE price_return IS NULL",
    ],
)
def test_returns_are_missed_and_made_up(tables: duckdb.DuckDBPyConnection, damage: str) -> None:
    tables.execute(damage)
    assert found(tables, "gold.daily_returns follows from silver.adjusted_prices")


@pytest.mark.parametrize("table", ["gold.portfolio_value", "gold.portfolio_positions"])
def test_a_portfolio_is_missed_on_either_side(tables: duckdb.DuckDBPyConnection, table: str) -> None:
    tables.execute(f"UPDATE {table} SET portfolio_id = 'Q'")
    assert len(found(tables, "gold.portfolio_value is the sum of its positions")) == 2


def test_every_table_of_gold_must_have_rows_or_may_have_none() -> None:
    made = {derived.name for derived in DERIVED if derived.name.startswith("gold.")}
    assert made | {"gold.data_quality", "gold.quality_by_rule"} == {*FILLED, *MAY_BE_EMPTY}


def test_checks_read_what_they_say() -> None:
    seen: list[str] = []

    def ask(question: str) -> list[dict[str, object]]:
        seen.append(question)
        return []

    known = {name for check in CHECKS for name in check.tables}
    for check in CHECKS:
        seen.clear()
        check.faults(ask)
        text = " ".join(seen).replace("(", " ").replace(")", " ").split()
        assert {name for name in known if name in text} == set(check.tables), check.name


@pytest.mark.parametrize(
    ("age", "faults"), [(timedelta(days=4), []), (timedelta(days=4, minutes=10), ["is stale", "4.0 days"])]
)
def test_a_dataset_is_stale_beyond_its_objective(
    tables: duckdb.DuckDBPyConnection, age: timedelta, faults: list[str]
) -> None:
    told = freshness(datetime(2026, 1, 5, 23, tzinfo=UTC) + age).faults(asking(tables))
    assert len(told) == bool(faults)
    assert all(fault in told[0] for fault in faults)


def test_a_dataset_that_never_arrived_is_told(tables: duckdb.DuckDBPyConnection) -> None:
    tables.execute("UPDATE gold.data_quality SET last_arrived_at = NULL")
    assert freshness(NOW).faults(asking(tables)) == ["daily_prices has never arrived"]


def test_the_task_fails_with_every_fault_and_passes_without(
    tables: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def asking_tables(catalog: str) -> Ask:
        assert catalog == "anthill_test"
        return asking(tables)

    monkeypatch.setattr(task, "asking", asking_tables)
    tables.execute("UPDATE gold.data_quality SET last_arrived_at = now()")
    task.main(["--catalog", "anthill_test"])
    assert "FAULT" not in capsys.readouterr().out

    tables.execute("UPDATE gold.data_quality SET last_arrived_at = TIMESTAMPTZ '2020-01-01 00:00:00+00'")
    tables.execute("DELETE FROM gold.yearly_results")
    with pytest.raises(SystemExit) as ended:
        task.main(["--catalog", "anthill_test"])
    assert str(ended.value.code).startswith("check: 2 of ")
    said = capsys.readouterr().out
    assert "FAULT gold.yearly_results has rows\n      it has 0" in said
    assert "daily_prices is stale: it last arrived 2020-01-01 00:00 UTC" in said
