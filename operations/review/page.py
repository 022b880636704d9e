"""A review as one HTML page that needs nothing but itself."""

from functools import partial

from operations.common.templates import render
from operations.review.argument_lines import lines
from operations.review.drawing import anchor, drawing
from operations.review.parts import change_cells, closing_parts, grave_parts, layers
from operations.review.report import WORDS, Review


def page(review: Review, *, repository_url: str | None = None) -> str:
    """Return the page: the headline, what is grave, the graph, every change, cost, findings, rehearsal."""
    held = list(layers(review))
    return render(
        "review/page.html",
        review=review,
        grave=list(grave_parts(review, repository_url)),
        drawing=drawing(review.graph),
        layers=held,
        words=WORDS,
        first={row.change.construct: row for layer in reversed(held) for row in reversed(layer.rows)},
        anchor=anchor,
        cells=partial(change_cells, url=repository_url),
        lines=lines,
        closing=closing_parts(review),
    )
