"""Tests of tables are told by their names, and a fault ends the command with 1."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from anthill_lakehouse.checks import CHECKS
from operations.cli import app
from operations.commands import lakehouse_check
from operations.common.errors import InputError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(lakehouse_check, "lakehouse_home", lambda: tmp_path)
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lakehouse", "check", *arguments])


def with_quality(home: Path, received: int) -> None:
    folder = home / "warehouse/gold.db/data_quality"
    folder.mkdir(parents=True, exist_ok=True)
    row = {"dataset": "splits", "received": received, "valid_versions": 2, "duplicates": 1, "quarantined": 0}
    pq.write_table(pa.Table.from_pylist([row]), folder / "part-0.parquet")


def test_each_is_told_by_its_name_with_what_it_found(home: Path) -> None:
    with_quality(home, received=4)
    told = check()
    lines = told.stdout.splitlines()
    assert told.exit_code == 1
    at = lines.index("FAULT gold.data_quality accounts for every record")
    assert lines[at + 1] == "      splits: 4 received, 2 + 1 + 0 accounted for"
    assert "ok    gold.data_quality has rows" in lines
    assert lines[-1].startswith(f"1 of {len(CHECKS)} tests hold, ")


def test_programs_get_the_faults_by_name(home: Path) -> None:
    with_quality(home, received=3)
    told = json.loads(check("--json").stdout)
    assert list(told) == [each.name for each in CHECKS]
    assert told["gold.data_quality accounts for every record"] == []
    assert told["gold.yearly_results has rows"] == ["there is no table gold.yearly_results"]


def test_before_the_first_run_it_says_what_to_run(home: Path) -> None:
    refused = check().exception
    assert isinstance(refused, InputError)
    assert "anthill lakehouse run --sample" in str(refused)
    assert not any(home.glob("warehouse*"))
