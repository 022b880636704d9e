"""The benchmark's own parts, without Spark: its files, its yardstick, its reading of Spark's log."""

import gzip
import hashlib
import json
import math
from pathlib import Path
from typing import Any, cast

import duckdb
import numpy as np
import pandas as pd
import pytest

from anthill_lakehouse.datasets import dataset
from anthill_lakehouse.exchanges import EXCHANGES
from benchmarks.agreement import counts, differences
from benchmarks.duckdb_yardstick import summarise
from benchmarks.stage_times import stage_seconds, table_times
from benchmarks.trade_files import Delivered, deliver

ROWS = 5000
SMALL: dict[str, Any] = {"shares": 8, "per_day": 3000, "seed": 3}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def delivered(home: Path) -> Delivered:
    return deliver(home, ROWS, **SMALL)


@pytest.fixture(scope="module")
def database(home: Path, delivered: Delivered) -> Path:
    assert delivered.rows == ROWS
    summarise(home, home / "yardstick.duckdb")
    return home / "yardstick.duckdb"


def files_of(home: Path) -> dict[str, str]:
    return {
        f"{file.relative_to(home)} {file.stat().st_mtime}": hashlib.sha256(file.read_bytes()).hexdigest()
        for root in ("landing", "arrivals")
        for file in (home / root).rglob("*")
        if file.is_file()
    }


def lines(home: Path) -> list[tuple[float, str, int, str]]:
    """Return each line with what puts it in order: when its file arrived, the file, its place in it."""
    of = dataset("intraday_trades")
    return [
        (file.stat().st_mtime, str(file), number, line)
        for file in (home / of.volume / of.folder).rglob("*.gz")
        for number, line in enumerate(gzip.decompress(file.read_bytes()).decode().splitlines())
    ]


def test_the_same_seed_writes_the_same_bytes(home: Path, delivered: Delivered, tmp_path: Path) -> None:
    again = deliver(tmp_path / "same", ROWS, **SMALL)
    assert again == delivered
    same = files_of(tmp_path / "same")
    assert same == {name: digest for name, digest in files_of(home).items() if "duckdb" not in name}
    deliver(tmp_path / "other", ROWS, **SMALL | {"seed": 4})
    assert set(files_of(tmp_path / "other").values()).isdisjoint(
        digest for name, digest in same.items() if "intraday" in name
    )


def test_faults_are_as_many_as_told(home: Path, delivered: Delivered, database: Path) -> None:
    assert len(lines(home)) == ROWS
    assert delivered.duplicates == ROWS // 100
    assert sum(delivered.by_rule.values()) == ROWS // 200
    assert len(delivered.by_rule) == 8
    assert counts(database) == {
        "received": ROWS,
        "duplicates": delivered.duplicates,
        "quarantined": sum(delivered.by_rule.values()),
    }


def summary(home: Path) -> pd.DataFrame:
    """Work the summary out in pandas."""
    rows: list[dict[str, Any]] = []
    for arrived, file, number, line in lines(home):
        try:
            rows.append(json.loads(line) | {"order": (arrived, file, number)})
        except ValueError:
            continue
    trades = pd.DataFrame(rows)
    for name in ("price", "quantity"):
        trades[name] = pd.to_numeric(trades[name], errors="coerce")
    trades["at"] = pd.to_datetime(trades["traded_at"], utc=True)
    trades = trades.query("price > 0 and quantity > 0 and currency != 'XXX' and exchange != 'XXXX'")
    trades = trades.query("isin == isin.str.upper()")
    # Nothing here is published again with another time: the newest record is the one that holds.
    trades = trades.sort_values(["at", "order"]).groupby("trade_id").tail(1).sort_values(["at", "trade_id"])
    trades["start"] = trades["at"].dt.floor("5min")
    found: list[dict[str, Any]] = []
    for key, of_share in trades.groupby(["isin", "exchange"]):
        isin, exchange = map(str, cast("tuple[str, str]", key))
        known = EXCHANGES[exchange]
        local = of_share["start"].dt.tz_convert(known.time_zone)
        timed = of_share.assign(day=local.dt.date, clock=local.dt.strftime("%H:%M"))
        inside = timed.query("clock >= @known.opens and clock < @known.closes")
        for day, of_day in inside.groupby("day"):
            closes = of_day.groupby("start")["price"].last().to_numpy()
            found.append(
                {
                    "isin": isin,
                    "exchange": exchange,
                    "session_date": day,
                    "open": of_day["price"].iloc[0],
                    "high": of_day["price"].max(),
                    "low": of_day["price"].min(),
                    "close": of_day["price"].iloc[-1],
                    "vwap": (of_day["price"] * of_day["quantity"]).sum() / of_day["quantity"].sum(),
                    "volume": float(of_day["quantity"].sum()),
                    "trades": len(of_day),
                    "realised_volatility": math.sqrt((np.diff(np.log(closes)) ** 2).sum()),
                }
            )
    return pd.DataFrame(found)


def test_the_yardstick_says_what_pandas_says(home: Path, database: Path, tmp_path: Path) -> None:
    expected = summary(home)
    assert len(expected) == 16
    expected.to_parquet(tmp_path / "part.parquet")
    assert differences(database, tmp_path) == []
    for name, other in (("close", 0.01), ("realised_volatility", 1e-4)):
        changed = expected.copy()
        changed.loc[0, name] += other
        changed.to_parquet(tmp_path / "part.parquet")
        assert len(differences(database, tmp_path)) == 1, name
    expected.iloc[1:].to_parquet(tmp_path / "part.parquet")
    assert len(differences(database, tmp_path)) == 1


def test_corrections_change_what_they_must(home: Path, delivered: Delivered, database: Path) -> None:
    assert (delivered.faults["correction"], delivered.faults["older"]) == (5, 5)
    with duckdb.connect(str(database), read_only=True) as connection:
        told = connection.execute("SELECT trade_id, price FROM trades").fetchall()
    held = dict(told)
    assert len(held) == len(told)
    pairs: dict[str, list[tuple[str, float]]] = {}
    for _, _, _, line in lines(home):
        if line.endswith("}"):
            record = json.loads(line)
            pairs.setdefault(record["trade_id"], []).append((record["traded_at"], record["price"]))
    corrected = {trade: said for trade, said in pairs.items() if len({price for _, price in said}) > 1}
    assert len(corrected) == 10
    assert {trade: held[trade] for trade in corrected} == {
        trade: max(said)[1] for trade, said in corrected.items()
    }


def test_seconds_belong_to_the_lowest_layer_that_is_not_done() -> None:
    log = """
2026-01-05 10:00:00: Flow spark_catalog.bronze.trades is QUEUED.
2026-01-05 10:00:10: Flow spark_catalog.bronze.trades is RUNNING.
2026-01-05 10:00:20: Flow spark_catalog.bronze.trades has COMPLETED.
2026-01-05 10:00:21: Flow spark_catalog.silver.trades is RUNNING.
2026-01-05 10:00:22: Flow spark_catalog.gold.early is RUNNING.
2026-01-05 10:00:23: Flow spark_catalog.gold.early has COMPLETED.
2026-01-05 10:00:50: Flow spark_catalog.silver.trades has COMPLETED.
2026-01-05 10:00:51: Flow spark_catalog.gold.late is RUNNING.
2026-01-05 10:00:55: Flow spark_catalog.gold.late has COMPLETED.
"""
    times = table_times(log)
    assert [(end - begun).seconds for begun, end in times.values()] == [10, 1, 29, 4]
    assert stage_seconds(times, 60.0) == {"start": 15.0, "bronze": 10.0, "silver": 30.0, "gold": 5.0}
