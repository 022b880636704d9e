"""Lines over time as SVG that is part of a page, drawn by matplotlib: no script, no network, any colour of paper."""

import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from operations.lakehouse.lines import Line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK: Final = "#010203"
"""Drawn with, and then replaced by the colour of the page's text, which is another one on dark."""

COLOURS: Final = ("#2f6fed", "#c96f00", "#059669", "#db2777", "#8b5cf6", "#0891b2", "#65a30d", "#dc2626")
DASHES: Final = ("-", "--", "-.", ":", (0, (7, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (9, 3)), (0, (4, 1)))
MARKERS: Final = "os^DvPX*"
"""Colour, dashes and marker of the first to the eighth line: any one of the three tells them apart."""

SIZES: Final = {"wide": (9.2, 4.2), "narrow": (4.4, 4.9)}
"""Inches by the class of the page's style, at 72 pixels an inch: text of both is read at its own size."""

SCALES: Final = ((1e9, "billion"), (1e6, "million"), (1e4, "thousand"))
MARKS: Final = 9
"""Markers along a line."""


def chart(title: str, unit: str, lines: Sequence[Line], number: int) -> Markup:
    """Return a chart twice, for wide and for narrow windows; nothing where no line has two values.

    `number` is another for each chart of a page.
    """
    drawn = [line for line in lines if sum(value is not None for value in line.values) > 1]
    if not drawn:
        return Markup()
    return Markup("\n").join(
        Markup('<div class="{}">{}</div>').format(
            size, _svg(title, unit, drawn, size, f"chart{number}-{size}-")
        )
        for size in SIZES
    )


def described(title: str, unit: str, lines: Iterable[Line]) -> str:
    """Return in words what a chart shows, for who does not see it."""
    ends = ", ".join(
        f"{line.name} {'nothing' if line.last is None else f'{line.last:z,.2f}'}" for line in lines
    )
    return f"{title}, lines over time ({unit}); on the last day: {ends}"


def _svg(title: str, unit: str, lines: Sequence[Line], size: str, prefix: str) -> Markup:
    # Slow to load, and other commands do without.
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    settings: Any = {
        # Text stays text; the same data give the same bytes.
        "svg.fonttype": "none",
        "svg.hashsalt": "anthill",
        "font.size": 11,
        "text.color": INK,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with rc_context(settings):
        figure = Figure(figsize=SIZES[size], layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.subplots()
        _draw(axes, unit, lines, is_wide=size == "wide")
        figure.legend(
            loc="outside lower left", ncols=3 if size == "wide" else 1, frameon=False, handlelength=4
        )
        output = io.StringIO()
        figure.savefig(output, format="svg", transparent=True, metadata={"Date": None})
    return _part_of_page(output.getvalue(), described(title, unit, lines), prefix)


def _draw(axes: "Axes", unit: str, lines: Sequence[Line], *, is_wide: bool) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, DayLocator  # noqa: PLC0415
    from matplotlib.ticker import FuncFormatter  # noqa: PLC0415

    divisor, word = _scale(lines)
    any_axes: Any = axes
    for index, line in enumerate(lines):
        style = index % len(COLOURS)
        any_axes.plot(
            [date.fromisoformat(day) for day in line.days],
            [math.nan if value is None else value / divisor for value in line.values],
            label=line.name,
            color=COLOURS[style],
            linestyle=DASHES[style],
            marker=MARKERS[style],
            markevery=_marked(line),
            markersize=5,
            linewidth=1.6,
        )
    old = [
        (date.fromisoformat(day), value / divisor)
        for line in lines
        for day, value in zip(line.days, line.values, strict=True)
        if value is not None and day in line.stale
    ]
    if old:
        any_axes.plot(
            *zip(*old, strict=True),
            "o",
            mfc="none",
            mec=INK,
            markersize=10,
            label="price of an earlier session",
        )
    axes.set_ylabel(f"{word} {unit}".strip())
    axes.yaxis.set_major_formatter(FuncFormatter(_tick))
    most = 9 if is_wide else 5
    days = sorted({day for line in lines for day in line.days})
    span = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days
    # Of a few days the automatic one would mark hours.
    few = DayLocator(interval=span // most + 1)
    locator = few if span <= 2 * most else AutoDateLocator(minticks=3, maxticks=most)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.grid(visible=True, color=INK, alpha=0.15, linewidth=0.8)


def _scale(lines: Iterable[Line]) -> tuple[float, str]:
    """Return what values are divided by, and its word, so that an axis has short numbers."""
    largest = max(abs(value) for line in lines for value in line.values if value is not None)
    return next(((size, word) for size, word in SCALES if largest >= size), (1.0, ""))


def _tick(value: float, _: int | None) -> str:
    """Return a number without the digits that binary fractions add, and without the sign of a zero."""
    return f"{round(value, 10):z,.10g}"


def _marked(line: Line) -> list[int]:
    """Return which values have a marker: some along the way, and each between two gaps, not to be seen without."""
    there = [index for index, value in enumerate(line.values) if value is not None]
    alone = [index for index in there if not {index - 1, index + 1} & set(there)]
    return sorted({*there[:: max(1, len(there) // MARKS)], *alone})


def _part_of_page(text: str, words: str, prefix: str) -> Markup:
    """Return SVG without what a file needs and a page does not, its ids its own, its ink that of the page."""
    svg = text[text.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\s(?:xmlns(?::xlink)?|version)="[^"]*"', "", svg)
    svg = re.sub(r'\bid="', f'id="{prefix}', svg)
    svg = re.sub(r'(?:xlink:)?href="#', f'href="#{prefix}', svg).replace("url(#", f"url(#{prefix}")
    svg = svg.replace(INK, "currentColor")
    label = Markup('<svg role="img" aria-label="{}"').format(words)
    return Markup(svg.replace("<svg", str(label), 1).strip())  # noqa: S704 - matplotlib escapes the names in it
