"""What every generated page of the reference begins and ends with."""

import re
from collections.abc import Iterable
from typing import Final

NOTHING: Final = ""


def opening(title: str, *paragraphs: str) -> list[str]:
    """Return the lines with which a generated page begins."""
    lines = [f"# {title}", "", "Written by `make reference`; a test compares. " + paragraphs[0]]
    for paragraph in paragraphs[1:]:
        lines += ["", paragraph]
    return lines


def anchor(heading: str) -> str:
    """Return the anchor of a heading, as GitHub and the site make it of plain words."""
    return re.sub(r"[^a-z0-9_ -]", "", heading.lower()).replace(" ", "-")


def page(lines: Iterable[str]) -> str:
    """Return lines as the text of a file."""
    return "\n".join([*lines, ""])
