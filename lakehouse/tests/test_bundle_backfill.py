"""A back-fill reads the files of its days again, and only those, into bronze; silver then knows them."""

import gzip
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lakehouse_support import good, others
from pyspark.sql import DataFrame, SparkSession

from anthill_lakehouse import platform
from anthill_lakehouse.datasets import dataset
from anthill_lakehouse.silver.records import records

pytestmark = [
    # Spark looks at the hints of a function, and says so where they are none that it knows.
    pytest.mark.filterwarnings("ignore:Cannot infer the eval type"),
    pytest.mark.xdist_group("spark"),
]
PRICES = dataset("daily_prices")


class Pipelines:
    """Databricks' module of pipelines, as far as a back-fill uses it: keeps the flows that are defined."""

    def __init__(self) -> None:
        self.flows: list[dict[str, Any]] = []

    def expect_all(self, rules: dict[str, str]) -> object:
        return rules

    def append_flow(self, **flow: Any) -> Callable[[Callable[[], DataFrame]], None]:
        return lambda made_by: self.flows.append(flow | {"made_by": made_by})


@pytest.fixture
def landing(spark_itself: SparkSession, tmp_path: Path) -> Iterator[Path]:
    """A volume with a file of each of these moments, as a pipeline of the session is told."""
    for number, moment in enumerate(("2026-01-04T23:59:59.999", "2026-01-05T00:00:00", "2026-01-06T23:59:59.999",
                                     "2026-01-07T00:00:00")):  # fmt: skip
        file = tmp_path / PRICES.folder / f"date={moment[:10]}" / f"{number}.jsonl.gz"
        file.parent.mkdir(parents=True, exist_ok=True)
        record = good("daily_prices") | {"trade_date": f"2026-01-{5 + number:02}"}
        file.write_bytes(gzip.compress(json.dumps(record).encode()))
        stamp = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
        os.utime(file, (stamp, stamp))
    spark_itself.conf.set("anthill.landing", str(tmp_path))
    yield tmp_path
    for name in ("landing", "since", "until"):
        spark_itself.conf.unset(f"anthill.{name}")


def flows(
    spark_itself: SparkSession, monkeypatch: pytest.MonkeyPatch, since: str, until: str
) -> list[dict[str, Any]]:
    module = Pipelines()
    monkeypatch.setattr(platform, "pipelines", module)
    spark_itself.conf.set("anthill.since", since)
    spark_itself.conf.set("anthill.until", until)
    platform.take_in_again(spark_itself, PRICES)
    return module.flows


@pytest.mark.parametrize(
    ("since", "until", "files", "name"),
    [
        ("2026-01-05", "2026-01-06", [1, 2], "daily_prices_again_2026_01_05_2026_01_06"),
        ("2026-01-06", "", [2, 3], "daily_prices_again_2026_01_06_end"),
        ("", "2026-01-04", [0], "daily_prices_again_start_2026_01_04"),
    ],
)
def test_a_backfill_reads_the_files_of_its_days_once(
    spark_itself: SparkSession, landing: Path, monkeypatch: pytest.MonkeyPatch,
    since: str, until: str, files: list[int], name: str,
) -> None:  # fmt: skip
    (flow,) = flows(spark_itself, monkeypatch, since, until)
    assert (flow["target"], flow["name"], flow["once"]) == ("bronze.daily_prices", name, True)
    again = flow["made_by"]()
    assert not again.isStreaming
    found = sorted(int(Path(row["_source_file"]).name[0]) for row in again.collect())
    assert found == files
    assert landing.is_dir()


@pytest.mark.usefixtures("landing")
def test_what_is_read_again_changes_no_current_record(
    spark_itself: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    (everything,) = flows(spark_itself, monkeypatch, "2026-01-01", "")
    (some,) = flows(spark_itself, monkeypatch, "2026-01-05", "2026-01-06")
    twice = everything["made_by"]().unionByName(some["made_by"]())
    found = records(twice, PRICES, others(spark_itself, PRICES)).collect()
    assert sorted((row["line"], row["trade_date"].day, row["is_current"]) for row in found) == [
        (1, 5, True), (1, 6, False), (1, 6, True), (1, 7, False), (1, 7, True), (1, 8, True),
    ]  # fmt: skip
    assert all(row["is_duplicate"] is not row["is_current"] for row in found)


@pytest.mark.usefixtures("landing")
def test_without_days_there_is_no_backfill(
    spark_itself: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert flows(spark_itself, monkeypatch, "", "") == []


@pytest.mark.usefixtures("landing")
def test_on_one_machine_whoever_brings_the_files_picks_the_days(spark_itself: SparkSession) -> None:
    # Outside a pipeline Spark would refuse a flow.
    spark_itself.conf.set("anthill.since", "2026-01-05")
    platform.take_in_again(spark_itself, PRICES)


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [("2026-01-07", "2026-01-06", "2026-01-07 is after"), ("yesterday", "", "yesterday")],
)
def test_days_that_are_none_are_refused(since: str, until: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        platform.written_between(since, until)
