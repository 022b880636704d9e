"""`docs/reference/architecture.md`: a picture of every environment, drawn from its synthesised graph."""

from collections.abc import Iterator, Mapping
from typing import Final

from configuration.stack_ids import environment_stack
from operations.common.markdown import codes, table
from operations.documentation.reference.boxes import Picture, picture_of
from operations.documentation.reference.diagram import diagram
from operations.documentation.reference.markdown import NOTHING, opening, page
from operations.documentation.reference.material import Material
from operations.review.layers import LAYERS

FOLDER: Final = "diagrams"
NOTE: Final = (
    "Arrows lead from what refers to what it needs, without those that others imply. Numbers are resources."
)


def architecture(material: Material) -> str:
    """Return the page."""
    pictures = _pictures(material)
    lines = opening(
        "Architecture",
        "Made of the synthesised stacks, pictures too.",
        "Each band is a layer, the last built on top. A box is one construct, or several that belong together; "
        "the table below says which. What Terraform must build before a box is reached from it along the arrows. "
        "What a policy names by a literal ARN is no reference and no arrow: [permissions](permissions.md) has "
        "it. A picture opens in full size when it is clicked; on a narrow screen it scrolls sideways.",
    )
    for name, picture in pictures.items():
        file = f"{FOLDER}/{environment_stack(name)}.svg"
        total = sum(box.resources for box in picture.boxes)
        words = f"The architecture of {name}: {len(picture.boxes)} boxes, {total} resources"
        lines += ["", f"## {name}", "", f"[![{words}]({file})]({file})"]
    lines += ["", "## What is in a box", *table(("layer", "box", "constructs", *pictures), _boxes(pictures))]
    lines += [
        "",
        "## References between layers",
        "",
        "How often resources of the layer on the left refer to resources of the layer above, in "
        f"{list(pictures)[-1]}.",
        *_between(list(pictures.values())[-1]),
    ]
    return page(lines)


def diagrams(material: Material) -> dict[str, str]:
    """Return the pictures by file."""
    return {
        f"{FOLDER}/{environment_stack(name)}.svg": diagram(picture, environment_stack(name), NOTE)
        for name, picture in _pictures(material).items()
    }


def _pictures(material: Material) -> dict[str, Picture]:
    return {config.name.value: picture_of(stack, config) for config, stack in material.platforms()}


def _boxes(pictures: Mapping[str, Picture]) -> Iterator[tuple[str, ...]]:
    held = {name: {box.name: box for box in picture.boxes} for name, picture in pictures.items()}
    every = {box.name: box.layer for picture in pictures.values() for box in picture.boxes}
    for name in sorted(every, key=lambda name: (list(LAYERS).index(every[name]), name)):
        found = [boxes.get(name) for boxes in held.values()]
        constructs = sorted({construct for box in found if box for construct in box.constructs})
        yield (
            every[name],
            name,
            codes(constructs),
            *(str(box.resources) if box else NOTHING for box in found),
        )


def _between(picture: Picture) -> list[str]:
    present = {box.layer for box in picture.boxes}
    layers = [layer for layer in LAYERS if layer in present]
    return table(
        ("refers to", *layers),
        (
            (f"**{start}**", *(str(picture.between.get((start, end), NOTHING)) for end in layers))
            for start in layers
        ),
    )
