"""Boxes in layers with arrows between them: where each box stands, and the way of each arrow around the others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final, NamedTuple

SWEEPS: Final = 8
LANE: Final = 4
"""How far arrows that go through the same gap are apart."""

FARTHEST: Final = 38
"""How far beside its layer an arrow between distant boxes of it is drawn."""

Arrow = tuple[str, str]
"""From who refers to who is referred to."""


class Position(NamedTuple):
    """Where a box is: its layer, counted from the first, and its left upper corner."""

    layer: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Sizes in pixels of boxes, of the gaps between those of a layer, and between layers.

    Layers are bands from the top, or `columns` from the left; `ends` are where along a layer an arrow may pass before
    its first and after its last box at the farthest.
    """

    width: float
    height: float
    gap: float
    apart: float
    columns: bool
    ends: tuple[float, float]

    def ways(self, arrows: Sequence[Arrow], places: Mapping[str, Position]) -> Iterator[str]:
        """Yield the path of each arrow: through the gaps of the layers between, or beside its own layer."""
        passages = self._passages(places.values())
        lanes: Counter[tuple[int, float]] = Counter()
        leaving, arriving = (self._ports(arrows, places, side) for side in (0, 1))
        for arrow in arrows:
            start, end = places[arrow[0]], places[arrow[1]]
            yield self._way(start, end, (leaving[arrow], arriving[arrow]), passages, lanes)

    def _along(self, place: Position) -> float:
        return place.y if self.columns else place.x

    def _across(self, place: Position) -> float:
        return place.x if self.columns else place.y

    @property
    def _long(self) -> float:
        return self.height if self.columns else self.width

    @property
    def _deep(self) -> float:
        return self.width if self.columns else self.height

    def _point(self, along: float, across: float) -> str:
        return f"{across} {along:.0f}" if self.columns else f"{along:.0f} {across}"

    def _curve(self, start: tuple[float, float], end: tuple[float, float], middle: float) -> str:
        points = ((start[0], middle), (end[0], middle), end)
        return f"C{' '.join(self._point(*point) for point in points)}"

    def _ports(
        self, arrows: Sequence[Arrow], places: Mapping[str, Position], side: int
    ) -> dict[Arrow, float]:
        """Return where along its first or its last box each arrow ends: in the order in which the other ends lie."""
        held: dict[str, list[Arrow]] = {}
        for arrow in sorted(arrows, key=lambda arrow: self._along(places[arrow[1 - side]])):
            held.setdefault(arrow[side], []).append(arrow)
        return {
            arrow: self._along(places[name]) + self._long * (0.12 + 0.76 * index / (len(group) + 1))
            for name, group in held.items()
            for index, arrow in enumerate(group, start=1)
        }

    def _passages(self, places: Iterable[Position]) -> dict[int, list[float]]:
        """Return by layer the middles of the gaps between its boxes, and one at each end."""
        starts: dict[int, list[float]] = {}
        for place in places:
            starts.setdefault(place.layer, []).append(self._along(place))
        found: dict[int, list[float]] = {}
        for layer, unsorted in starts.items():
            first, *others = sorted(unsorted)
            last = max(first, *others) if others else first
            near = max(self.ends[0], first - self.gap / 2)
            far = min(self.ends[1], last + self._long + self.gap / 2)
            found[layer] = [near, *(each - self.gap / 2 for each in others), far]
        return found

    def _way(
        self,
        start: Position,
        end: Position,
        ports: tuple[float, float],
        passages: Mapping[int, Sequence[float]],
        lanes: Counter[tuple[int, float]],
    ) -> str:
        along, to = ports
        if start.layer == end.layer:
            side = self._across(start) + self._deep
            beside = round(side + FARTHEST * min(1, 0.45 + abs(to - along) / 1400))
            return f"M{self._point(along, side)} {self._curve((along, side), (to, side), beside)}"
        on = end.layer > start.layer
        across = self._across(start) + (self._deep if on else 0)
        last = self._across(end) + (0 if on else self._deep)
        way = [f"M{self._point(along, across)}"]
        step = 1 if on else -1
        for layer in range(start.layer + step, end.layer, step):
            straight = along + (to - along) * (abs(layer - start.layer) / abs(end.layer - start.layer))
            gap = min(passages[layer], key=lambda each: abs(each - straight))
            lane = lanes[layer, gap]
            lanes[layer, gap] += 1
            at = gap + LANE * ((lane + 1) // 2) * (-1 if lane % 2 else 1)
            top = self._across(start) + (layer - start.layer) * (self._deep + self.apart)
            near, far = (top, top + self._deep) if on else (top + self._deep, top)
            way.append(
                f"{self._curve((along, across), (at, near), (across + near) / 2)} L{self._point(at, far)}"
            )
            along, across = at, far
        way.append(self._curve((along, across), (to, last), (across + last) / 2))
        return " ".join(way)


def arranged(layers: Mapping[str, str], arrows: Iterable[Arrow], order: Iterable[str]) -> list[list[str]]:
    """Return boxes by layer, of which `layers` names that of each, so ordered that arrows are short."""
    groups = [
        sorted(name for name, layer in layers.items() if layer == each)
        for each in order
        if each in layers.values()
    ]
    neighbours: dict[str, list[str]] = {name: [] for name in layers}
    for start, end in arrows:
        neighbours[start].append(end)
        neighbours[end].append(start)
    rank: dict[str, float] = {}
    for names in groups:
        rank |= _ranks(names)

    def mean(name: str) -> float:
        near = neighbours[name]
        # fmean rounds once: a plain sum depends on the order in which arrows are found.
        return fmean(rank[each] for each in near) if near else rank[name]

    for _ in range(SWEEPS):
        # One layer after the other: all at once would swap two layers for ever.
        for names in groups:
            names.sort(key=lambda name: (mean(name), name))
            rank |= _ranks(names)
    return groups


def _ranks(names: Sequence[str]) -> dict[str, float]:
    return {name: index / len(names) for index, name in enumerate(names)}
