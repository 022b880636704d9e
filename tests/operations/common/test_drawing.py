"""Boxes in layers: each stands once, arrows are short, and none goes through a box."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.common.drawing import Arrow, Frame, Position, arranged

NAMES = "abcdefgh"
LAYERS: tuple[str, ...] = ("first", "second", "third")
BOXES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(LAYERS), min_size=1)


def frame_of(*, columns: bool) -> Frame:
    return Frame(width=40, height=20, gap=16, apart=50, columns=columns, ends=(0, 1000))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, str], list[Arrow]]:
    layers: dict[str, str] = {**draw(BOXES)}
    ends = st.tuples(st.sampled_from(sorted(layers)), st.sampled_from(sorted(layers)))
    return layers, draw(st.lists(ends.filter(lambda arrow: arrow[0] != arrow[1]), unique=True, max_size=8))


@given(graphs())
def test_every_box_stands_once_in_its_layer_and_layers_keep_their_order(
    graph: tuple[dict[str, str], list[Arrow]],
) -> None:
    layers, arrows = graph
    groups = arranged(layers, arrows, LAYERS)
    assert sorted(name for group in groups for name in group) == sorted(layers)
    assert [[layers[name] for name in group] for group in groups] == [
        [layer] * list(layers.values()).count(layer) for layer in LAYERS if layer in layers.values()
    ]
    # What is drawn is compared by its bytes: the order in which arrows are found is no difference.
    assert arranged(dict(reversed(layers.items())), list(reversed(arrows)), LAYERS) == groups


def test_boxes_stand_opposite_to_what_they_refer_to() -> None:
    layers = {"a": "first", "b": "first", "y": "second", "z": "second"}
    first, second = arranged(layers, [("a", "z"), ("b", "y")], LAYERS)
    assert sorted(zip(first, second, strict=True)) == [("a", "z"), ("b", "y")]


def placed(layers: dict[str, str], frame: Frame) -> dict[str, Position]:
    """Every layer's boxes one after another."""
    places: dict[str, Position] = {}
    for layer, names in enumerate(arranged(layers, (), LAYERS)):
        for index, name in enumerate(names):
            long, deep = (frame.height, frame.width) if frame.columns else (frame.width, frame.height)
            along, across = 50 + index * (long + frame.gap), layer * (deep + frame.apart)
            places[name] = Position(layer, *((across, along) if frame.columns else (along, across)))
    return places


@pytest.mark.parametrize("columns", [False, True])
@given(graphs())
def test_an_arrow_goes_from_edge_to_edge_and_through_no_box(
    columns: bool, graph: tuple[dict[str, str], list[Arrow]]
) -> None:
    layers, arrows = graph
    frame = frame_of(columns=columns)
    places = placed(layers, frame)
    for arrow in arrows:
        (way,) = frame.ways([arrow], places)
        points = [
            (float(x), float(y)) for x, y in re.findall(r"(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)", way[1:])
        ]
        start, end = (places[name] for name in arrow)
        for box, other, point in ((start, end, points[0]), (end, start, points[-1])):
            assert within(point, box, frame), way
            side = box.layer < other.layer or start.layer == end.layer
            assert across(point, frame) == across((box.x, box.y), frame) + (deep(frame) if side else 0), way
        straight = re.findall(r"L(-?[\d.]+) (-?[\d.]+)", way)
        assert len(straight) == max(0, abs(start.layer - end.layer) - 1)
        for x, y in straight:
            assert not any(within((float(x), float(y)), place, frame) for place in places.values()), way


def within(point: tuple[float, float], place: Position, frame: Frame) -> bool:
    return place.x <= point[0] <= place.x + frame.width and place.y <= point[1] <= place.y + frame.height


def across(point: tuple[float, float], frame: Frame) -> float:
    return point[0] if frame.columns else point[1]


def deep(frame: Frame) -> float:
    return frame.width if frame.columns else frame.height


def test_arrows_through_one_gap_are_apart() -> None:
    frame = frame_of(columns=False)
    layers = {"a": "first", "b": "first", "m": "second", "x": "third", "y": "third"}
    ways = list(frame.ways([("a", "x"), ("b", "x"), ("a", "y")], placed(layers, frame)))
    passed = [re.findall(r"L(-?[\d.]+) ", way)[0] for way in ways]
    assert len(set(passed)) == len(passed), passed
