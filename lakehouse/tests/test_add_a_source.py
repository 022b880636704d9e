"""A source that is added by the steps of its page works, of whatever kind, and stops nothing else.

The page's steps are done as a person does them: its blocks are written to the files that it names, its commands typed.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from source_page import (
    COPIED,
    DELIVER,
    NOT_TYPED,
    OTHERS,
    PAGE,
    READ,
    ROOT,
    WRONG,
    add_other_kinds,
    blocks,
    copied,
    lines,
    rows,
    said,
    typed,
)

from anthill_lakehouse.datasets import dataset
from anthill_lakehouse.silver.records import needed, records
from contracts.dataset import ADDED_COLUMNS


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which the page's files are written."""
    return copied(tmp_path_factory.mktemp("scratch"))


@pytest.fixture(scope="module")
def all_kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another, with a source of each other kind beside."""
    folder = copied(tmp_path_factory.mktemp("all-kinds"))
    add_other_kinds(folder)
    return folder


def test_silver_needs_no_column_that_a_contract_may_have(spark: SparkSession) -> None:
    """A column of the contract with such a name would be ambiguous, and stop every table."""
    for each in (dataset("splits"), dataset("positions")):
        columns = ", ".join(f"{name} string" for name in (*each.column_names, "_operation", "_captured_at"))
        texts = ("problem", "record", "source_file", "batch_id")
        added = ", ".join((*(f"_{name} string" for name in texts), "_line bigint", "_arrived_at timestamp"))
        empty = spark.createDataFrame([], f"{columns}, {added}")
        others = {name: spark.createDataFrame([], "isin string") for name in needed(each)}
        made = set(records(empty, each, others).columns) - set(each.column_names)
        assert made <= set(ADDED_COLUMNS)
        assert set(ADDED_COLUMNS) - made == {"captured_at", "problem"}, "which are there before"


def test_a_dataset_that_nobody_knows_says_where_it_belongs() -> None:
    with pytest.raises(
        LookupError, match=r"no dataset 'fx_rate': add contracts/datasets/fx_rate\.json; .*splits"
    ):
        dataset("fx_rate")  # fmt: skip


def test_what_is_not_tried_is_on_the_page() -> None:
    commands = [line for block in blocks("console") for line in block.splitlines()]
    assert [start for start in NOT_TYPED if not any(line.startswith(start) for line in commands)] == []


def test_two_files_and_a_sample_are_written_by_hand(scratch: Path) -> None:
    changed = [
        str(file.relative_to(scratch))
        for name in COPIED
        for file in sorted((scratch / name).rglob("*") if (scratch / name).is_dir() else [scratch / name])
        if file.is_file() and "__pycache__" not in file.parts
        if not (ROOT / file.relative_to(scratch)).is_file()
        or (ROOT / file.relative_to(scratch)).read_bytes() != file.read_bytes()
    ]
    assert changed == [
        "contracts/datasets/trial_rates.json", "environments/market_data.py", "samples/trial-rates.jsonl",
    ]  # fmt: skip


@pytest.mark.timeout(900)
def test_the_page_can_be_typed_up_to_the_gold_tables(all_kinds: Path) -> None:
    """With a source of each other kind beside, each with a record that is wrong."""
    heard: dict[str, str] = {}
    for line in lines():
        if " lakehouse run" in line:
            given = {name.replace("-", "_"): [*rows(), rows()[0] | WRONG] for name in OTHERS}
            given["trial_limits"][2] |= {"rate": None}
            said(all_kinds, "-c", DELIVER, ".anthill/trial", json.dumps(given))
        heard[line] = typed(all_kinds, line)
    promised = re.findall(r"The check prints `([^`]+)`", PAGE.read_text())
    assert promised
    assert promised[0] in heard["uv run anthill config check"]
    assert re.search(r"anthill-dev: \d+ resources .* to create", heard["uv run anthill plan dev"])
    assert all(re.search(r"\d+ passed", told) for line, told in heard.items() if " pytest " in line)
    tables = json.loads(said(all_kinds, "-c", READ))
    quality = {row["dataset"]: row for row in tables["gold.data_quality"]}
    for name in ("trial_rates", "trial_ticks", "trial_limits", "trial_fees"):
        wrong = int(name != "trial_rates")
        counted = quality[name]
        assert (counted["received"], counted["quarantined"], counted["current_rows"]) == (2 + wrong, wrong, 2)
        assert counted["freshness_objective_minutes"] == 4 * 1440
        assert len(tables[f"bronze.{name}"]) == len(tables[f"silver.{name}_records"]) == 2 + wrong
        assert sorted(row["currency"] for row in tables[f"silver.{name}"]) == ["CHF", "EUR"]
        reasons = [reason for row in tables.get(f"silver.{name}_quarantine", []) for reason in row["reasons"]]
        assert ("currency.known: has a currency that is not in ISO 4217" in reasons) is bool(wrong)
    assert quality["daily_prices"]["current_rows"], "and the others as before"
    assert tables["gold.yearly_results"]


def test_each_kind_has_its_resources(all_kinds: Path) -> None:
    synthesise = (
        "from environments.catalogue import ENVIRONMENTS; from main import build_app; "
        "build_app(tuple(each for each in ENVIRONMENTS if each.name.value == 'dev'), outdir='out').synth()"
    )
    said(all_kinds, "-c", synthesise)
    resources = json.loads((all_kinds / "out/stacks/anthill-dev/cdk.tf.json").read_text())["resource"]
    for name in ("trial_rates", *(name.replace("-", "_") for name in OTHERS)):
        own = [(kind, key, body) for kind, found in resources.items() for key, body in found.items()
               if f"ingestion_{name}_" in key]  # fmt: skip
        assert {"aws_sqs_queue", "aws_cloudwatch_event_rule"} <= {kind for kind, *_ in own}
        (late,) = [
            body
            for kind, key, body in own
            if kind == "aws_cloudwatch_metric_alarm" and "_events_late_alarm_" in key
        ]
        assert late["period"] * late["evaluation_periods"] == 4 * 86400
        assert late["tags"]["domain"] == "market"


def test_a_step_that_was_left_out_is_named(scratch: Path, tmp_path: Path) -> None:
    folder = tmp_path / "forgotten"
    shutil.copytree(scratch, folder, ignore=shutil.ignore_patterns(".anthill", "out"))
    tests = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=",
        "tests/configuration/test_contracts.py",
    ]
    (folder / "samples/trial-rates.jsonl").unlink()
    assert "test_every_source_has_a_sample_that_keeps_its_contract[trial-rates]" in said(
        folder, *tests, code=1
    )
    shutil.copy(ROOT / "environments/market_data.py", folder / "environments")
    assert "test_every_contract_has_a_source_and_every_source_a_contract" in said(folder, *tests, code=1)
    shutil.copy(scratch / "environments/market_data.py", folder / "environments")
    (folder / "contracts/datasets/trial_rates.json").unlink()
    refused = said(folder, "-c", "from operations.cli import main; main()", "config", "check", code=2)
    assert "ApiSource.contract: is not a known dataset; given trial_rates; allowed: daily_prices" in refused
