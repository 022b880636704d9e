"""Tables as data: `markdown_table` writes them as Markdown, the macros of `tables.html` as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from operations.common.markdown import code, plain, table


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a cell: its text, as code or as a link, with a `label` before it.

    `below` begins a smaller line. `tag` is the class of a coloured tag in HTML, `sign` what Markdown shows instead.
    """

    text: str
    code: bool = False
    url: str = ""
    label: str = ""
    below: bool = False
    tag: str = ""
    sign: str = ""


Cell = str | Span | Sequence[Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells under the names of columns, and a sentence before them.

    `kind` is a class for the style sheet; HTML folds away the last `quiet` rows.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    before: str = ""
    kind: str = ""
    quiet: int = 0


def spans(cell: Cell) -> Sequence[Span]:
    """Return a cell as pieces."""
    if isinstance(cell, str):
        return (Span(cell),)
    return (cell,) if isinstance(cell, Span) else cell


def markdown_cell(cell: Cell, longest: int | None = None) -> str:
    """Return a cell as Markdown; text that is no code is cut to at most `longest` characters."""
    return "".join(_markdown(span, longest) for span in spans(cell))


def markdown_table(held: Table, longest: int | None = None) -> list[str]:
    """Return the lines of a table with an empty one before it, none if it has no rows."""
    lines = table(held.columns, ([markdown_cell(cell, longest) for cell in row] for row in held.rows))
    return ["", plain(held.before), *lines] if lines and held.before else lines


def _markdown(span: Span, longest: int | None) -> str:
    text = span.sign or (code(span.text) if span.code else plain(span.text, longest))
    text = f"[{text}]({span.url})" if span.url else text
    return f"{'<br>' if span.below else ''}{span.label}{text}"
