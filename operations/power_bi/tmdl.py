"""Writes the Tabular Model Definition Language: names, texts and objects, indented by tabs as Power BI Desktop does.

The language: https://learn.microsoft.com/analysis-services/tmdl/tmdl-overview.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Final

_NEEDS_QUOTES: Final = re.compile(r"[.=:'\s]")
"""Characters for which the language asks to put a name in quotes."""
_IDS: Final = uuid.uuid5(uuid.NAMESPACE_URL, "anthill/power-bi")
_EXPRESSION_DEPTH: Final = 2
"""Tabs below its object that lines of an expression have; one more than properties."""


def stable_id(*place: str) -> str:
    """Return the id of an object by its place in the model: the same in every run and on every machine.

    Reports and lineage of Power BI know objects by these ids, so that they outlive a new model.
    """
    return str(uuid.uuid5(_IDS, "\0".join(place)))


def name(text: str) -> str:
    """Return a name as TMDL writes it: in quotes if it must be."""
    return "'" + text.replace("'", "''") + "'" if _NEEDS_QUOTES.search(text) else text


def thing(
    kind: str,
    called: str,
    properties: Mapping[str, str | bool],
    *,
    value: str = "",
    description: str = "",
    expressions: Mapping[str, str] | None = None,
    inside: Iterable[str] = (),
) -> str:
    """Return an object: its description, its head, its properties, then what is inside it.

    Args:
        kind: The object's type in TOM, such as column.
        called: Its name, as it is.
        properties: By name; True is written as the name alone, False and "" not at all.
        value: What it is set to: an expression, of several lines too, or the type of a partition.
        description: One line.
        expressions: Properties whose values are expressions, by name.
        inside: Objects inside it, as this function writes them.
    """
    lines = [f"/// {description}"] if description else []
    head = f"{kind} {name(called)}"
    lines += _set(head, value) if value else [head]
    lines += [f"\t{key}" if told is True else f"\t{key}: {told}" for key, told in properties.items() if told]
    for key, text in (expressions or {}).items():
        lines += [f"\t{line}" for line in _set(key, text)]
    for each in inside:
        lines += ["", *(f"\t{line}" if line else "" for line in each.split("\n"))]
    return "\n".join(lines)


def annotation(key: str, text: str) -> str:
    """Return a note that Power BI Desktop reads."""
    return f"annotation {key} = {text}"


def document(*objects: str) -> str:
    """Return the text of a file of objects."""
    return "\n\n".join(objects) + "\n"


def _set(key: str, text: str) -> list[str]:
    """Return the lines that set something to an expression; one of several lines is below its name."""
    if "\n" not in text:
        return [f"{key} = {text}"]
    return [f"{key} =", *("\t" * _EXPRESSION_DEPTH + line for line in text.split("\n"))]
