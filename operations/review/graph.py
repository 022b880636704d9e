"""The constructs that change and what they touch, with who refers to whom."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from operations.review.change import Action, Change
from operations.review.layers import construct_of, layer_of
from operations.synthesis.stacks import Synthesised

ADDRESS: Final = re.compile(r"\b((?:aws|databricks|terraform)_[a-z0-9_]+\.[A-Za-z0-9_-]+)")
MOST_NODES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A construct, or a layer where constructs are too many, with its changes by action."""

    name: str
    layer: str
    counts: Mapping[Action, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Nodes, and edges from who refers to who is referred to.

    `left_out` are neighbours that do not change and had no room.
    """

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    left_out: int = 0


def references(stack: Synthesised) -> dict[str, frozenset[str]]:
    """Return which resources each resource of a stack refers to, by address."""
    return {
        address: frozenset(ADDRESS.findall(json.dumps({k: v for k, v in held.items() if k != "//"})))
        & stack.resources.keys() - {address}
        for address, held in stack.resources.items()
    }


def affected(changes: Iterable[Change], stacks: Iterable[Synthesised]) -> Graph:
    """Return the changed constructs and their neighbours, over every stack."""
    counts: dict[str, Counter[Action]] = {}
    layers: dict[str, str] = {}
    for change in changes:
        counts.setdefault(change.construct, Counter())[change.action] += 1
        layers[change.construct] = change.layer
    edges: set[tuple[str, str]] = set()
    for stack in stacks:
        of = {address: construct_of(path) for address, path in stack.paths.items()}
        for address, targets in references(stack).items():
            for target in targets:
                ends = (of[address], of[target])
                if ends[0] == ends[1] or not (counts.keys() & set(ends)):
                    continue
                edges.add(ends)
                for end, path in zip(ends, (stack.paths[address], stack.paths[target]), strict=True):
                    layers.setdefault(end, layer_of(path))
    names = {name for edge in edges for name in edge} | counts.keys()
    if len(counts) > MOST_NODES:
        return _by_layer(counts, layers, edges)
    left_out = 0
    if len(names) > MOST_NODES:
        kept = _busiest(edges, counts.keys(), MOST_NODES - len(counts))
        left_out = len(names) - len(kept)
        names = kept
        edges = {edge for edge in edges if set(edge) <= kept}
    return Graph(
        nodes=tuple(
            Node(name=name, layer=layers[name], counts=dict(counts.get(name, {}))) for name in sorted(names)
        ),
        edges=tuple(sorted(edges)),
        left_out=left_out,
    )


def _busiest(edges: set[tuple[str, str]], changed: Iterable[str], room: int) -> set[str]:
    changed = set(changed)
    degrees = Counter(name for edge in edges for name in edge if name not in changed)
    return changed | {
        name for name, _ in sorted(degrees.items(), key=lambda item: (-item[1], item[0]))[:room]
    }


def _by_layer(
    counts: Mapping[str, Counter[Action]], layers: Mapping[str, str], edges: set[tuple[str, str]]
) -> Graph:
    sums: dict[str, Counter[Action]] = {}
    for name, held in counts.items():
        sums.setdefault(layers[name], Counter()).update(held)
    between = {(layers[start], layers[end]) for start, end in edges}
    names = sums.keys() | {name for edge in between for name in edge}
    return Graph(
        nodes=tuple(Node(name=name, layer=name, counts=dict(sums.get(name, {}))) for name in sorted(names)),
        edges=tuple(sorted(edge for edge in between if edge[0] != edge[1])),
    )
