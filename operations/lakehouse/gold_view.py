"""What the gold tables say, ready to be shown: a few tables and lines over time."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from operations.lakehouse.workplace import nothing_made_yet

INSTRUMENTS_SHOWN: Final = 6
ROWS_SHOWN: Final = 12
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table to show: what it says, its headings with units, its rows as text."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line over time: days as ISO text, and a value for each."""

    name: str
    days: tuple[str, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldView:
    """What is shown of a lakehouse."""

    sheets: tuple[Sheet, ...]
    growth: tuple[Line, ...]
    """What one unit of money became, by instrument."""
    portfolios: tuple[Line, ...]
    """What portfolios are worth."""


def gold_view(home: Path) -> GoldView:
    """Read what is shown of the lakehouse in a folder. Raises InputError if nothing was made there yet."""
    # Slow to load (Arrow), and other commands do without.
    from anthill_lakehouse.local.tables import NoTableError, read_table  # noqa: PLC0415

    def rows(table: str, *order: str) -> list[Row]:
        found: list[Row] = read_table(home, table).to_pylist()
        return sorted(found, key=lambda row: tuple(row[name] for name in order))

    try:
        names = {row["isin"]: row["name"] for row in rows("silver.instruments", "isin")}
        results = rows("gold.yearly_results", "year", "exchange", "isin")
        values = rows("gold.portfolio_value", "portfolio_id", "currency", "date")
        returns = rows("gold.daily_returns", "isin", "exchange", "trade_date")
        quality = rows("gold.data_quality", "dataset")
        broken = rows("gold.quality_by_rule", "dataset", "severity", "rule")
    except NoTableError as error:
        raise nothing_made_yet() from error
    return GoldView(
        sheets=(_results(results, names), _worth(values), _quality(quality), _broken(broken)),
        growth=tuple(_growth(returns, names)),
        portfolios=tuple(_lines(values)),
    )


def _results(rows: list[Row], names: dict[str, str]) -> Sheet:
    best = sorted(rows, key=lambda row: (-row["year"], -(row["total_return"] or 0), row["isin"]))[:ROWS_SHOWN]
    return Sheet(
        title=f"Yearly results, the best {len(best)} of {len(rows)} by total return",
        headings=(
            "year",
            "instrument",
            "exchange",
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
                *(_percent(row[name]) for name in ("total_return", "volatility")),
                _number(row["sharpe"]),
                _percent(row["maximum_drawdown"]),
                _number(row["beta"]),
            )
            for row in best
        ),
    )


def _worth(rows: list[Row]) -> Sheet:
    last = {(row["portfolio_id"], row["currency"]): row for row in rows}
    return Sheet(
        title="Portfolios on their last day, each currency by itself",
        headings=("portfolio", "day", "currency", "positions", "market value", "profit of the day"),
        rows=tuple(
            (
                row["portfolio_id"],
                str(row["date"]),
                row["currency"],
                str(row["positions"]),
                _money(row["market_value"]),
                _money(row["daily_profit"]),
            )
            for row in last.values()
        ),
    )


def _quality(rows: list[Row]) -> Sheet:
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
    )


def _broken(rows: list[Row]) -> Sheet:
    return Sheet(
        title="Rules that records broke: drop is in quarantine, warn was kept",
        headings=("dataset", "rule", "severity", "records"),
        rows=tuple((row["dataset"], row["rule"], row["severity"], str(row["records"])) for row in rows),
    )


def _growth(rows: list[Row], names: dict[str, str]) -> Iterable[Line]:
    by_isin: dict[str, list[Row]] = {}
    for row in rows:
        by_isin.setdefault(row["isin"], []).append(row)
    longest = sorted(by_isin.items(), key=lambda item: (-len(item[1]), item[0]))[:INSTRUMENTS_SHOWN]
    for isin, series in longest:
        value, values = 1.0, []
        for row in series:
            value *= 1 + (row["total_return"] or 0.0)
            values.append(value)
        yield Line(
            name=names.get(isin, isin),
            days=tuple(str(row["trade_date"]) for row in series),
            values=tuple(values),
        )


def _lines(rows: list[Row]) -> Iterable[Line]:
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(f"{row['portfolio_id']} ({row['currency']})", []).append(row)
    for name, series in by_name.items():
        days = tuple(str(row["date"]) for row in series)
        yield Line(name=name, days=days, values=tuple(float(row["market_value"]) for row in series))


def _percent(value: Any) -> str:
    return "" if value is None else f"{100 * value:.1f}"


def _number(value: Any) -> str:
    return "" if value is None else f"{value:.2f}"


def _money(value: Any) -> str:
    return "" if value is None else f"{value:,.0f}"
