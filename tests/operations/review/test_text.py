"""The text of a terminal: it fits, and says what the Markdown says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.review.text import text
from tests.operations.review.entries import change
from tests.operations.review.reviews import review_of, several
from tests.operations.review.sources import removed_source


@settings(max_examples=30, deadline=None)
@given(st.integers(20, 240))
def test_no_line_is_longer_than_the_terminal_but_for_a_word_that_is(width: int) -> None:
    review = review_of([*several(), *removed_source("rates")], caveats=("a caveat of some words",))
    for line in text(review, width=width).splitlines():
        assert len(line) <= width or len(line.split()) <= 2, line


@pytest.mark.parametrize("width", [40, 200])
def test_every_change_and_note_is_in_it(width: int) -> None:
    review = review_of([*several(), change("aws_sqs_queue", {"name": "old"}, {"name": "new"})])
    shown = " ".join(text(review, width=width).split())
    for row in review.rows:
        assert row.change.relative_path in shown
    for row in (*review.data_rows, *review.security_rows, *review.availability_rows):
        assert row.note.sentence in shown
    assert "- name = old" in shown
    assert "+ name = new" in shown
    assert "prod" not in shown
