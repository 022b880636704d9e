"""The graph of a review as SVG: a column per layer in building order, dependants to the right of what they need."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from operations.common.drawing import Frame, Position, arranged
from operations.common.templates import render
from operations.review.change import Action
from operations.review.graph import Graph, Node
from operations.review.layers import LAYERS
from operations.review.report import counted

WIDTH: Final = 172
HEIGHT: Final = 30
ACROSS: Final = 52
DOWN: Final = 12
TOP: Final = 40
MARGIN: Final = 16
LONGEST_NAME: Final = 24
SIGNS: Final[Mapping[Action, str]] = {
    Action.DESTROY: "-",
    Action.REPLACE: "-/+",
    Action.MAY_REPLACE: "?",
    Action.UPDATE: "~",
    Action.RULES: "=",
    Action.FORGET: ".",
    Action.UNKNOWN: "?",
    Action.IMPORT: "<",
    Action.MOVE: ">",
    Action.CREATE: "+",
}


def drawing(graph: Graph) -> Markup:
    """Return the SVG, empty where there is nothing to draw."""
    if not graph.nodes:
        return Markup()
    nodes = {node.name: node for node in graph.nodes}
    columns = arranged({node.name: node.layer for node in graph.nodes}, graph.edges, LAYERS)
    places = {
        name: Position(column, MARGIN + column * (WIDTH + ACROSS), TOP + row * (HEIGHT + DOWN))
        for column, names in enumerate(columns)
        for row, name in enumerate(names)
    }
    height = TOP + max(map(len, columns)) * (HEIGHT + DOWN) + MARGIN
    frame = Frame(width=WIDTH, height=HEIGHT, gap=DOWN, apart=ACROSS, columns=True, ends=(TOP - DOWN, height))
    svg = render(
        "review/drawing.svg",
        width=2 * MARGIN + len(columns) * (WIDTH + ACROSS) - ACROSS // 2,
        height=height,
        frame=frame,
        edges=list(zip(graph.edges, frame.ways(graph.edges, places), strict=True)),
        heads=[(nodes[names[0]].layer, places[names[0]]) for names in columns],
        nodes=[(node, places[node.name], *_words(node)) for node in graph.nodes],
        anchor=anchor,
    )
    return Markup(svg)  # noqa: S704 - escaped by the template


def anchor(construct: str) -> str:
    """Return the id of a construct's first row in the page."""
    return "c-" + "".join(letter if letter.isalnum() else "-" for letter in construct)


def _words(node: Node) -> tuple[str, str, str, str]:
    """Return the class of a node, its name as long as there is room, the signs of its changes, and their words."""
    counts = {action: node.counts[action] for action in Action if node.counts.get(action)}
    kind = next(iter(counts)).name.lower() if counts else "untouched"
    signs = " ".join(f"{SIGNS[action]}{count}" for action, count in counts.items())
    room = LONGEST_NAME - len(signs)
    name = node.name if len(node.name) <= room else f"{node.name[: room - 1]}…"
    return kind, name, signs, counted(counts) if counts else "does not change"
