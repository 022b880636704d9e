"""What the gold tables say, ready to be shown: a few tables and lines over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from operations.lakehouse.lines import Line, growth, oldest_prices, worth
from operations.lakehouse.made import Made, read_made
from operations.lakehouse.quarantine_view import anchor, quarantine
from operations.lakehouse.sheet import Sheet
from operations.lakehouse.workplace import nothing_made_yet

ROWS_SHOWN: Final = 12
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldView:
    """What is shown of a lakehouse."""

    sheets: tuple[Sheet, ...]
    growth: tuple[Line, ...]
    """What one unit of money became, by instrument."""
    portfolios: Mapping[str, tuple[Line, ...]]
    """What portfolios are worth, by currency."""
    quarantine: tuple[Sheet, ...]
    """Records that broke a rule, by dataset."""
    made: Made | None
    """The run that made the tables, None if it was not recorded."""


def gold_view(home: Path) -> GoldView:
    """Read what is shown of the lakehouse in a folder. Raises InputError if nothing was made there yet."""
    # Slow to load (Arrow, Spark's client), and other commands do without.
    from anthill_lakehouse.gold.yearly_results import SESSIONS_TO_RANK  # noqa: PLC0415
    from anthill_lakehouse.local.tables import NoTableError, read_table  # noqa: PLC0415

    def rows(table: str, *order: str) -> list[Row]:
        found: list[Row] = read_table(home, table).to_pylist()
        return sorted(found, key=lambda row: tuple(row[name] for name in order))

    try:
        names = {row["isin"]: row["name"] for row in rows("silver.instruments", "isin")}
        results = rows("gold.yearly_results", "year", "exchange", "isin")
        values = rows("gold.portfolio_value", "portfolio_id", "currency", "date")
        positions = rows("gold.portfolio_positions", "portfolio_id", "isin", "date")
        returns = rows("gold.daily_returns", "isin", "exchange", "trade_date")
        missing = rows("gold.missing_prices", "isin", "exchange", "session_date")
        quality = rows("gold.data_quality", "dataset")
        broken = rows("gold.quality_by_rule", "dataset", "severity", "rule")
    except NoTableError as error:
        raise nothing_made_yet() from error
    kept = quarantine(home, [row["dataset"] for row in quality])
    linked = {sheet.anchor for sheet in kept}
    return GoldView(
        sheets=(
            _results(results, names, SESSIONS_TO_RANK),
            _worth(values, oldest_prices(positions)),
            _quality(quality, linked),
            _broken(broken, linked),
        ),
        growth=tuple(growth(returns, missing, names)),
        portfolios=worth(values, positions),
        quarantine=kept,
        made=read_made(home),
    )


def _results(rows: list[Row], names: dict[str, str], sessions: int) -> Sheet:
    ranked = [row for row in rows if row["sessions"] >= sessions and row["total_return"] is not None]
    best = sorted(ranked, key=lambda row: (-row["year"], -row["total_return"], row["isin"]))[:ROWS_SHOWN]
    return Sheet(
        title=f"Yearly results, the best {len(best)} of {len(ranked)} by total return",
        note=f"Ranked are years with {sessions} sessions or more; left out, with fewer: {len(rows) - len(ranked)}.",
        headings=(
            "year",
            "instrument",
            "exchange",
            "sessions",
            "total %",
            "volatility %",
            "Sharpe",
            "drawdown %",
            "beta",
        ),
        rows=tuple(
            (
                str(row["year"]),
                str(names.get(row["isin"], row["isin"])),
                str(row["exchange"]),
                str(row["sessions"]),
                *(_percent(row[name]) for name in ("total_return", "volatility")),
                _number(row["sharpe"]),
                _percent(row["maximum_drawdown"]),
                _number(row["beta"]),
            )
            for row in best
        ),
    )


def _worth(rows: list[Row], oldest: Mapping[tuple[str, str, str], str]) -> Sheet:
    last = {(row["portfolio_id"], row["currency"]): row for row in rows}
    return Sheet(
        title="Portfolios on their last day, each currency by itself",
        note="A price is stale if it is of an earlier day than the value that is made with it.",
        headings=(
            "portfolio",
            "day",
            "currency",
            "positions",
            "market value",
            "profit of the day",
            "oldest price",
        ),
        rows=tuple(
            (
                portfolio,
                str(row["date"]),
                currency,
                str(row["positions"]),
                _money(row["market_value"]),
                _money(row["daily_profit"]),
                _marked(oldest.get((portfolio, currency, str(row["date"])), ""), str(row["date"])),
            )
            for (portfolio, currency), row in last.items()
        ),
    )


def _marked(price_day: str, day: str) -> str:
    return f"{price_day} (stale)" if price_day and price_day < day else price_day


def _quality(rows: list[Row], linked: set[str]) -> Sheet:
    counts = {
        "received": "received",
        "valid_versions": "versions",
        "duplicates": "twice",
        "quarantined": "dropped",
        "warned": "warned",
        "unreadable_files": "bad files",
        "current_rows": "current",
    }
    return Sheet(
        title="Data quality: what became of the records received; days in UTC",
        headings=("dataset", *counts.values(), "last arrival"),
        rows=tuple(
            (
                row["dataset"],
                *(str(row[name]) for name in counts),
                f"{row['last_arrived_at']:%Y-%m-%d}" if row["last_arrived_at"] else "never",
            )
            for row in rows
        ),
        links=tuple(_linked(row["dataset"], linked) for row in rows),
    )


def _broken(rows: list[Row], linked: set[str]) -> Sheet:
    return Sheet(
        title="Rules that records broke: drop is in quarantine, warn was kept",
        headings=("dataset", "rule", "severity", "records"),
        rows=tuple((row["dataset"], row["rule"], row["severity"], str(row["records"])) for row in rows),
        links=tuple(_linked(row["dataset"], linked) if row["severity"] == "drop" else "" for row in rows),
    )


def _linked(dataset: str, linked: set[str]) -> str:
    return anchor(dataset) if anchor(dataset) in linked else ""


def _percent(value: Any) -> str:
    return "" if value is None else f"{100 * value:z.1f}"


def _number(value: Any) -> str:
    return "" if value is None else f"{value:z.2f}"


def _money(value: Any) -> str:
    return "" if value is None else f"{value:z,.0f}"
