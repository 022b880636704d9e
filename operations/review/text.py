"""A review as text for a terminal of any width: what a table holds is a list where the table is too wide."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from operations.common.tables import Cell, Table, spans
from operations.review.argument_lines import lines
from operations.review.part import Part
from operations.review.parts import CHANGES, change_cells, layers
from operations.review.questions import first_parts, last_parts
from operations.review.report import Review
from operations.review.rows import Row
from operations.review.settings import setting_rows

NARROWEST: Final = 20
"""Columns below which no text is readable."""

_GAP: Final = "  "
_INDENT: Final = "    "


def text(review: Review, *, width: int) -> str:
    """Return the review as lines of at most `width` columns, but for words that are longer by themselves."""
    wide = max(width, NARROWEST)
    return "\n".join(_lines(review, wide))


def _lines(review: Review, width: int) -> Iterator[str]:
    yield from _wrapped(review.headline, width)
    yield from _wrapped(f"{review.base} to {review.head}: {review.method}.", width)
    for caveat in review.caveats:
        yield from _wrapped(f"! {caveat}", width)
    for part in first_parts(review, None):
        yield from _part(part, width)
    for layer in layers(review):
        yield from _heading(f"Layer {layer.name}: {layer.words}", width)
        for group in layer.groups:
            yield from _wrapped(group.sentence, width)
        for row in layer.every:
            yield from _change(row, width)
    for setting in setting_rows(review):
        yield from _heading(f"Settings of {setting.title}", width)
        for sign, argument in lines(setting.differences, ()):
            yield from _wrapped(f"{sign} {argument}", width, _INDENT, f"{_INDENT}  ")
    for part in last_parts(review):
        yield from _part(part, width)


def _change(row: Row, width: int) -> Iterator[str]:
    change = row.change
    yield from _stacked(CHANGES, change_cells(row, None), width)
    facts = {"address": change.address, "moved from": change.moved_from, "why": change.why}
    for name, fact in facts.items():
        if fact:
            yield from _wrapped(f"{name}: {fact}", width, _INDENT, f"{_INDENT}  ")
    for sign, argument in lines(change.arguments, change.forcing):
        yield from _wrapped(f"{sign} {argument}", width, _INDENT, f"{_INDENT}  ")


def _part(part: Part, width: int) -> Iterator[str]:
    yield from _heading(part.title, width)
    if part.note:
        yield from _wrapped(part.note, width)
    for table in part.tables:
        if table.rows and table.before:
            yield from _wrapped(table.before, width)
        yield from _table(table, width)
    if part.after:
        yield from _wrapped(part.after, width)


def _table(table: Table, width: int) -> Iterator[str]:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    if not rows:
        return
    widths = [max(map(len, column)) for column in zip(table.columns, *rows, strict=True)]
    if sum(widths) + len(_GAP) * (len(widths) - 1) > width:
        for row in table.rows:
            yield from _stacked(table.columns, row, width)
        return
    for row in [list(table.columns), *rows]:
        yield _GAP.join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()


def _stacked(columns: Sequence[str], row: Sequence[Cell], width: int) -> Iterator[str]:
    """Yield a row as a paragraph: its first two cells, and the others below with the names of their columns."""
    first, second, *others = map(_cell, row)
    yield from _wrapped(f"{first}: {second}", width, "", _INDENT)
    for column, cell in zip(columns[2:], others, strict=True):
        if cell:
            yield from _wrapped(f"{column}: {cell}", width, _INDENT, f"{_INDENT}  ")


def _cell(cell: Cell) -> str:
    return ", ".join(f"{span.label}{span.text}" for span in spans(cell))


def _heading(heading: str, width: int) -> Iterator[str]:
    yield ""
    wrapped = list(_wrapped(heading, width))
    yield from wrapped
    yield "-" * max(map(len, wrapped))


def _wrapped(line: str, width: int, first: str = "", later: str = "") -> Iterator[str]:
    yield from textwrap.wrap(
        " ".join(line.split()),
        width,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
