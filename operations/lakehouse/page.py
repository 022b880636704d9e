"""The gold tables as one HTML page that needs nothing but itself."""

from itertools import cycle
from typing import Final

from operations.common.templates import render
from operations.lakehouse.gold_view import GoldView, Line

WIDTH: Final = 720
HEIGHT: Final = 260
MARGIN: Final = 48
COLOURS: Final = ("#2563eb", "#d97706", "#059669", "#db2777", "#7c3aed", "#0891b2", "#65a30d", "#dc2626")


def page(view: GoldView) -> str:
    """Return the page: charts first, then tables; it follows the reader's light or dark setting."""
    charts = (
        _chart("What 1 became, with dividends", view.growth),
        _chart("What portfolios are worth, each in its currency", view.portfolios),
    )
    drawn = [chart for chart in charts if chart]
    return render("lakehouse/page.html", width=WIDTH, height=HEIGHT, charts=drawn, sheets=view.sheets)


def _chart(title: str, lines: tuple[Line, ...]) -> dict[str, object]:
    """Return the labels of a chart and its lines, each a name, a colour and points; empty without two days."""
    days = sorted({day for line in lines for day in line.days})
    if len(days) < 2:  # noqa: PLR2004 - a line needs two points
        return {}
    place = {day: MARGIN + index * (WIDTH - 2 * MARGIN) / (len(days) - 1) for index, day in enumerate(days)}
    values = [value for line in lines for value in line.values]
    low, high = min(values), max(values)
    span = (high - low) or 1.0

    def height(value: float) -> float:
        return HEIGHT - 24 - (value - low) / span * (HEIGHT - 48)

    def points(line: Line) -> str:
        pairs = zip(line.days, line.values, strict=True)
        return " ".join(f"{place[day]:.1f},{height(value):.1f}" for day, value in pairs)

    return {
        "title": title,
        "labels": [
            (4, f"{height(high) + 4:.0f}", "start", f"{high:,.4g}"),
            (4, f"{height(low):.0f}", "start", f"{low:,.4g}"),
            (MARGIN, HEIGHT - 4, "start", days[0]),
            (WIDTH - MARGIN, HEIGHT - 4, "end", days[-1]),
        ],
        "lines": [
            (line.name, colour, points(line)) for line, colour in zip(lines, cycle(COLOURS), strict=False)
        ],
    }
