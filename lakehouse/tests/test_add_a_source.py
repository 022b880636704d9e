"""A source that is added by the steps of its page works, and stops nothing else."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from anthill_lakehouse import datasets
from anthill_lakehouse.bronze.records import as_received
from anthill_lakehouse.datasets import DATASETS, Dataset, Encoding, Root, dataset
from anthill_lakehouse.gold.data_quality import data_quality, quality_by_rule
from anthill_lakehouse.platform import FILE_SCHEMA
from anthill_lakehouse.silver.records import needed, published_rules, records
from anthill_lakehouse.silver.versions import current, quarantined
from contracts import contract as contracts
from contracts.contract import ADDED_COLUMNS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "add-a-source.md"
COPIED = (
    *("constructs_lib", "contracts", "environments", "fast_bindings", "functions", "lakehouse", "main.py"),
    *(
        "offline_databricks",
        "operations",
        "policies",
        "provider_facts",
        "pyproject.toml",
        "samples",
        "stacks",
    ),
    "tests",
)
RATES = Dataset(
    name="trial_rates",
    encoding=Encoding.JSON_LINES,
    root=Root.LANDING,
    folder="market/trial-rates",
    freshness_minutes=4 * datasets.DAY,
)
ROWS = [
    {"currency": "CHF", "rate_date": "2026-01-05", "rate": 0.93, "published_at": "2026-01-05T16:00:00Z"},
    {"currency": "EUR", "rate_date": "2026-01-05", "rate": 0.86, "published_at": "2026-01-05T16:00:00Z"},
]


def rates_contract() -> dict[str, Any]:
    """Return the contract of splits with what step 1 changes."""
    document = json.loads((ROOT / "contracts" / "datasets" / "splits.json").read_text())
    (table,) = document["schema"]
    document |= {"id": "anthill.market.trial_rates", "name": "trial_rates"}
    document |= {
        "description": {"purpose": "Rates of exchange"},
        "slaDefaultElement": "trial_rates.published_at",
    }
    kinds = {"currency": "string", "rate_date": "date", "rate": "number", "published_at": "timestamp"}
    table["name"] = "trial_rates"
    table["properties"] = [
        {
            "name": name,
            "logicalType": "date" if kind == "timestamp" else kind,
            "physicalType": kind,
            "required": True,
            "primaryKey": name in {"currency", "rate_date"},
            "description": name,
        }
        for name, kind in kinds.items()
    ]
    return document


@pytest.fixture
def rates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dataset]:
    """The dataset of a new source, without rules of its own, beside those that are there."""
    folder = tmp_path / "datasets"
    shutil.copytree(contracts.DATASETS, folder)
    (folder / "trial_rates.json").write_text(json.dumps(rates_contract()))
    monkeypatch.setattr(contracts, "DATASETS", folder)
    monkeypatch.setattr(datasets, "DATASETS", (*DATASETS, RATES))
    yield RATES
    for cached in (contracts.contract, contracts.names_of_contracts, dataset):
        cached.cache_clear()


def received(spark: SparkSession, of: Dataset, lines: str) -> DataFrame:
    content = gzip.compress(lines.encode())
    path = f"/Volumes/x/{of.root}/{of.folder}/date=2026-01-05/a.jsonl.gz"
    row = (path, datetime(2026, 1, 5, 17, tzinfo=UTC), len(content), content)
    return as_received(spark.createDataFrame([row], FILE_SCHEMA), of)


@pytest.mark.filterwarnings("ignore:Cannot infer the eval type:UserWarning")
def test_a_dataset_without_rules_of_its_own_is_checked_against_its_contract(
    spark: SparkSession, rates: Dataset
) -> None:
    wrong = [ROWS[0] | {"rate_date": "2026-01-06", "rate": "n/a"}, {"currency": "USD"}]
    bronze = received(spark, rates, "\n".join(json.dumps(row) for row in [*ROWS, ROWS[0], *wrong]))
    assert needed(rates) == ()
    checked = records(bronze, rates, {}).cache()
    assert set(checked.columns) - set(rates.column_names) <= set(ADDED_COLUMNS)
    assert sorted(row["currency"] for row in current(checked, rates).collect()) == ["CHF", "EUR"]
    assert sorted(row["reasons"] for row in quarantined(checked).collect()) == [
        ["rate.type: 'n/a' is not a number"],
        [
            "rate_date.missing: is required and has no value",
            "rate.missing: is required and has no value",
            "published_at.missing: is required and has no value",
        ],
    ]
    kept = {name: F.count_if(F.expr(holds)) for name, holds in published_rules(rates).items()}
    (counted,) = checked.select(*(count.alias(name) for name, count in kept.items())).collect()
    assert {name for name, count in counted.asDict().items() if count < 5} == {
        "rate.type", "rate.missing", "rate_date.missing", "published_at.missing",
    }  # fmt: skip
    (quality,) = data_quality({"trial_rates": bronze}, {"trial_rates": checked}).collect()
    assert (quality["received"], quality["duplicates"], quality["quarantined"]) == (5, 1, 2)
    assert quality["freshness_objective_minutes"] == rates.freshness_minutes
    assert quality_by_rule({"trial_rates": checked}).count() == 4


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
        LookupError, match=r"no dataset 'fx_rate': add it to DATASETS in .*datasets\.py; .*splits"
    ):
        dataset("fx_rate")  # fmt: skip


def blocks(language: str) -> list[str]:
    """Return the page's blocks of code of a language, without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return ["\n".join(line.removeprefix(space) for line in text.splitlines()) for space, text in found]


