"""One comparer: what a reader of a review sees as the same, and what the canary takes for another byte."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.synthesis.differences import differences

TEXTS = st.text(alphabet='ab.["]{} 1', max_size=3)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.floats(0, 2) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)

ALIKE: dict[str, tuple[Any, Any, str]] = {
    "JSON in a text": ({"policy": '{"a": 1}'}, {"policy": '{"a":1}'}, "policy"),
    "nothing beside null": ({"days": 1}, {"days": 1, "kept": None}, "kept"),
    "1 beside true": ({"days": 1}, {"days": True}, "days"),
    "the order of named entries": (
        {"rule": [{"name": "a"}, {"name": "b"}]},
        {"rule": [{"name": "b"}, {"name": "a"}]},
        "rule[0].name",
    ),
}


@pytest.mark.parametrize("case", ALIKE)
def test_what_means_the_same_differs_only_where_all_counts(case: str) -> None:
    before, after, path = ALIKE[case]
    assert differences(before, after) == ()
    assert differences(before, after, strict=True)[0].path == path


@given(VALUES, VALUES)
def test_strictly_only_what_has_the_same_bytes_is_the_same(before: Any, after: Any) -> None:
    one, other = (json.dumps(value, sort_keys=True) for value in (before, after))
    assert (differences(before, after, strict=True) == ()) == (one == other)
