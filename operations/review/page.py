"""A review as one HTML page that needs nothing but itself, and no script to be read."""

from functools import partial

from operations.common.templates import render
from operations.review.argument_lines import lines
from operations.review.change import Action
from operations.review.drawing import anchor, drawing
from operations.review.environments import actions_of, environments_of
from operations.review.parts import change_cells, layers
from operations.review.questions import first_parts, last_parts
from operations.review.report import WORDS, Review
from operations.review.settings import setting_rows


def page(review: Review, *, repository_url: str | None = None) -> str:
    """Return the page: the headline, the answers, the graph, every change, findings, rehearsal."""
    held = list(layers(review))
    actions = {action for change in review.changes for action in actions_of(change)}
    touched = environments_of(change.stack for change in review.changes)
    return render(
        "review/page.html",
        review=review,
        questions=list(first_parts(review, repository_url)),
        last=list(last_parts(review)),
        drawing=drawing(review.graph),
        layers=held,
        layer_choices=[(layer.name, layer.name) for layer in held],
        action_choices=[(action.name, WORDS[action]) for action in Action if action in actions],
        environments=[(name, name) for name in touched],
        words=WORDS,
        first={row.change.construct: row for layer in reversed(held) for row in reversed(layer.every)},
        anchor=anchor,
        cells=partial(change_cells, url=repository_url),
        lines=lines,
        settings=setting_rows(review),
        environments_of=environments_of,
        actions_of=actions_of,
    )
