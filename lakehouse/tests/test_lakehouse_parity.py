"""Sail makes the tables that Spark makes: Spark is the judge."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anthill_lakehouse.local.engine import Engine
from anthill_lakehouse.local.folders import LakehouseFolders
from anthill_lakehouse.local.pipeline import run
from benchmarks.lakehouse_parity import sample
from benchmarks.table_differences import differences

if TYPE_CHECKING:
    from anthill_lakehouse.local.spark_process import SparkEnvironment

SEED = 11
"""The same each time: a run of the tests judges the change, not its day.

`python -m benchmarks.lakehouse_parity` compares many samples by chance.
"""


@pytest.mark.e2e
@pytest.mark.xdist_group("spark")
@pytest.mark.timeout(1500)
def test_both_engines_make_the_same_tables(tmp_path: Path, spark_environment: "SparkEnvironment") -> None:
    homes = {engine: tmp_path / engine for engine in Engine}
    told = ""
    for engine, home in homes.items():
        told = sample(home, SEED)
        done = run(home, engine=engine, spark=spark_environment if engine is Engine.SPARK else None)
        assert done.state == "done"
        assert len(done.tables) == 40
        assert all(done.tables[name] for name in ("bronze.intraday_trades", "gold.yearly_results"))
    assert differences(*homes.values()) == {}, told
    again = homes[Engine.SPARK]
    assert run(again, engine=Engine.SPARK, spark=spark_environment).state == "nothing new"
    # What one engine made, the other rebuilds instead of going on with it.
    assert run(again).state == "done"
    assert not LakehouseFolders(home=again).metastore.exists()
    assert differences(*homes.values()) == {}, told


def test_the_same_seed_gives_the_same_sample_and_another_another(tmp_path: Path) -> None:
    def files(folder: Path) -> dict[str, tuple[bytes, int]]:
        return {
            str(file.relative_to(folder)): (file.read_bytes(), file.stat().st_mtime_ns)
            for file in folder.rglob("*")
            if file.is_file()
        }

    told = [sample(tmp_path / name, seed) for name, seed in (("one", 5), ("same", 5), ("other", 6))]
    assert told[0] == told[1] != told[2]
    assert files(tmp_path / "one") == files(tmp_path / "same") != files(tmp_path / "other")


def test_a_difference_is_found(tmp_path: Path) -> None:
    def table(home: str, **columns: list[Any]) -> Path:
        folder = tmp_path / home / "warehouse/gold.db/t"
        folder.mkdir(parents=True)
        pq.write_table(pa.table(columns), folder / "part.parquet")
        return tmp_path / home

    one = table("one", name=["a", "b"], value=[1.0, 2.0])
    assert differences(one, table("order", name=["b", "a"], value=[2.0 + 1e-12, 1.0])) == {}
    assert set(differences(one, table("value", name=["a", "b"], value=[1.0, 2.1]))) == {"gold.t"}
    assert set(differences(one, table("row", name=["a"], value=[1.0]))) == {"gold.t"}
    assert set(differences(one, table("type", name=["a", "b"], value=[1, 2]))) == {"gold.t"}
    assert set(differences(one, tmp_path / "none")) == {"gold.t"}
