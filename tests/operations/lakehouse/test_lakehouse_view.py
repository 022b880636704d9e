"""What is shown of gold: figures with units, nothing that a page could be broken with, a way on if there is none."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from operations.common.errors import InputError
from operations.lakehouse.gold_view import Line, gold_view
from operations.lakehouse.page import page
from operations.lakehouse.terminal import blocks, show

NOW = datetime(2026, 1, 6, 23, tzinfo=UTC)
EVIL = "<script>alert(1)</script>"
COUNTS = (
    "received",
    "valid_versions",
    "duplicates",
    "quarantined",
    "warned",
    "unreadable_files",
    "current_rows",
)


def table(home: Path, name: str, rows: list[dict[str, Any]]) -> None:
    schema, _, short = name.partition(".")
    folder = home / "warehouse" / f"{schema}.db" / short
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(rows), folder / "part-0.parquet")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    table(tmp_path, "silver.instruments", [{"isin": "A", "name": EVIL}])
    table(
        tmp_path,
        "gold.yearly_results",
        [
            {
                "isin": "A", "exchange": "XNAS", "year": 2026, "total_return": 0.1234, "volatility": 0.2,
                "sharpe": None, "maximum_drawdown": -0.05, "beta": 1.1,
            }
        ],
    )  # fmt: skip
    days = [date(2026, 1, 5), date(2026, 1, 6)]
    table(
        tmp_path,
        "gold.portfolio_value",
        [
            {
                "portfolio_id": "P", "currency": "USD", "date": day, "positions": 1, "market_value": value,
                "daily_profit": 1.0,
            }
            for day, value in zip(days, (1000.0, 2000.0), strict=True)
        ],
    )  # fmt: skip
    table(
        tmp_path,
        "gold.daily_returns",
        [
            {"isin": "A", "exchange": "XNAS", "trade_date": day, "total_return": gain}
            for day, gain in zip(days, (None, 0.5), strict=True)
        ],
    )
    quality = dict.fromkeys(COUNTS, 7) | {"dataset": "splits", "last_arrived_at": NOW}
    table(tmp_path, "gold.data_quality", [quality])
    table(
        tmp_path,
        "gold.quality_by_rule",
        [{"dataset": "splits", "severity": "drop", "rule": "isin.form", "records": 3}],
    )
    return tmp_path


def test_figures_are_in_the_units_of_their_headings(home: Path) -> None:
    results, worth, _, broken = gold_view(home).sheets
    assert results.headings[3] == "total %"
    assert results.rows[0][3:] == ("12.3", "20.0", "", "-5.0", "1.10")
    assert worth.rows == (("P", "2026-01-06", "USD", "1", "2,000", "1"),)
    assert broken.rows == (("splits", "isin.form", "drop", "3"),)
    assert gold_view(home).growth[0].values == (1.0, 1.5)


def test_the_page_shows_names_as_text_and_needs_nothing_else(home: Path) -> None:
    text = page(gold_view(home))
    assert EVIL not in text
    assert "&lt;script&gt;" in text
    assert "http" not in text.replace("http-equiv", "")
    assert text.count("<polyline") == 2


def test_the_terminal_shows_tables_and_lines(home: Path) -> None:
    output = io.StringIO()
    show(gold_view(home), Console(file=output, width=120))
    assert "Yearly results" in output.getvalue()
    assert "▁█" in output.getvalue()


def test_blocks_go_from_the_lowest_to_the_highest() -> None:
    assert blocks(Line(name="x", days=("1", "2", "3"), values=(1.0, 3.0, 2.0))) == "▁█▅"
    assert blocks(Line(name="x", days=("1", "2"), values=(4.0, 4.0))) == "▁▁"


def test_before_the_first_run_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="anthill lakehouse run --sample"):
        gold_view(tmp_path)
