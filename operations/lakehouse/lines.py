"""Lines over time of what gold says: a gap where there is nothing, a mark where a price is old."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Row = Mapping[str, Any]
INSTRUMENTS_SHOWN: Final = 6
"""As many lines as a person tells apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line over time: days as ISO text, and a value for each, None where the line has a gap.

    `stale` are those of the days whose value is made with a price of an earlier session.
    """

    name: str
    days: tuple[str, ...]
    values: tuple[float | None, ...]
    stale: tuple[str, ...] = ()

    @property
    def last(self) -> float | None:
        """The value of the last day."""
        return self.values[-1] if self.values else None


def growth(returns: Iterable[Row], missing: Iterable[Row], names: Mapping[str, str]) -> Iterable[Line]:
    """Yield what one unit of money became in the instruments with most days; a session without a price is a gap.

    Returns are in the order of their days.
    """
    series: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in returns:
        series[row["isin"], row["exchange"]].append(row)
    gaps: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in missing:
        gaps[row["isin"], row["exchange"]].append(str(row["session_date"]))
    of_isin: defaultdict[str, int] = defaultdict(int)
    longest = sorted(series.items(), key=lambda item: (-len(item[1]), item[0]))[:INSTRUMENTS_SHOWN]
    for (isin, _), _rows in longest:
        of_isin[isin] += 1
    for (isin, exchange), rows in longest:
        value = 1.0
        values: dict[str, float | None] = dict.fromkeys(gaps[isin, exchange])
        for row in rows:
            value *= 1 + (row["total_return"] or 0.0)
            values[str(row["trade_date"])] = value
        name = names.get(isin, isin)
        yield _line(f"{name} on {exchange}" if of_isin[isin] > 1 else name, values)


def worth(values: Iterable[Row], positions: Iterable[Row]) -> dict[str, tuple[Line, ...]]:
    """Return by currency what each portfolio is worth; while it holds nothing in it, the line has a gap.

    Values are in the order of their days.
    """
    stale = {day for day, oldest in oldest_prices(positions).items() if oldest < day[2]}
    series: defaultdict[tuple[str, str], dict[str, float | None]] = defaultdict(dict)
    for row in values:
        held = float(row["market_value"]) if row["positions"] else None
        series[row["currency"], row["portfolio_id"]][str(row["date"])] = held
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for (currency, portfolio), by_day in sorted(series.items()):
        old = tuple(day for day in by_day if (portfolio, currency, day) in stale)
        found[currency].append(_line(portfolio, by_day, old))
    return {currency: tuple(lines) for currency, lines in found.items()}


def oldest_prices(positions: Iterable[Row]) -> dict[tuple[str, str, str], str]:
    """Return by portfolio, currency and day of which day the oldest price is that its value is made with."""
    found: dict[tuple[str, str, str], str] = {}
    for row in positions:
        if row["quantity"]:
            day = (row["portfolio_id"], row["currency"], str(row["date"]))
            found[day] = min(found.get(day, str(row["price_date"])), str(row["price_date"]))
    return found


def _line(name: str, values: Mapping[str, float | None], stale: tuple[str, ...] = ()) -> Line:
    days = tuple(sorted(values))
    return Line(name=name, days=days, values=tuple(values[day] for day in days), stale=stale)
