"""However much is new, Sail is given so much of it at once: what bounds its memory."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from lakehouse_support import good
from pyspark.sql import SparkSession

from anthill_lakehouse.datasets import dataset
from anthill_lakehouse.embedded import arrivals, making
from anthill_lakehouse.embedded.arrivals import new_deliveries, staged
from anthill_lakehouse.embedded.graph import Graph, GraphError, Planned
from anthill_lakehouse.embedded.versions import Delivery, Versions
from anthill_lakehouse.local.tables import read_table
from anthill_lakehouse.platform import ENGINE, SAIL
from contracts.arrival import Volume

TRADES = dataset("intraday_trades")
FILES = 12


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / TRADES.volume / TRADES.folder
    folder.mkdir(parents=True)
    for number in range(FILES):
        trades = [json.dumps(good(TRADES.name) | {"trade_id": f"{number}-{each}"}) for each in range(3)]
        (folder / f"{number:02}.jsonl").write_text("\n".join(trades))
    (tmp_path / "staged").mkdir()
    return tmp_path


@pytest.fixture(params=[1, 1200, 10**9], ids=["a file each", "some files each", "all in one"])
def part(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(arrivals, "GROUP", min(request.param, 700))
    monkeypatch.setattr(arrivals, "PART", request.param)
    return request.param


def test_a_part_is_bounded_and_every_file_is_in_one(home: Path, part: int) -> None:
    new = new_deliveries(home, TRADES, ())
    sizes: list[int] = []
    read: list[Any] = []
    largest = max(size for _, _, size in new)
    for each in staged(home, TRADES, new, home / "staged", lambda _: None):
        assert list((home / "staged").iterdir()) == [each.file], "of the parts before nothing is left"
        texts = pq.read_table(each.file)["lines"].to_pylist()
        assert len(texts) == len(each.deliveries) == len(each.records)
        sizes.append(sum(map(len, texts)))
        read += each.deliveries
    assert read == new
    assert max(sizes) <= part + arrivals.GROUP + 2 * largest
    assert (len(sizes) > 1) is (part < sum(sizes))


def untold(table: str, event: str) -> None:
    del table, event


@pytest.fixture
def making_run(home: Path, spark: SparkSession, said: list[str]) -> Iterator[making.Making]:
    spark.conf.set(ENGINE, SAIL)
    for volume in Volume:
        spark.conf.set(f"anthill.{volume}", str(home / volume))
    yield making.Making(
        home=home, code="1", spark=spark, versions=Versions(home), tell=untold, say=said.append
    )
    spark.conf.unset(ENGINE)


@pytest.fixture
def said() -> list[str]:
    return []


def test_a_table_that_is_made_of_parts_has_every_record_once(
    home: Path, part: int, making_run: making.Making, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del part

    def make() -> list[str]:
        making_run.run(TRADES.bronze)
        return sorted(read_table(home, TRADES.bronze)["trade_id"].to_pylist())

    of_files = sorted(f"{number}-{each}" for number in range(FILES) for each in range(3))
    assert make() == of_files
    assert len(Versions(home).deliveries(TRADES.bronze)) == FILES
    late = home / TRADES.volume / TRADES.folder / "late.jsonl"
    late.write_text(json.dumps(good(TRADES.name) | {"trade_id": "late"}))
    assert make() == sorted([*of_files, "late"])
    before = Versions(home).current(TRADES.bronze)
    assert said == []
    gone = (f"{TRADES.volume}/{TRADES.folder}/gone.jsonl", 1, 1)

    def one_is_gone(*_: Any) -> list[Delivery]:
        return [gone]

    monkeypatch.setattr(making, "new_deliveries", one_is_gone)
    assert make() == sorted([*of_files, "late"])
    assert Versions(home).current(TRADES.bronze) == before
    assert said == [f"{gone[0]} is left to the next run: No such file or directory"]


def test_a_streaming_table_has_the_columns_that_are_declared_too(
    home: Path, making_run: making.Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    def declared() -> tuple[Graph, dict[str, Planned]]:
        graph, plans = making_declared()
        graph.tables[TRADES.bronze] = replace(graph.tables[TRADES.bronze], schema="trade_id INT")
        return graph, plans

    making_declared = making.declared
    monkeypatch.setattr(making, "declared", declared)
    with pytest.raises(
        GraphError, match=rf"{TRADES.bronze} is not what its contract says: trade_id is string"
    ):
        making_run.run(TRADES.bronze)
    assert Versions(home).current(TRADES.bronze) is None
