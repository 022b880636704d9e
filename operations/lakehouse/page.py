"""The gold tables as one HTML page that needs nothing but itself."""

from html import escape
from typing import Final

from operations.lakehouse.gold_view import GoldView, Line, Sheet

WIDTH: Final = 720
HEIGHT: Final = 260
MARGIN: Final = 48
COLOURS: Final = ("#2563eb", "#d97706", "#059669", "#db2777", "#7c3aed", "#0891b2", "#65a30d", "#dc2626")
STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font-size: 1.05rem; margin-top: 2.2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) { text-align: left; }
svg { width: 100%; height: auto; }
svg text { font-size: 11px; fill: currentColor; }
"""


def page(view: GoldView) -> str:
    """Return the page: charts first, then tables; it follows the reader's light or dark setting."""
    charts = (
        _chart("What 1 became, with dividends", view.growth),
        _chart("What portfolios are worth, each in its currency", view.portfolios),
    )
    body = "\n".join((*charts, *(_table(sheet) for sheet in view.sheets)))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Anthill: market data</title><style>{STYLE}</style></head>\n"
        f"<body><h1>Market data</h1>\n{body}\n</body></html>\n"
    )


def _table(sheet: Sheet) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in sheet.headings)
    rows = "\n".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in sheet.rows)
    return (
        f'<h2>{escape(sheet.title)}</h2>\n<div class="scroll"><table><thead><tr>{head}</tr></thead>\n'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _chart(title: str, lines: tuple[Line, ...]) -> str:
    days = sorted({day for line in lines for day in line.days})
    values = [value for line in lines for value in line.values]
    if len(days) < 2:  # noqa: PLR2004 - a line needs two points
        return ""
    place = {day: MARGIN + index * (WIDTH - 2 * MARGIN) / (len(days) - 1) for index, day in enumerate(days)}
    low, high = min(values), max(values)
    span = (high - low) or 1.0

    def height(value: float) -> float:
        return HEIGHT - 24 - (value - low) / span * (HEIGHT - 48)

    drawn: list[str] = []
    legend: list[str] = []
    for number, line in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(
            f"{place[day]:.1f},{height(value):.1f}" for day, value in zip(line.days, line.values, strict=True)
        )
        name = escape(line.name)
        drawn.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="1.6" points="{points}">'
            f"<title>{name}</title></polyline>"
        )
        legend.append(f'<span style="color:{colour}">&#9632;</span> {name}')
    axis = (
        f'<text x="4" y="{height(high) + 4:.0f}">{high:,.4g}</text><text x="4" y="{height(low):.0f}">{low:,.4g}</text>'
        f'<text x="{MARGIN}" y="{HEIGHT - 4}">{days[0]}</text>'
        f'<text x="{WIDTH - MARGIN}" y="{HEIGHT - 4}" text-anchor="end">{days[-1]}</text>'
    )
    return (
        f'<h2>{escape(title)}</h2>\n<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"{axis}{''.join(drawn)}</svg>\n<p>{' &nbsp; '.join(legend)}</p>"
    )
