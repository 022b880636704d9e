"""Which table is made of which as SVG: a column per step from the files that arrive to what nobody reads on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from operations.common.drawing import Frame, Position, arranged
from operations.common.templates import render

if TYPE_CHECKING:
    from anthill_lakehouse.local.lineage import Lineage

WIDTH: Final = 236
HEIGHT: Final = 28
ACROSS: Final = 60
DOWN: Final = 14
TOP: Final = 64
MARGIN: Final = 16
COLOURS: Final[Mapping[str, str]] = {
    "bronze": "#9a5b1f",
    "silver": "#6f7378",
    "gold": "#b08000",
    "features": "#7a5aa6",
}
"""The colour of each schema, readable on light and on dark; its name is in each box besides."""

FILES: Final = "#3a7ca5"
"""The colour of folders in which files arrive."""


def lineage_picture(lineage: "Lineage", title: str) -> str:
    """Return the SVG; arrows lead from what is read to who reads it."""
    steps = _steps(lineage)
    arrows = [(read, table) for table, all_read in lineage.reads.items() for read in all_read]
    columns = arranged(
        {name: f"{step:03}" for name, step in steps.items()},
        arrows,
        sorted({f"{s:03}" for s in steps.values()}),
    )
    tallest = max(map(len, columns))
    places = {
        name: Position(
            column,
            MARGIN + column * (WIDTH + ACROSS),
            TOP + (row + (tallest - len(names)) / 2) * (HEIGHT + DOWN),
        )
        for column, names in enumerate(columns)
        for row, name in enumerate(names)
    }
    height = TOP + tallest * (HEIGHT + DOWN) + MARGIN
    frame = Frame(width=WIDTH, height=HEIGHT, gap=DOWN, apart=ACROSS, columns=True, ends=(TOP - DOWN, height))
    return render(
        "lakehouse/lineage.svg",
        title=title,
        width=max(2 * MARGIN + len(columns) * (WIDTH + ACROSS) - ACROSS, 640),
        height=height,
        margin=MARGIN,
        frame=frame,
        arrows=list(zip(arrows, frame.ways(arrows, places), strict=True)),
        boxes=[(name, place, _colour(name)) for name, place in places.items()],
    )


def _steps(lineage: "Lineage") -> dict[str, int]:
    """Return how many steps each table is from the files that it is made of, by the longest way."""
    steps = dict.fromkeys(lineage.read_by, 0)
    for table, read in lineage.reads.items():
        steps[table] = max((steps[each] + 1 for each in read), default=0)
    return steps


def _colour(name: str) -> str:
    return COLOURS.get(name.partition(".")[0], FILES)