def put_first(file: Path, opening: str, code: str) -> None:
    """Write code behind the line that opens a tuple."""
    text = file.read_text()
    assert text.count(f"{opening}\n") == 1, (file, opening)
    file.write_text(text.replace(f"{opening}\n", f"{opening}\n{code},\n"))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which steps 1 to 4 of the page were done, with the page's own code."""
    folder = tmp_path_factory.mktemp("scratch")
    ignored = shutil.ignore_patterns("__pycache__", "dist", ".anthill")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    # Under another name, so that whoever really follows the page still can run this.
    source, added = (
        block.replace("fx-rates", "trial-rates").replace("fx_rates", "trial_rates")
        for block in blocks("python")
    )
    (folder / "contracts/datasets/trial_rates.json").write_text(json.dumps(rates_contract()))
    put_first(folder / "environments/market_data.py", "    apis=(", source)
    (folder / "samples/trial-rates.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    put_first(folder / "lakehouse/anthill_lakehouse/datasets.py", "DATASETS: Final = (", added)
    return folder


def said(scratch: Path, *command: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=scratch,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(scratch), str(scratch / "lakehouse")))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def test_the_page_promises_what_config_check_says(scratch: Path) -> None:
    promised = re.findall(r"The check says `([^`]+)`", PAGE.read_text())
    assert promised
    assert promised[0] in said(scratch, "-c", "from operations.cli import main; main()", "config", "check")


@pytest.mark.timeout(600)
def test_the_tests_that_the_page_names_pass_with_the_new_source(scratch: Path) -> None:
    """Those of them that compare with what `make inventory` writes, or synthesise, run elsewhere."""
    named = [word for block in blocks("console") for word in re.findall(r"\S+\.py", block) if "test_" in word]
    assert {Path(name).name for name in named} == {
        "test_contracts.py", "test_sources.py", "test_lakehouse_code.py", "test_lakehouse_rules.py",
    }  # fmt: skip
    quick = ["tests/environments/test_contracts.py", "lakehouse/tests/test_lakehouse_code.py"]
    assert set(quick) <= set(named)
    options = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts="]
    assert re.search(r"\d+ passed", said(scratch, *options, *quick))
    rules = said(scratch, *options, "lakehouse/tests/test_lakehouse_rules.py", "-k", "trial_rates")
    assert re.search(r"2 passed", rules)


def test_a_step_that_was_left_out_is_named(scratch: Path, tmp_path: Path) -> None:
    """Step 4 forgotten: the source's files would never be read, and the tests that the page names say so."""
    folder = tmp_path / "forgotten"
    shutil.copytree(scratch, folder)
    shutil.copy(ROOT / "lakehouse/anthill_lakehouse/datasets.py", folder / "lakehouse/anthill_lakehouse")
    failed = said(
        folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=",
        "lakehouse/tests/test_lakehouse_code.py", code=1,
    )  # fmt: skip
    assert "test_datasets_are_those_of_the_sources" in failed
    assert "test_freshness_is_what_sources_promise" in failed
