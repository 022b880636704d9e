"""Pictures show every resource, every dependency, and load nothing."""

from collections.abc import Mapping
from xml.etree import ElementTree

import pytest

from environments.catalogue import ENVIRONMENTS
from operations.documentation.reference.boxes import Box, Picture, picture_of, without_implied
from operations.documentation.reference.diagram import diagram
from operations.documentation.reference.material import Material
from operations.review.graph import references
from operations.review.layers import construct_of

MOST_BOXES = 45
NAMES = [config.name.value for config in ENVIRONMENTS]
SVG = "{http://www.w3.org/2000/svg}"


def reached(start: str, arrows: set[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    new = [start]
    while new:
        name = new.pop()
        ends = {end for begin, end in arrows if begin == name} - found
        found |= ends
        new += ends
    return found


@pytest.fixture(scope="module")
def pictures(material: Material) -> dict[str, Picture]:
    return {config.name.value: picture_of(stack, config) for config, stack in material.platforms()}


@pytest.mark.parametrize("name", NAMES)
def test_every_resource_is_in_one_box_and_every_dependency_is_a_way(
    material: Material, pictures: Mapping[str, Picture], name: str
) -> None:
    picture, stack = pictures[name], material.stacks[f"anthill-{name}"]
    assert sum(box.resources for box in picture.boxes) == len(stack.resources)
    assert len(picture.boxes) <= MOST_BOXES
    of = {construct: box.name for box in picture.boxes for construct in box.constructs}
    box = {address: of[construct_of(path)] for address, path in stack.paths.items()}
    ways = {start.name: reached(start.name, set(picture.arrows)) for start in picture.boxes}
    for address, targets in references(stack).items():
        for target in targets:
            assert box[address] == box[target] or box[target] in ways[box[address]]


def test_only_what_others_imply_is_left_out() -> None:
    assert without_implied({("a", "b"), ("b", "c"), ("a", "c")}) == (("a", "b"), ("b", "c"))
    circle = {("a", "b"), ("b", "a")}
    assert set(without_implied(circle)) == circle
    assert without_implied(set()) == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_whole_and_loads_nothing(made: Mapping[str, str], name: str) -> None:
    text = made[f"diagrams/anthill-{name}.svg"]
    root = ElementTree.fromstring(text)  # noqa: S314 - written by this project
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    places = [
        tuple(float(each.attrib[key]) for key in ("x", "y", "width", "height"))
        for each in root.iter(f"{SVG}rect")
        if each.attrib.get("class") == "box"
    ]
    assert all(x >= 0 and y >= 0 and x + wide <= width and y + high <= height for x, y, wide, high in places)
    for index, (x, y, wide, high) in enumerate(places):
        for other_x, other_y, *_ in places[index + 1 :]:
            assert abs(x - other_x) >= wide or abs(y - other_y) >= high, "two boxes lie on each other"
    assert text.count("http") == text.count('xmlns="http') == 1
    assert "prefers-color-scheme: dark" in text
    assert f"](diagrams/anthill-{name}.svg)" in made["architecture.md"]


def test_an_arrow_leads_from_who_refers_to_who_is_referred_to() -> None:
    boxes = tuple(
        Box(name=name, layer=layer, constructs=(name,), resources=1, sources=0)
        for name, layer in (("<Lake>", "lake"), ("Keys", "security"))
    )
    root = ElementTree.fromstring(  # noqa: S314 - written by this project
        diagram(Picture(boxes=boxes, arrows=(("<Lake>", "Keys"),), between={}), "a & b", "")
    )
    (arrow,) = [each for each in root.iter(f"{SVG}path") if each.attrib.get("class") == "arrow"]
    assert arrow.find(f"{SVG}title") is not None
    start, end = (float(arrow.attrib["d"].split()[index]) for index in (1, -1))
    assert start < end, "who needs something is drawn above it"
