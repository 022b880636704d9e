"""The graph of a review as SVG: a column per layer in building order, dependants to the right of what they need."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

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
SWEEPS: Final = 8
LONGEST_NAME: Final = 24
SIGNS: Final[Mapping[Action, str]] = {
    Action.DESTROY: "-",
    Action.REPLACE: "⟳",
    Action.MAY_REPLACE: "?",
    Action.UPDATE: "~",
    Action.RULES: "≡",
    Action.FORGET: "·",
    Action.MOVE: "→",
    Action.CREATE: "+",
}

ARROW: Final = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path class="arrow" d="M0 0 L8 4 L0 8 z"/></marker></defs>'
)

Columns = list[list[Node]]
Positions = dict[str, tuple[float, float]]


def drawing(graph: Graph) -> str:
    """Return the SVG, empty where there is nothing to draw."""
    if not graph.nodes:
        return ""
    columns = arranged(graph)
    positions: Positions = {
        node.name: (MARGIN + column * (WIDTH + ACROSS), TOP + row * (HEIGHT + DOWN))
        for column, nodes in enumerate(columns)
        for row, node in enumerate(nodes)
    }
    width = 2 * MARGIN + len(columns) * (WIDTH + ACROSS) - ACROSS // 2
    height = TOP + max(len(nodes) for nodes in columns) * (HEIGHT + DOWN) + MARGIN
    parts = [
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        'aria-label="Constructs that change and what they touch">'
    ]
    parts.append(ARROW)
    parts += [_edge(start, end, positions) for start, end in graph.edges]
    for column, nodes in enumerate(columns):
        x = MARGIN + column * (WIDTH + ACROSS)
        parts.append(f'<text class="layer" x="{x}" y="{TOP - 16}">{escape(nodes[0].layer)}</text>')
        parts += [_node(node, *positions[node.name]) for node in nodes]
    return "\n".join([*parts, "</svg>"])


def arranged(graph: Graph) -> Columns:
    """Return the nodes in columns by layer, each ordered so that edges are short: by the mean of its neighbours."""
    present = {node.layer for node in graph.nodes}
    columns: Columns = [
        sorted((node for node in graph.nodes if node.layer == layer), key=lambda node: node.name)
        for layer in LAYERS
        if layer in present
    ]
    neighbours: dict[str, list[str]] = {node.name: [] for node in graph.nodes}
    for start, end in graph.edges:
        neighbours[start].append(end)
        neighbours[end].append(start)
    rank: dict[str, float] = {}
    for nodes in columns:
        rank |= _ranks(nodes)
    for _ in range(SWEEPS):
        # One column after the other: all at once would swap two columns for ever.
        for nodes in columns:
            nodes.sort(key=lambda node: (_mean(rank, neighbours[node.name], rank[node.name]), node.name))
            rank |= _ranks(nodes)
    return columns


def _ranks(nodes: Sequence[Node]) -> dict[str, float]:
    return {node.name: index / len(nodes) for index, node in enumerate(nodes)}


def _mean(rank: Mapping[str, float], names: Sequence[str], alone: float) -> float:
    return sum(rank[name] for name in names) / len(names) if names else alone


def _edge(start: str, end: str, positions: Positions) -> str:
    (from_x, from_y), (to_x, to_y) = positions[start], positions[end]
    y, to = from_y + HEIGHT / 2, to_y + HEIGHT / 2
    if from_x == to_x:
        x = from_x + WIDTH
        bend = x + min(ACROSS - 12, 14 + abs(to - y) / 6)
        path = f"M{x} {y} C{bend} {y} {bend} {to} {x} {to}"
    else:
        x, target = (from_x, to_x + WIDTH) if from_x > to_x else (from_x + WIDTH, to_x)
        middle = (x + target) / 2
        path = f"M{x} {y} C{middle} {y} {middle} {to} {target} {to}"
    title = f"{escape(start)} refers to {escape(end)}"
    return (
        f'<path class="edge" data-from="{escape(start)}" data-to="{escape(end)}" d="{path}" marker-end="url(#arrow)">'
        f"<title>{title}</title></path>"
    )


def _node(node: Node, x: float, y: float) -> str:
    gravest = next((action for action in Action if node.counts.get(action)), None)
    kind = gravest.name.lower() if gravest else "untouched"
    counts = {action: node.counts[action] for action in Action if node.counts.get(action)}
    signs = " ".join(f"{SIGNS[action]}{count}" for action, count in counts.items())
    room = LONGEST_NAME - len(signs)
    name = node.name if len(node.name) <= room else f"{node.name[: room - 1]}…"
    words = counted(counts) if counts else "does not change"
    box = (
        f'<g class="node {kind}" data-name="{escape(node.name)}"><title>{escape(node.name)}: {words}</title>'
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        f'<text x="{x + 8}" y="{y + 19}">{escape(name)}</text>'
        f'<text class="signs" x="{x + WIDTH - 8}" y="{y + 19}">{signs}</text></g>'
    )
    return f'<a href="#{anchor(node.name)}">{box}</a>' if counts else box


def anchor(construct: str) -> str:
    """Return the id of a construct's first row in the page."""
    return "c-" + "".join(letter if letter.isalnum() else "-" for letter in construct)
