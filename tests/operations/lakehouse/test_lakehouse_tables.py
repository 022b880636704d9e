"""What the lakehouse gives is described once: in contracts, comments and the page of reference."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.product import PRODUCTS, products
from operations.cli import app
from operations.lakehouse.products_page import products_page


@pytest.mark.parametrize("file", sorted(PRODUCTS.glob("*.json")), ids=lambda file: file.stem)
def test_a_product_is_called_as_its_table(file: Path) -> None:
    document = json.loads(file.read_text())
    product = products()[document["schema"][0]["physicalName"]]
    assert product.id == f"anthill.{product.full_name}"
    assert product.full_name.endswith(f".{product.name}")


def test_comments_survive_quotes() -> None:
    assert "COMMENT 'Day in the exchange\\'s time zone'" in products()["gold.daily_returns"].ddl


def test_the_command_prints_and_writes(tmp_path: Path) -> None:
    run = CliRunner().invoke
    shown = run(app, ["lakehouse", "tables", "--json"])
    assert json.loads(shown.stdout)["gold.yearly_results"]["columns"][0]["name"] == "isin"
    written = tmp_path / "gold.md"
    assert run(app, ["lakehouse", "tables", "--markdown", "--output", str(written)]).exit_code == 0
    assert written.read_text() == products_page(products().values())
    assert "gold.portfolio_value" in run(app, ["lakehouse", "tables"]).stdout
