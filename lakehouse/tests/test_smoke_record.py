"""What a smoke test sends is kept out of silver, counted and not lost: on Sail, and on Spark by the same rule."""

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lakehouse_support import good, others
from pyspark.sql import DataFrame, SparkSession

from anthill_lakehouse.bronze.records import as_received, decoded
from anthill_lakehouse.datasets import DATASETS, Dataset, dataset
from anthill_lakehouse.gold.data_quality import data_quality, quality_by_rule
from anthill_lakehouse.platform import FILE_SCHEMA
from anthill_lakehouse.silver.records import published_rules, records
from anthill_lakehouse.silver.versions import current, quarantined
from contracts.arrival import Format
from contracts.replicated import CAPTURED, OPERATION
from contracts.smoke_record import FIELD, FILE_PREFIX, RULE

pytestmark = pytest.mark.filterwarnings("ignore:Cannot infer the eval type:UserWarning")

DELIVERED, SMOKED = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 9, tzinfo=UTC)
REASON = f"{RULE}: was sent by a smoke test"


def content(of: Dataset, rows: list[dict[str, Any]]) -> bytes:
    """A file of rows in the dataset's format, with all fields that any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    if of.format is Format.JSON_LINES:
        return "".join(json.dumps(row) + "\n" for row in rows).encode()
    if of.format is Format.CSV:
        text = io.StringIO()
        writer = csv.DictWriter(text, names)
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows]), buffer)
    return buffer.getvalue()


def received(spark: SparkSession, of: Dataset, *files: tuple[datetime, list[dict[str, Any]]]) -> DataFrame:
    """The bronze of files that arrived at a time with rows."""
    rows = [
        (f"/x/{of.volume}/{of.folder}/{number}", at, len(found := content(of, given)), found)
        for number, (at, given) in enumerate(files)
    ]
    return as_received(decoded(spark.createDataFrame(rows, FILE_SCHEMA), of), of)


def from_source(of: Dataset) -> dict[str, Any]:
    record = good(of.name)
    if of.changes:
        record[OPERATION], record[CAPTURED] = record.pop("_operation"), record.pop("_captured_at")
    return record


def keeps_out(spark: SparkSession, of: Dataset) -> None:
    own = from_source(of)
    # As good as the source's own: only the rule can tell them apart.
    marked = own | {FIELD: "0123abcd"}
    bronze = received(spark, of, (DELIVERED, [own]), (SMOKED, [marked]))
    checked = records(bronze, of, others(spark, of))
    (silver,) = current(checked, of).collect()
    assert {name: silver[name] for name in of.key}
    (kept,) = quarantined(checked).collect()
    assert list(kept["reasons"]) == [REASON]
    assert json.loads(kept["record"])[FIELD] == "0123abcd"
    (counted,) = data_quality({of.name: bronze}, {of.name: checked}).collect()
    assert (counted["received"], counted["valid_versions"], counted["quarantined"]) == (2, 1, 1)
    assert (counted["rescued"], counted["duplicates"], counted["current_rows"]) == (0, 0, 1)
    # A source that sends nothing stays late, however often it is deployed.
    assert counted["first_arrived_at"] == counted["last_arrived_at"]
    assert f"{counted['last_arrived_at']:%Y-%m-%d}" == f"{DELIVERED:%Y-%m-%d}"
    assert counted["last_known_at"] == silver["known_at"]
    by_rule = {row["rule"]: row["records"] for row in quality_by_rule({of.name: checked}).collect()}
    assert by_rule[RULE] == 1


@pytest.mark.parametrize("name", [each.name for each in DATASETS])
def test_a_record_of_a_smoke_test_does_not_reach_silver(spark: SparkSession, name: str) -> None:
    keeps_out(spark, dataset(name))


@pytest.mark.e2e
@pytest.mark.xdist_group("spark")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", ["intraday_trades", "market_holidays"])
def test_spark_keeps_it_out_by_the_same_rule(spark_itself: SparkSession, name: str) -> None:
    keeps_out(spark_itself, dataset(name))


def test_what_has_the_field_without_a_value_is_the_sources_own(spark: SparkSession) -> None:
    of = dataset("market_holidays")
    own = from_source(of)
    rows = [own | {FIELD: ""}, own | {FIELD: " "}, own | {FIELD: "0123abcd"}]
    found = received(spark, of, (DELIVERED, rows)).collect()
    assert [row["_problem"] for row in sorted(found, key=lambda row: row["_line"])] == [None, None, REASON]


def test_a_broken_record_of_a_smoke_test_is_kept_out_as_broken(spark: SparkSession) -> None:
    of = dataset("intraday_trades")
    line = f'{{"{FIELD}": "0123abcd", '
    file = (f"/x/{of.volume}/{of.folder}/f", DELIVERED, len(line), line.encode())
    (row,) = as_received(decoded(spark.createDataFrame([file], FILE_SCHEMA), of), of).collect()
    assert row["_problem"].startswith("record.malformed: ")


def test_no_contract_can_have_the_field_and_every_dataset_publishes_the_rule() -> None:
    assert not any(FIELD in each.column_names for each in DATASETS)
    assert FIELD.startswith("_")
    assert FILE_PREFIX.isascii()
    assert all(RULE in published_rules(each) for each in DATASETS)


def test_what_replications_write_can_carry_it(spark: SparkSession) -> None:
    """Values of other types than text, as they are in Parquet."""
    of = dataset("positions")
    own = from_source(of) | {"quantity": Decimal("12.5"), FIELD: "0123abcd"}
    (row,) = received(spark, of, (DELIVERED, [own])).collect()
    assert (row["_problem"], row["quantity"], row["_rescued"]) == (REASON, "12.5", None)
