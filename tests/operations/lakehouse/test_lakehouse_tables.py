"""What the lakehouse gives is described once: in contracts, comments and the page of reference."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from contracts.product import PRODUCTS, products
from operations.cli import app
from operations.commands import lakehouse_tables
from operations.common.errors import InputError
from operations.lakehouse.products_page import products_page


@pytest.mark.parametrize("file", sorted(PRODUCTS.glob("*.json")), ids=lambda file: file.stem)
def test_a_product_is_called_as_its_table(file: Path) -> None:
    document = json.loads(file.read_text())
    product = products()[document["schema"][0]["physicalName"]]
    assert product.id == f"anthill.{product.full_name}"
    assert product.full_name.endswith(f".{product.name}")


def test_comments_survive_quotes() -> None:
    assert "COMMENT 'Day in the exchange\\'s time zone'" in products()["gold.daily_returns"].ddl


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "lakehouse"
    monkeypatch.setattr(lakehouse_tables, "lakehouse_home", lambda: home)
    return home


def made(home: Path) -> None:
    folder = home / "warehouse/silver.db/splits"
    folder.mkdir(parents=True)
    rows = [{"isin": "A", "at": datetime(2026, 1, 2, tzinfo=UTC), "tags": ["x"]}] * 1200
    pq.write_table(pa.Table.from_pylist(rows), folder / "part-0.parquet")


def test_the_command_prints_and_writes(tmp_path: Path, home: Path) -> None:
    run = CliRunner().invoke
    shown = run(app, ["lakehouse", "tables", "--json"])
    assert json.loads(shown.stdout)["gold.yearly_results"]["columns"][0]["name"] == "isin"
    written = tmp_path / "gold.md"
    assert run(app, ["lakehouse", "tables", "--markdown", "--output", str(written)]).exit_code == 0
    assert written.read_text() == products_page(products().values())
    assert "gold.portfolio_value" in run(app, ["lakehouse", "tables"]).stdout
    assert not home.exists()


def test_tables_have_the_rows_and_columns_of_the_last_run(home: Path) -> None:
    made(home)
    run = CliRunner().invoke
    (line,) = [
        line for line in run(app, ["lakehouse", "tables"]).stdout.splitlines() if "silver.splits " in line
    ]
    assert [cell.strip() for cell in line.split("│")][1:4] == ["silver.splits", "1,200", "3"]
    columns = json.loads(run(app, ["lakehouse", "tables", "silver.splits", "--json"]).stdout)["silver.splits"]
    assert columns["rows"] == 1200
    assert [(each["name"], each["physical_type"]) for each in columns["columns"]] == [
        ("isin", "string"),
        ("at", "timestamp"),
        ("tags", "array<string>"),
    ]
    shown = run(app, ["lakehouse", "tables", "gold.missing_prices", "silver.splits"]).stdout
    assert "gold.missing_prices, not made yet" in shown
    assert "session_date" in shown
    assert "silver.splits, 1,200 rows" in shown


def test_without_a_run_tables_have_no_rows_and_the_way_to_one(home: Path) -> None:
    shown = CliRunner().invoke(app, ["lakehouse", "tables"])
    assert "anthill lakehouse run --sample" in shown.stderr
    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["gold.yearly"], "did you mean gold.yearly_results?"), (["gold.x", "--markdown"], "leave TABLE out")],
)
def test_what_cannot_be_shown_is_refused(home: Path, arguments: list[str], words: str) -> None:
    del home
    refused = CliRunner().invoke(app, ["lakehouse", "tables", *arguments]).exception
    assert isinstance(refused, InputError)
    assert words in str(refused)
