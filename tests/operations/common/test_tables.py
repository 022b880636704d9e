"""One table, written as Markdown and as HTML."""

from html.parser import HTMLParser

import pytest

from operations.common.tables import Cell, Span, Table, markdown_cell, markdown_table
from operations.common.templates import ENVIRONMENT

HTML = ENVIRONMENT.from_string("{% from 'common/tables.html' import table %}{{ table(held) }}")
HOSTILE = "<b>|`*"

CELLS: dict[str, tuple[Cell, str, str]] = {
    "text": ("plain", "plain", "plain"),
    "a hostile text": (HOSTILE, "&#60;b&#62;&#124;&#96;&#42;", "&lt;b&gt;|`*"),
    "code": (Span("a_b", code=True), "`a_b`", "<code>a_b</code>"),
    "a link": (Span("here", url="https://x.y"), "[here](https://x.y)", '<a href="https://x.y">here</a>'),
    "a label": (Span("1", label="number "), "number 1", "number 1"),
    "a smaller line": (
        (Span("one"), Span("two", below=True)),
        "one<br>two",
        "one<br><small>two</small>",
    ),
    "a tag": (Span("high", tag="red", sign="!"), "!", '<span class="tag red">high</span>'),
    "a path, which a browser may break": (Span("a/b", code=True), "`a/b`", "<code>a/<wbr>b</code>"),
}


def html(held: Table) -> str:
    return HTML.render(held=held)


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_says_the_same_in_both(kind: str) -> None:
    cell, markdown, page = CELLS[kind]
    assert markdown_cell(cell) == markdown
    assert f"<div>{page}</div>" in html(Table(columns=("one",), rows=((cell,),)))


def test_text_is_cut_and_code_is_not() -> None:
    assert markdown_cell((Span("abcdef"), Span("abcdef", code=True)), longest=4) == "abc…`abcdef`"


def test_a_table_without_rows_is_nothing() -> None:
    held = Table(columns=("one",), rows=(), before="What follows:")
    assert markdown_table(held) == []
    assert html(held).strip() == ""


def test_a_table_has_its_sentence_its_columns_and_its_rows() -> None:
    held = Table(columns=("one", "two"), rows=(("a", "b"),), before="What follows:")
    assert markdown_table(held) == ["", "What follows:", "", "| one | two |", "|---|---|", "| a | b |"]
    page = html(held)
    assert page.index("What follows:") < page.index(">one<") < page.index(">a<")
    assert 'data-label="two"' in page


def test_quiet_rows_are_folded_away() -> None:
    page = html(Table(columns=("one",), rows=(("loud",), ("quiet",)), quiet=1))
    before, folded = page.split("<details")
    assert "loud" in before
    assert "quiet</div>" not in before
    assert "Of low severity" in folded
    assert "quiet</div>" in folded
    assert "<table" not in html(Table(columns=("one",), rows=(("quiet",),), quiet=1)).split("<details")[0]


def test_every_tag_is_closed() -> None:
    opened: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
            if tag not in {"col", "br", "wbr"}:
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    rows = tuple((cell,) for cell, _, _ in CELLS.values())
    Tags().feed(html(Table(columns=(HOSTILE,), rows=rows, before=HOSTILE, quiet=2)))
    assert opened == []
