"""Runs on Sail: what changed is made, what didn't stays, and what can't be read stops nothing."""

import gzip
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lakehouse_support import good

from anthill_lakehouse.datasets import dataset
from anthill_lakehouse.embedded.session import POOL_SIZE
from anthill_lakehouse.local.child import PipelineError
from anthill_lakehouse.local.engine import Engine
from anthill_lakehouse.local.pipeline import run
from anthill_lakehouse.local.tables import read_table, table_names
from anthill_lakehouse.pipelines.names import table_names as pipelines_tables
from anthill_lakehouse.sample.market import generate

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("lakehouse"), pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("embedded")
    generate(home, symbols=4, days=40, seed=3, trades_per_day=2)
    return home


def deliver(home: Path, name: str, file: str, content: bytes) -> None:
    of = dataset(name)
    place = home / of.volume / of.folder / file
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def versions(home: Path) -> dict[str, str]:
    return {
        f"{link.parent.stem}.{link.name}": link.resolve().name for link in (home / "warehouse").glob("*.db/*")
    }


def test_a_table_alone_is_made_with_what_it_is_made_of(home: Path) -> None:
    done = run(home, only="gold.daily_returns")
    assert {"bronze.splits", "silver.adjusted_prices", "gold.daily_returns"} <= set(done.tables)
    assert "gold.portfolio_value" not in done.tables
    with pytest.raises(
        PipelineError, match=r"there is no table 'gold\.nothing'; there are: bronze\.daily_prices, "
    ):
        run(home, only="gold.nothing")
    with pytest.raises(ValueError, match="Spark needs an environment"):
        run(home, engine=Engine.SPARK)
    whole = run(home)
    assert (whole.state, len(whole.tables)) == ("done", len(table_names(home)))
    assert set(pipelines_tables()) == set(whole.tables)
    assert "gold.portfolio_value" in whole.tables


def test_one_more_trade_changes_what_is_made_of_trades_alone(home: Path) -> None:
    before = versions(home)
    deliver(home, "intraday_trades", "one-more.jsonl", json.dumps(good("intraday_trades")).encode())
    assert run(home).state == "done"
    after = versions(home)
    changed = {name for name in after if after[name] != before[name]}
    assert {"bronze.intraday_trades", "silver.intraday_trades", "gold.data_quality"} <= changed
    unchanged = {
        "bronze.daily_prices",
        "gold.daily_returns",
        "gold.yearly_results",
        "features.volatility_features",
    }
    assert changed.isdisjoint(unchanged)


def test_a_run_without_enough_memory_says_so_and_the_next_goes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(home)
    before = {name: read_table(home, name).num_rows for name in table_names(home)}
    (home / "last_run.json").unlink()
    (home / "warehouse/gold.db/daily_returns").unlink()
    monkeypatch.setenv(POOL_SIZE, "2000")
    with pytest.raises(
        PipelineError, match=rf"may use for one, 2000 bytes: set {POOL_SIZE} .* --engine spark"
    ):
        run(home)
    monkeypatch.delenv(POOL_SIZE)
    assert run(home).tables == before


def test_what_cannot_be_read_is_kept_by_name_and_the_rest_goes_on(home: Path, tmp_path: Path) -> None:
    before = run(home).tables["bronze.positions"]
    change: dict[str, Any] = {
        name.removeprefix("_captured_at") or "_captured_at": [value]
        for name, value in good("positions").items()
    }
    change["Op"] = change.pop("_operation")
    other = change | {"quantity": [Decimal("12.5000000000")], "shoe_size": [44]}
    pq.write_table(pa.table(other), tmp_path / "other.parquet")
    deliver(home, "positions", "other.parquet", (tmp_path / "other.parquet").read_bytes())
    deliver(home, "positions", "damaged.parquet", (tmp_path / "other.parquet").read_bytes()[:-9])
    trade = good("intraday_trades")
    files = {
        "empty.jsonl.gz": b"",
        "cut.jsonl.gz": gzip.compress(json.dumps(trade | {"trade_id": "cut"}).encode() * 500)[:-20],
        "long.jsonl": json.dumps(trade | {"trade_id": "long", "note": "x" * 10_000_000}).encode() + b"\r\n"
        + json.dumps(trade | {"trade_id": "after"}).encode(),
    }  # fmt: skip
    for name, content in files.items():
        deliver(home, "intraday_trades", name, content)
    done = run(home)
    assert done.state == "done"
    assert done.tables["bronze.positions"] == before + 2
    rescued = [row["_rescued"] for row in read_table(home, "bronze.positions").to_pylist() if row["_rescued"]]
    assert rescued == ['{"shoe_size":"44"}']
    held = {row["trade_id"] for row in read_table(home, "silver.intraday_trades").to_pylist()}
    assert {"long", "after"} <= held
    wrong = {
        (Path(row["source_file"]).name, ": ".join(row["reasons"][0].split(": ")[:2]))
        for name in ("positions", "intraday_trades")
        for row in read_table(home, f"silver.{name}_quarantine").to_pylist()
    }
    assert {
        ("damaged.parquet", "file.unreadable: Parquet"),
        ("cut.jsonl.gz", "file.unreadable: gzip"),
    } <= wrong


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "a byte changed": lambda file: file.write_bytes(b"X" + file.read_bytes()[1:]),
    "gone": lambda file: file.unlink(),
}


@pytest.mark.parametrize(
    ("table", "how"),
    [("bronze.daily_prices", "cut"), ("silver.splits", "gone"), ("gold.daily_returns", "a byte changed")],
)
def test_a_table_whose_files_were_damaged_is_made_again(home: Path, table: str, how: str) -> None:
    run(home)
    before = {name: read_table(home, name).num_rows for name in table_names(home)}
    order = [("isin", "ascending"), ("trade_date", "ascending")]
    rows = read_table(home, "gold.daily_returns").sort_by(order)
    DAMAGES[how](next((home / "warehouse" / table.replace(".", ".db/")).resolve().glob("*.parquet")))
    said: list[str] = []
    done = run(home, say=said.append)
    assert (done.state, done.tables) == ("done", before)
    assert f"files of {table} were changed or damaged since they were written: made again" in said
    assert read_table(home, "gold.daily_returns").sort_by(order).equals(rows)
    assert run(home).state == "nothing new"


def test_a_record_of_files_that_is_damaged_is_as_good_as_none(home: Path) -> None:
    run(home)
    record = (home / "warehouse/silver.db/splits").resolve() / "_files.json"
    record.write_text("{")
    assert run(home).state == "done"
    assert run(home).state == "nothing new"
