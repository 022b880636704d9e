"""Contracts that are good by themselves, but not for the source that names them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from contracts.contract import forget
from environments.market_data import MARKET_DATA
from tests.configuration.changed_contracts import (
    Change,
    fresh,
    keyless,
    server,
    table,
    with_contract,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    yield
    forget()


MISFITS: dict[str, tuple[Change, str]] = {
    "no key": (keyless, "is fx_rates, whose schema[0].properties is wrong; given ["),
    "fresher than an alarm sees": (
        fresh(value=4, unit="min"),
        "slaProperties does not fit; given 4 minutes; allowed: what",
    ),
    "between two periods": (
        fresh(value=7, unit="min"),
        "given 7 minutes; allowed: what an alarm can watch: a multiple of 5",
    ),
    "between two hours": (
        fresh(value=1510, unit="min"),
        "given 1510 minutes; allowed: what an alarm can watch: a multiple of 60",
    ),
    "longer than an alarm looks back": (
        fresh(value=8),
        "given 11520 minutes; allowed: what an alarm can watch",
    ),
    "where files wait": (
        server(path="incoming/x"),
        "servers[0].path does not fit; given incoming/x; allowed: any but incoming/",
    ),
    "in the volume of streams": (
        server(server="arrivals"),
        "servers[0].server does not fit; given arrivals; allowed: landing",
    ),
    "in a form of its own": (
        server(format="parquet"),
        "servers[0].format does not fit; given parquet; allowed: jsonl",
    ),
    "changes of a database": (
        table(customProperties=[{"property": "changes", "value": True}]),
        "customProperties, changes does not fit; given true; allowed: false",
    ),
}


@pytest.mark.parametrize("case", MISFITS)
def test_the_configuration_names_a_source_whose_contract_does_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    change, told = MISFITS[case]
    with_contract(tmp_path, monkeypatch, change)
    source = dict(MARKET_DATA.apis[1]) | {"name": "fx-rates", "contract": "fx_rates"}
    with pytest.raises(ValidationError) as refused:
        type(MARKET_DATA.apis[1]).model_validate(source)
    assert "contract: is " in str(refused.value)
    assert told in str(refused.value)
    assert "contracts/datasets/fx_rates.json" in str(refused.value)


@pytest.mark.parametrize(
    ("command", "name", "told"),
    [
        (
            ["config", "check"],
            "splits",
            "ApiSource.contract: is splits, whose servers[0].format is wrong; given",
        ),
        (
            ["config", "check"],
            "unused",
            "contracts/datasets/unused.json servers[0].format: is wrong; given",
        ),
        (
            ["lakehouse", "run", "--sample"],
            "splits",
            "anthill: contracts/datasets/splits.json: servers[0].format is",
        ),
    ],
)
def test_commands_refuse_a_malformed_contract(
    tmp_path: Path, command: list[str], name: str, told: str
) -> None:
    packages = ("configuration", "contracts", "environments", "operations", "lakehouse")
    for package in packages:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "tests")
        )
    folder = tmp_path / "contracts" / "datasets"
    text = (folder / "splits.json").read_text().replace('"splits"', f'"{name}"')
    (folder / f"{name}.json").write_text(text.replace('"format": "jsonl"', '"format": "xml"'))
    done = subprocess.run(
        [sys.executable, "-c", "from operations.cli import main; main()", *command],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(tmp_path / "lakehouse")))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "\"xml\"; allowed: 'csv', 'jsonl' or 'parquet'" in done.stderr
    assert "Traceback" not in done.stderr
