"""A picture as SVG: a band per layer, who needs something above what it needs, arrows between the boxes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final, NamedTuple

from operations.documentation.reference.boxes import Box, Picture
from operations.review.drawing import arranged
from operations.review.graph import Graph, Node

WIDTH: Final = 120
HEIGHT: Final = 44
ACROSS: Final = 22
DOWN: Final = 52
LABEL: Final = 82
MARGIN: Final = 16
HEAD: Final = 56
LANE: Final = 4
"""How far arrows that go through the same gap are apart."""

LOWEST: Final = 38
"""How far below its band an arrow between distant boxes of it is drawn."""

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

STYLE: Final = """
:root { --paper: #ffffff; --band: #f4f5f7; --box: #ffffff; --ink: #1c1e21; --soft: #5d6269; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #1e2129; --band: #272b35; --box: #1e2129; --ink: #e8e9ec; --soft: #a4a9b3; }
  .arrows { filter: brightness(1.4); }
}
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--ink); }
.paper { fill: var(--paper); }
.band { fill: var(--band); }
.box { fill: var(--box); stroke-width: 1.5; }
.title { font-size: 18px; font-weight: 600; }
.note, .count { font-size: 12px; fill: var(--soft); }
.layer { font-size: 12.5px; font-weight: 600; }
.name { font-size: 13.5px; }
.arrow { fill: none; stroke-width: 1.4; opacity: 0.8; }
""".strip()


class Place(NamedTuple):
    """Where a box is: its band, counted from the top, and its left upper corner."""

    band: int
    x: float
    y: float


def diagram(picture: Picture, title: str, note: str) -> str:
    """Return the SVG."""
    boxes = {box.name: box for box in picture.boxes}
    graph = Graph(
        nodes=tuple(Node(name=box.name, layer=box.layer, counts={}) for box in picture.boxes),
        edges=picture.arrows,
    )
    bands = [[boxes[node.name] for node in column] for column in reversed(arranged(graph))]
    width = LABEL + 2 * MARGIN + max(map(len, bands)) * (WIDTH + ACROSS) + ACROSS
    height = HEAD + len(bands) * (HEIGHT + DOWN) + MARGIN
    places = _places(bands, width)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(title)}">',
        f"<style>\n{STYLE}\n</style>",
        _heads(bands),
        f'<rect class="paper" width="{width}" height="{height}"/>',
        f'<text class="title" x="{MARGIN}" y="28">{escape(title)}</text>',
        f'<text class="note" x="{MARGIN}" y="46">{escape(note)}</text>',
    ]
    parts += [_band(index, boxes, width) for index, boxes in enumerate(bands)]
    parts += ['<g class="arrows">', *_arrows(picture, bands, places, width), "</g>"]
    parts += [_box(box, places[box.name]) for box in picture.boxes]
    return "\n".join([*parts, "</svg>", ""])


def colour(layer: str) -> str:
    """Return the colour of a layer."""
    return COLOURS.get(layer, OTHER_COLOUR)


def _top(band: int) -> float:
    return HEAD + band * (HEIGHT + DOWN) + DOWN / 2


def _places(bands: Sequence[Sequence[Box]], width: float) -> dict[str, Place]:
    places: dict[str, Place] = {}
    room = width - LABEL - 2 * MARGIN
    for band, boxes in enumerate(bands):
        left = LABEL + MARGIN + (room - len(boxes) * (WIDTH + ACROSS) + ACROSS) / 2
        for column, box in enumerate(boxes):
            places[box.name] = Place(band, left + column * (WIDTH + ACROSS), _top(band))
    return places


def _heads(bands: Sequence[Sequence[Box]]) -> str:
    heads = "".join(
        f'<marker id="to-{boxes[0].layer}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{colour(boxes[0].layer)}"/></marker>'
        for boxes in bands
    )
    return f"<defs>{heads}</defs>"


def _band(index: int, boxes: Sequence[Box], width: float) -> str:
    top = _top(index) - 9
    layer = boxes[0].layer
    count = sum(box.resources for box in boxes)
    return (
        f'<rect class="band" x="{MARGIN}" y="{top}" width="{width - 2 * MARGIN}" height="{HEIGHT + 18}" rx="8"/>'
        f'<rect x="{MARGIN}" y="{top}" width="4" height="{HEIGHT + 18}" rx="2" fill="{colour(layer)}"/>'
        f'<text class="layer" x="{MARGIN + 12}" y="{top + 28}">{escape(layer)}</text>'
        f'<text class="count" x="{MARGIN + 12}" y="{top + 45}">{count}</text>'
    )


def _box(box: Box, place: Place) -> str:
    words = (
        f"{box.sources} source{'s' if box.sources > 1 else ''} · {box.resources}"
        if box.sources
        else str(box.resources)
    )
    held = escape(", ".join(box.constructs))
    middle = place.x + WIDTH / 2
    return (
        f'<g><title>{held}</title><rect class="box" x="{place.x}" y="{place.y}" width="{WIDTH}" height="{HEIGHT}" '
        f'rx="6" stroke="{colour(box.layer)}"/>'
        f'<text class="name" x="{middle}" y="{place.y + 19}" text-anchor="middle">{escape(box.name)}</text>'
        f'<text class="count" x="{middle}" y="{place.y + 35}" text-anchor="middle">{words}</text></g>'
    )


def _arrows(
    picture: Picture, bands: Sequence[Sequence[Box]], places: Mapping[str, Place], width: float
) -> Iterator[str]:
    layers = {box.name: box.layer for box in picture.boxes}
    gaps = [_gaps([places[box.name] for box in boxes], width) for boxes in bands]
    lanes: Counter[tuple[int, float]] = Counter()
    # Ends are spread over the side of a box in the order in which the other ends lie.
    leaving, arriving = _ports(picture.arrows, places)
    for start, end in picture.arrows:
        yield (
            f'<path class="arrow" stroke="{colour(layers[start])}" marker-end="url(#to-{layers[start]})" '
            f'd="{_way(places[start], places[end], (leaving[start, end], arriving[start, end]), gaps, lanes)}">'
            f"<title>{escape(start)} needs {escape(end)}</title></path>"
        )


def _ports(
    arrows: Sequence[tuple[str, str]], places: Mapping[str, Place]
) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """Return where along its first and its last box each arrow begins and ends."""
    found: tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]] = ({}, {})
    for side, ports in enumerate(found):
        held: dict[str, list[tuple[str, str]]] = {}
        for arrow in arrows:
            held.setdefault(arrow[side], []).append(arrow)
        for name, group in held.items():
            group.sort(key=lambda arrow: places[arrow[1 - side]].x)
            for index, arrow in enumerate(group, start=1):
                ports[arrow] = places[name].x + WIDTH * (0.12 + 0.76 * index / (len(group) + 1))
    return found


def _gaps(places: Sequence[Place], width: float) -> list[float]:
    """Return the middles of the gaps between the boxes of a band, and one at each end."""
    first, last = places[0].x, places[-1].x + WIDTH
    inner = [place.x - ACROSS / 2 for place in places[1:]]
    ends = [max(LABEL + MARGIN, first - ACROSS / 2), min(width - 1.5 * MARGIN, last + ACROSS / 2)]
    return [ends[0], *inner, ends[1]]


def _way(
    start: Place,
    end: Place,
    ports: tuple[float, float],
    gaps: Sequence[Sequence[float]],
    lanes: Counter[tuple[int, float]],
) -> str:
    """Return the way of an arrow: down through the gaps of the bands between, or under its own band."""
    x, to = ports
    if start.band == end.band:
        below = start.y + HEIGHT + LOWEST * min(1, 0.45 + abs(to - x) / 1400)
        return (
            f"M{x:.0f} {start.y + HEIGHT} C{x:.0f} {below:.0f} {to:.0f} {below:.0f} {to:.0f} {end.y + HEIGHT}"
        )
    down = end.band > start.band
    y, last = (start.y + HEIGHT, end.y) if down else (start.y, end.y + HEIGHT)
    way = [f"M{x:.0f} {y}"]
    between = range(start.band + 1, end.band) if down else range(start.band - 1, end.band, -1)
    for band in between:
        straight = x + (to - x) * (abs(band - start.band) / abs(end.band - start.band))
        gap = min(gaps[band], key=lambda each: abs(each - straight))
        lane = lanes[band, gap]
        lanes[band, gap] += 1
        at = gap + LANE * ((lane + 1) // 2) * (-1 if lane % 2 else 1)
        near, far = (_top(band), _top(band) + HEIGHT) if down else (_top(band) + HEIGHT, _top(band))
        middle = (y + near) / 2
        way.append(f"C{x:.0f} {middle} {at:.0f} {middle} {at:.0f} {near} L{at:.0f} {far}")
        x, y = at, far
    middle = (y + last) / 2
    way.append(f"C{x:.0f} {middle} {to:.0f} {middle} {to:.0f} {last}")
    return " ".join(way)
