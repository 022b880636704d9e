"""A review as one HTML page that needs nothing but itself."""

from collections.abc import Iterable
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final

from operations.review.change import Action, Change
from operations.review.drawing import anchor, drawing
from operations.review.page_parts import Link, breakable, diff, linker, places, tables_after, tables_before
from operations.review.report import WORDS, Review, counted
from operations.review.rows import Row
from operations.review.sections import stacks_text

HERE: Final = Path(__file__).parent
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""What the browser lets the page do: it fetches nothing."""


def page(review: Review, *, repository_url: str | None = None) -> str:
    """Return the page: the headline, what is grave, the graph, every change, cost, findings, rehearsal."""
    style = (HERE / "page.css").read_text(encoding="utf-8")
    script = (HERE / "page.js").read_text(encoding="utf-8")
    link = linker(repository_url)
    body = [
        f"<h1>{escape(review.headline)}</h1>",
        f'<p class="quiet"><code>{escape(review.base)}</code> → <code>{escape(review.head)}</code>: '
        f"{escape(review.method)}.</p>",
        *(f'<p class="caveat">{escape(caveat)}</p>' for caveat in review.caveats),
        *tables_before(review, link),
        *_graph(review),
        *_changes(review, link),
        *tables_after(review),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Review: {escape(review.headline)}</title>\n<style>\n{style}</style></head>\n"
        "<body>\n" + "\n".join(body) + f"\n<script>\n{script}</script>\n</body></html>\n"
    )


def _graph(review: Review) -> Iterable[str]:
    svg = drawing(review.graph)
    if not svg:
        return
    yield "<h2>What changes, and what it touches</h2>"
    yield f'<div class="scroll">{svg}</div>'
    words = "Lines lead from who refers to who is referred to; grey constructs do not change."
    if review.graph.left_out:
        words += f" {review.graph.left_out} that do not change had no room."
    yield f'<p class="quiet">{words}</p>'


def _changes(review: Review, link: Link) -> Iterable[str]:
    rows = review.rows
    if not rows:
        return
    yield "<h2>Every change</h2>"
    layers = list(dict.fromkeys(row.change.layer for row in rows))
    yield '<div class="filters" role="group" aria-label="Filter">'
    yield _button("layer", "", "every layer")
    yield from (_button("layer", layer, layer) for layer in layers)
    yield "</div>"
    yield '<div class="filters" role="group" aria-label="Filter">'
    yield _button("action", "", "every action")
    yield from (_button("action", action.name, WORDS[action]) for action in review.counts)
    yield '<input id="search" type="search" placeholder="text" aria-label="Text to look for"></div>'
    anchored: set[str] = set()
    for layer, group in groupby(rows, key=lambda row: row.change.layer):
        held = list(group)
        counts = {a: sum(len(r.stacks) for r in held if r.change.action is a) for a in Action}
        yield f'<section class="layer"><h2>Layer {escape(layer)}</h2>'
        yield f'<p class="quiet">{counted({a: n for a, n in counts.items() if n})}</p>'
        for row in held:
            yield _row(row, link, first=row.change.construct not in anchored)
            anchored.add(row.change.construct)
        yield "</section>"


def _row(row: Row, link: Link, *, first: bool) -> str:
    change = row.change
    mark = f' id="{anchor(change.construct)}"' if first else ""
    kind = change.action.name
    return (
        f'<details class="row"{mark} data-layer="{escape(change.layer)}" data-action="{kind}"><summary>'
        f'<span><span class="tag {kind.lower()}">{escape(change.action.value)}</span></span>'
        f"<span><code>{breakable(change.relative_path)}</code><br><small>{escape(change.type)}</small></span>"
        f"<span>{escape(stacks_text(row.stacks))}</span><span>{places(change, link)}</span></summary>"
        f"<div>{_why(change)}<small>{escape(change.address)}</small>{diff(change.arguments, change.forcing)}</div>"
        "</details>"
    )


def _why(change: Change) -> str:
    moved = f"<p>Moved from <code>{escape(change.moved_from)}</code>.</p>" if change.moved_from else ""
    return moved + (f"<p>Why: {escape(change.why)}.</p>" if change.why else "")


def _button(kind: str, value: str, text: str) -> str:
    pressed = "false" if value else "true"
    return (
        f'<button type="button" data-kind="{kind}" data-value="{escape(value)}" aria-pressed="{pressed}">'
        f"{escape(text)}</button>"
    )
