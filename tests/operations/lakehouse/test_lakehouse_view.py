"""What is shown of gold: figures with units, nothing that a page could be broken with, a way on if there is none."""

import io
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from anthill_lakehouse.gold.yearly_results import SESSIONS_TO_RANK
from operations.common.errors import InputError
from operations.lakehouse.gold_view import gold_view
from operations.lakehouse.lines import Line
from operations.lakehouse.made import write_made
from operations.lakehouse.page import page
from operations.lakehouse.terminal import blocks, show

DAYS = (5, 6, 7, 8)
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
                "sharpe": None, "maximum_drawdown": -0.0004, "beta": -0.001, "sessions": SESSIONS_TO_RANK,
            },
            {
                "isin": "NEW", "exchange": "XNAS", "year": 2026, "total_return": 9.0, "volatility": 0.2,
                "sharpe": 9.0, "maximum_drawdown": 0.0, "beta": 1.1, "sessions": SESSIONS_TO_RANK - 1,
            },
        ],
    )  # fmt: skip
    days = [date(2026, 1, day) for day in DAYS]
    table(
        tmp_path,
        "gold.portfolio_value",
        [
            {
                "portfolio_id": "P", "currency": "USD", "date": day, "positions": int(value > 0),
                "market_value": value, "daily_profit": -0.2,
            }
            for day, value in zip(days, (3_900_000.0, 0.0, 2_000_000.0, 2_500_000.0), strict=True)
        ],
    )  # fmt: skip
    table(
        tmp_path,
        "gold.portfolio_positions",
        [
            {
                "portfolio_id": "P", "isin": "A", "currency": "USD", "date": days[-1], "quantity": 1.0,
                "price_date": days[-2],
            },
            {
                "portfolio_id": "P", "isin": "B", "currency": "USD", "date": days[0], "quantity": 0.0,
                "price_date": date(2025, 1, 1),
            },
        ],
    )  # fmt: skip
    table(tmp_path, "gold.missing_prices", [{"isin": "A", "exchange": "XNAS", "session_date": days[2]}])
    table(
        tmp_path,
        "gold.daily_returns",
        [
            {"isin": "A", "exchange": "XNAS", "trade_date": day, "total_return": gain}
            for day, gain in zip((days[0], days[1], days[3]), (None, 0.5, -0.5), strict=True)
        ],
    )
    quality = dict.fromkeys(COUNTS, 7) | {"dataset": "splits", "last_arrived_at": NOW}
    table(tmp_path, "gold.data_quality", [quality])
    table(
        tmp_path,
        "gold.quality_by_rule",
        [
            {"dataset": "splits", "severity": "drop", "rule": "isin.form", "records": 3},
            {"dataset": "splits", "severity": "warn", "rule": "isin.known", "records": 1},
        ],
    )
    table(
        tmp_path,
        "silver.splits_quarantine",
        [
            {
                "reasons": [f"isin.form: {EVIL}"],
                "record": EVIL,
                "source_file": "f",
                "line": 7,
                "arrived_at": NOW,
            }
        ],
    )
    write_made(tmp_path, tmp_path, "Sail", NOW)
    return tmp_path


def test_figures_are_in_the_units_of_their_headings(home: Path) -> None:
    results, worth, _, broken = gold_view(home).sheets
    assert results.headings[4] == "total %"
    assert results.rows[0][4:] == ("12.3", "20.0", "", "0.0", "0.00")
    assert worth.rows == (("P", "2026-01-08", "USD", "1", "2,500,000", "0", "2026-01-07 (stale)"),)
    assert broken.rows[0] == ("splits", "isin.form", "drop", "3")
    assert broken.numeric == (False, False, False, True)


def test_who_has_too_few_sessions_is_not_ranked(home: Path) -> None:
    results = gold_view(home).sheets[0]
    assert [row[1] for row in results.rows] == [EVIL]
    assert (
        results.note == f"Ranked are years with {SESSIONS_TO_RANK} sessions or more; left out, with fewer: 1."
    )


def test_a_line_has_a_gap_where_there_is_nothing_and_knows_old_prices(home: Path) -> None:
    view = gold_view(home)
    assert view.growth[0].values == (1.0, 1.5, None, 0.75)
    (line,) = view.portfolios["USD"]
    assert line.values == (3_900_000.0, None, 2_000_000.0, 2_500_000.0)
    assert line.stale == ("2026-01-08",)


def test_the_page_shows_names_as_text_and_needs_nothing_else(home: Path) -> None:
    text = page(gold_view(home))
    assert EVIL not in text
    assert "&lt;script&gt;" in text
    assert "http" not in text
    assert "<script" not in text
    assert not re.search(r">-0(\.0+)?<", text)


def test_the_page_says_when_and_from_what_it_was_made(home: Path) -> None:
    assert "Made 2026-01-06 23:00 UTC by Sail from code that is in no git repository." in page(
        gold_view(home)
    )
    (home / "made.json").write_text("{")
    assert "is not recorded." in page(gold_view(home))


def test_what_was_dropped_leads_to_its_quarantine(home: Path) -> None:
    text = page(gold_view(home))
    assert text.count('<a href="#quarantine-splits">') == 2, "data quality, and the rule that drops"
    assert text.count('id="quarantine-splits"') == 1
    assert "TABLE silver.splits_quarantine" in text


def test_an_id_of_the_page_is_there_once_and_what_refers_to_one_finds_it(home: Path) -> None:
    text = page(gold_view(home))
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids)) > 10
    assert {name for pair in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text) for name in pair} - {
        ""
    } <= set(ids)


def test_the_terminal_shows_tables_and_lines(home: Path) -> None:
    output = io.StringIO()
    show(gold_view(home), Console(file=output, width=120))
    text = output.getvalue()
    assert "Yearly results" in text
    assert "▃█ ▁" in text
    assert "In quarantine: splits, the last 1 of 1" in text
    assert re.search(r"2,500,000\.00 \(at a price of an earlier day\)", text)


def test_blocks_go_from_the_lowest_to_the_highest() -> None:
    assert blocks(Line(name="x", days=("1", "2", "3"), values=(1.0, 3.0, 2.0))) == "▁█▅"
    assert blocks(Line(name="x", days=("1", "2"), values=(4.0, 4.0))) == "▁▁"
    assert blocks(Line(name="x", days=("1", "2", "3"), values=(4.0, None, 5.0))) == "▁ █"


def test_before_the_first_run_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="anthill lakehouse run --sample"):
        gold_view(tmp_path)
