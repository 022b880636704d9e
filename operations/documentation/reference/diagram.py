"""A picture as SVG: a band per layer, who needs something above what it needs, arrows between the boxes."""

from collections.abc import Iterable, Mapping
from typing import Final

from operations.common.drawing import Frame, Position, arranged
from operations.common.templates import render
from operations.documentation.reference.boxes import Picture
from operations.review.layers import LAYERS

WIDTH: Final = 120
HEIGHT: Final = 44
ACROSS: Final = 22
DOWN: Final = 52
LABEL: Final = 82
MARGIN: Final = 16
HEAD: Final = 56

COLOURS: Final[Mapping[str, str]] = {
    "security": "#b0413e",
    "network": "#3a7ca5",
    "lake": "#2e8b74",
    "ingestion": "#c27c0e",
    "workspace": "#7a5aa6",
    "governance": "#a34a86",
    "compute": "#4f7f2b",
    "consumption": "#5468c4",
    "monitoring": "#6f7378",
}
"""The colour of each layer, readable on light and on dark."""

OTHER_COLOUR: Final = "#6f7378"


def diagram(picture: Picture, title: str, note: str, order: Iterable[str] = tuple(LAYERS)) -> str:
    """Return the SVG; `order` are the layers, the lowest first."""
    boxes = {box.name: box for box in picture.boxes}
    layers = {box.name: box.layer for box in picture.boxes}
    bands = arranged(layers, picture.arrows, order)[::-1]
    width = LABEL + 2 * MARGIN + max(map(len, bands)) * (WIDTH + ACROSS) + ACROSS
    tops = [HEAD + band * (HEIGHT + DOWN) + DOWN / 2 for band in range(len(bands))]
    room = width - LABEL - 2 * MARGIN
    places = {
        name: Position(
            band,
            LABEL + MARGIN + (room - len(names) * (WIDTH + ACROSS) + ACROSS) / 2 + column * (WIDTH + ACROSS),
            tops[band],
        )
        for band, names in enumerate(bands)
        for column, name in enumerate(names)
    }
    ends = (LABEL + MARGIN, width - 1.5 * MARGIN)
    frame = Frame(width=WIDTH, height=HEIGHT, gap=ACROSS, apart=DOWN, columns=False, ends=ends)
    return render(
        "documentation/reference/diagram.svg",
        title=title,
        note=note,
        width=width,
        height=HEAD + len(bands) * (HEIGHT + DOWN) + MARGIN,
        margin=MARGIN,
        frame=frame,
        bands=[
            {
                "layer": layers[names[0]],
                "colour": colour(layers[names[0]]),
                "top": top,
                "resources": sum(boxes[name].resources for name in names),
            }
            for names, top in zip(bands, tops, strict=True)
        ],
        arrows=list(zip(picture.arrows, frame.ways(picture.arrows, places), strict=True)),
        boxes=boxes,
        places=places,
        colour=colour,
    )


def colour(layer: str) -> str:
    """Return the colour of a layer."""
    return COLOURS.get(layer, OTHER_COLOUR)
