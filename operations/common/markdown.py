"""Markdown that GitHub and the site show alike."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

MARKUP: Final = re.compile(r"[&<>\\`*|\[\]#~]|(?<![A-Za-z0-9])[_@]|_(?![A-Za-z0-9])")
"""What would be markup, a mention or a reference to an issue; within a word `_` and `@` are none."""

CODE: Final = re.compile(r"(`[^`]*`)")


def plain(text: str, longest: int | None = None) -> str:
    """Return text on one line with its markup made harmless, cut to at most `longest` characters."""
    flat = " ".join(text.split())
    flat = flat if longest is None or len(flat) <= longest else f"{flat[: longest - 1]}…"
    return MARKUP.sub(lambda mark: f"&#{ord(mark[0])};", flat)


def prose(text: str) -> str:
    """Return text like `plain`, but what is in backticks as code."""
    parts = CODE.split(" ".join(text.split()))
    return "".join(
        # A part by itself would lose the spaces at its ends.
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


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table with an empty one before it, none if it has no rows; cells are Markdown."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return ["", f"| {' | '.join(header)} |", "|---" * len(header) + "|", *lines] if lines else []
