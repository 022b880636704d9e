"""Files of any kind and state become lines of JSON, and a reason where they can't."""

import csv
import gzip
import io
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anthill_lakehouse.bronze import decode
from anthill_lakehouse.bronze.decode import NOT_TEXT, UNREADABLE, as_json_lines
from anthill_lakehouse.embedded import delivered

LINES = b'{"a": 1}\n{"a": 2}\n'
RECORDS = st.lists(st.dictionaries(st.text(), st.text(), max_size=3), max_size=5)


def parquet(**columns: list[object]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


@settings(deadline=None)
@given(RECORDS, st.booleans())
def test_lines_are_given_back_as_they_were(records: list[dict[str, str]], packed: bool) -> None:
    text = "".join(json.dumps(record) + "\n" for record in records).encode()
    read = as_json_lines("jsonl", gzip.compress(text) if packed else text)
    assert [json.loads(line) for line in read.split("\n") if line] == records


def test_several_gzip_members_are_one_file() -> None:
    assert as_json_lines("jsonl", gzip.compress(LINES) + gzip.compress(b'{"a": 3}\n')).count("\n") == 3


def test_a_file_that_unpacks_to_more_than_there_is_room_for_is_unreadable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decode, "LARGEST", 2**20)
    told = f"{UNREADABLE}file.unreadable: gzip: it unpacks to more than {2**20} bytes; deliver it in smaller files"
    for content in (gzip.compress(bytes(2**20 + 1)), gzip.compress(bytes(2**19)) * 3):
        assert as_json_lines("jsonl", content) == told
    assert len(as_json_lines("jsonl", gzip.compress(b"1" * 2**20))) >= 2**20
    rows = parquet(text=["x" * 2**19] * 3)
    assert as_json_lines("parquet", rows) == told.replace("gzip", "Parquet")


def test_the_records_of_such_a_file_are_not_counted_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivered, "LARGEST", 2**20)
    lines = b"{}\n" * 2**19
    assert delivered.records_in("jsonl", gzip.compress(lines), "") == 1
    assert delivered.records_in("jsonl", gzip.compress(lines[: 2**20 - 1]), "") == (2**20 - 1) // 3


def test_many_small_gzip_members_are_read_in_time_that_grows_with_them() -> None:
    members = gzip.compress(b"{}\n") * 60_000
    assert as_json_lines("jsonl", members).count("{}") == 60_000


def test_a_file_for_which_the_memory_does_not_suffice_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: bytes) -> str:
        raise MemoryError

    monkeypatch.setitem(decode.DECODERS, "jsonl", fails)
    assert as_json_lines("jsonl", b"{}").startswith(f"{UNREADABLE}file.unreadable: it needs more memory")


def test_a_gzip_file_that_is_cut_off_gives_what_is_whole_and_the_reason() -> None:
    text = b"".join(b'{"number": %d}\n' % number for number in range(5000))
    *lines, last = as_json_lines("jsonl", gzip.compress(text)[:-3000]).split("\n")
    assert last == f"{UNREADABLE}file.unreadable: gzip: it ends before its end mark"
    assert json.loads(lines[0]) == {"number": 0}
    assert len(lines) > 100


@pytest.mark.parametrize(
    ("encoding", "content", "reason"),
    [
        ("jsonl", b"\x1f\x8bnot gzip", "gzip: "),
        ("csv", b"a,b\n\xff\xfe\n", "it is not UTF-8 text"),
        ("parquet", b"PAR1 but no more", "Parquet: "),
        ("parquet", parquet(a=[1, 2])[:-20], "Parquet: "),
    ],
)
def test_what_cannot_be_read_says_why_in_one_line(encoding: str, content: bytes, reason: str) -> None:
    (line,) = as_json_lines(encoding, content).split("\n")
    assert line.startswith(f"{UNREADABLE}file.unreadable: {reason}")


def test_a_line_that_is_not_text_leaves_the_others() -> None:
    good, bad, after = as_json_lines("jsonl", b'{"a": 1}\n\xff\xfe\n{"a": 2}').split("\n")
    assert (good, after) == ('{"a": 1}', '{"a": 2}')
    assert bad.startswith(NOT_TEXT)


def test_rows_of_csv_stay_on_their_lines() -> None:
    content = '\ufeffname,close\n"Line\nbreak",\n\nB,2,3\n'.encode()
    lines = as_json_lines("csv", content).split("\n")
    assert {number: json.loads(line) for number, line in enumerate(lines, start=1) if line} == {
        3: {"name": "Line\nbreak", "close": ""},
        5: {"name": "B", "close": "2", "_extra": ["3"]},
    }


def test_a_small_file_leaves_the_longest_field_of_others_as_it_was() -> None:
    before = csv.field_size_limit()
    as_json_lines("csv", b"a\n1\n")
    assert csv.field_size_limit() >= before


def test_a_long_field_of_csv_is_no_damage() -> None:
    long = "x" * 200_000
    assert json.loads(as_json_lines("csv", f"name\n{long}\n".encode()).strip()) == {"name": long}


def test_parquet_keeps_decimals_exactly() -> None:
    (line,) = as_json_lines("parquet", parquet(price=[Decimal("0.1000000001")])).split("\n")
    assert json.loads(line) == {"price": "0.1000000001"}


@pytest.mark.parametrize("encoding", ["jsonl", "csv", "parquet"])
def test_an_empty_file_has_no_records(encoding: str) -> None:
    assert as_json_lines(encoding, b"").strip() == ""
