"""Parts are as large as they may be, and hold everything in its order."""

from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st

from operations.common.in_parts import in_parts


@given(st.lists(st.text(max_size=12)), st.integers(1, 20), st.none() | st.integers(1, 4))
def test_parts_are_as_large_as_they_may_be(texts: list[str], largest: int, most: int | None) -> None:
    parts = list(in_parts(texts, len, largest, most=most))
    assert [text for part in parts for text in part] == texts
    for part, after in zip_longest(parts, parts[1:]):
        size = sum(map(len, part))
        assert len(part) == 1 or size <= largest
        assert most is None or len(part) <= most
        assert after is None or len(part) == most or size + len(after[0]) > largest, "no more has room"
