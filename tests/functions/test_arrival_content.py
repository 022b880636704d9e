"""How far the check on arrival reads into a file."""

import csv

import pytest

from functions.arrival.content import fault


@pytest.mark.parametrize(
    ("kind", "content"),
    [("jsonl", b'{"isin":"' + b"x" * 2**24), ("csv", b"isin," + b"x" * 2**24)],
    ids=["jsonl", "csv"],
)
def test_a_record_without_an_end_is_looked_for_in_part_of_the_file(kind: str, content: bytes) -> None:
    asked: list[int] = []

    def read(offset: int, count: int) -> bytes:
        asked.append(count)
        return content[offset : offset + count]

    assert fault(kind, read, len(content), ["isin"]) == "has no whole record in its first 16777216 bytes"
    assert asked == sorted(asked)


def test_a_small_file_leaves_the_longest_field_of_others_as_it_was() -> None:
    before = csv.field_size_limit()

    def read(offset: int, count: int) -> bytes:
        return b"isin\n1\n"[offset : offset + count]

    assert fault("csv", read, 7, ["isin"]) is None
    assert csv.field_size_limit() >= before
