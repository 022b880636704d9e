"""Markdown that GitHub and the site show alike."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

WIDTH: Final = 120
NOTHING: Final = ""
MARKUP: Final = re.compile(r"[&<>\\*|\[\]#~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""What would be markup outside of code; an underscore within a word is none."""

CODE: Final = re.compile(r"(`[^`]*`)")


def opening(title: str, *paragraphs: str) -> list[str]:
    """Return the lines with which a generated page begins."""
    lines = [f"# {title}", "", "Written by `make reference`; a test compares. " + paragraphs[0]]
    for paragraph in paragraphs[1:]:
        lines += ["", paragraph]
    return lines


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table with an empty line before it, nothing if it has no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return ["", f"| {' | '.join(header)} |", "|---" * len(header) + "|", *lines] if lines else []


def prose(text: str) -> str:
    """Return text on one line with its markup made harmless, code in backticks apart."""
    parts = CODE.split(" ".join(text.split()))
    return "".join(
        code(part[1:-1]) if index % 2 else MARKUP.sub(lambda mark: f"&#{ord(mark[0])};", part)
        for index, part in enumerate(parts)
    )


def code(text: str) -> str:
    """Return text as code, in a form that a table's cells take."""
    flat = " ".join(text.split())
    # A bar within backticks ends the cell on GitHub.
    return (
        f"<code>{escape(flat, quote=False).replace('|', '&#124;')}</code>"
        if set("|`") & set(flat)
        else f"`{flat}`"
    )


def codes(texts: Iterable[str], separator: str = ", ") -> str:
    """Return several texts as code."""
    return separator.join(code(text) for text in texts)


def anchor(heading: str) -> str:
    """Return the anchor of a heading, as GitHub and the site make it of plain words."""
    return re.sub(r"[^a-z0-9_ -]", "", heading.lower()).replace(" ", "-")


def page(lines: Iterable[str]) -> str:
    """Return lines as the text of a file."""
    return "\n".join([*lines, ""])
