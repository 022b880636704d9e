"""However objects are written into a file, each becomes a record; what is none is kept as it was received."""

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from anthill_lakehouse.bronze.decode import MOST_BROKEN, NOT_TEXT, NOT_WHOLE, as_json_lines
from anthill_lakehouse.bronze.records import as_received, decoded
from anthill_lakehouse.datasets import dataset
from anthill_lakehouse.platform import FILE_SCHEMA
from anthill_lakehouse.quality.checked import typed

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(['}{"a":1}', "{", "\\"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=3), min_size=1, max_size=6)
BETWEEN = st.sampled_from(
    ["", " ", "\t", "\n", "\r\n", "\r", "\n\n", " \r\n \n", ",", ", ", "\ufeff", "\n\ufeff"]
)


@settings(max_examples=300, deadline=None)
@given(OBJECTS, st.data())
def test_as_many_records_as_objects_however_they_are_joined(
    objects: list[dict[str, Any]], data: st.DataObject
) -> None:
    written = [json.dumps(each, ensure_ascii=data.draw(st.booleans())) for each in objects]
    between = [data.draw(BETWEEN) for _ in objects[1:]]
    last = data.draw(st.sampled_from(["", "\n", "\r\n", "\r", " ", "\n\n"]))
    pieces = [text + joint for text, joint in zip(written, [*between, last], strict=True)]
    content = "".join(pieces).encode()
    if data.draw(st.booleans(), label="packed"):
        # A member may end anywhere, in the middle of an object too.
        cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=3)))
        members = [content[start:end] for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True)]
        content = b"".join(map(gzip.compress, members))
    records = [line for line in as_json_lines("jsonl", content).split("\n") if line]
    assert records == written


@pytest.mark.parametrize(
    ("line", "records"),
    [
        ('{"a":1}{"a":2} {"a":3}', ['{"a":1}', '{"a":2}', '{"a":3}']),
        ('{"a":1} x', ['{"a":1}', NOT_WHOLE + "x"]),
        ('{"a":1}} {"a":2}', ['{"a":1}', NOT_WHOLE + "}", '{"a":2}']),
        ('{"a":1}{"a":tru}{"a":3}', ['{"a":1}', NOT_WHOLE + '{"a":tru}', '{"a":3}']),
        ('{"a":1,}{"a":2}', [NOT_WHOLE + '{"a":1,}', '{"a":2}']),
        ('{"a":1}{"a":2', ['{"a":1}', NOT_WHOLE + '{"a":2']),
        ('{"a":1}5"text"', ['{"a":1}', NOT_WHOLE + '5"text"']),
        # An object inside of a broken one is no record.
        ('{"a":{"b":1}, x}', [NOT_WHOLE + '{"a":{"b":1}, x}']),
        ('{a:{"b":1}}{"c":2}', [NOT_WHOLE + '{a:{"b":1}}', '{"c":2}']),
        ('[{"a":1},{"a":2}]', [NOT_WHOLE + '[{"a":1},{"a":2}]']),
        ("{'a':1}{'a':2}", [NOT_WHOLE + "{'a':1}", NOT_WHOLE + "{'a':2}"]),
        # The marks of `decode` itself can't be sent.
        ("\x01file.unreadable: no", [NOT_WHOLE + "\x01file.unreadable: no"]),
        ("\x02", [NOT_WHOLE + "\x02"]),
        ('{"a":%s}{"a":2}' % ("9" * 5000), ['{"a":%s}' % ("9" * 5000), '{"a":2}']),
        ('{"a":1}{"a":%s' % ("[" * 99_999), ['{"a":1}', NOT_WHOLE + '{"a":%s' % ("[" * 99_999)]),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_object_is_kept_beside_those_that_are(line: str, records: Sequence[str]) -> None:
    assert as_json_lines("jsonl", line.encode()).split("\n") == records


def test_text_that_is_not_utf8_costs_its_own_record_only() -> None:
    first, second, third = as_json_lines("jsonl", b'{"a":"x"}{"a":"\xe9"}{"a":"z"}').split("\n")
    assert (first, third) == ('{"a":"x"}', '{"a":"z"}')
    assert second == NOT_TEXT + '{"a":"\ufffd"}'


def test_a_line_of_broken_objects_is_given_up_in_time_and_kept_whole() -> None:
    line = '{"a":tru}' * 5000
    records = as_json_lines("jsonl", line.encode()).split("\n")
    assert len(records) == MOST_BROKEN + 1
    assert "".join(record.removeprefix(NOT_WHOLE) for record in records) == line


@pytest.mark.filterwarnings("ignore:Cannot infer the eval type:UserWarning")
def test_every_trade_is_in_bronze_or_has_a_reason(spark: SparkSession) -> None:
    def trade(number: int) -> str:
        return json.dumps({"trade_id": f"T{number}", "isin": "US0378331005", "seen": {"at": "XNAS"}})

    files = {
        # As Firehose joins records when it adds nothing between them.
        "joined": gzip.compress("".join(map(trade, range(5))).encode()),
        "two_members": gzip.compress(trade(5).encode()) + gzip.compress(trade(6).encode()),
        "windows": f"{trade(7)}\r\n{trade(8)}".encode(),
        "damaged": f"{trade(9)}{{\"trade_id\": \"T10\", }}{trade(11)}\n\x01none\n{{'trade_id': 'T12'}}".encode(),
    }
    rows = [
        (
            f"/x/arrivals/market/intraday-trades/{name}",
            datetime(2026, 1, 5, tzinfo=UTC),
            len(content),
            content,
        )
        for name, content in files.items()
    ]
    trades = dataset("intraday_trades")
    found = as_received(decoded(spark.createDataFrame(rows, FILE_SCHEMA), trades), trades).collect()
    assert sorted(row["trade_id"] for row in found if row["_problem"] is None) == sorted(
        f"T{number}" for number in (*range(10), 11)
    )
    wrong = {row["_record"]: row["_problem"] for row in found if row["_problem"]}
    assert wrong == dict.fromkeys(
        ('{"trade_id": "T10", }', "\x01none", "{'trade_id': 'T12'}"),
        "record.malformed: is not a whole JSON object",
    )
    assert all(row["trade_id"] is None for row in found if row["_problem"])
    # A record is found again by its file, its delivery and its line.
    assert len({(row["_source_file"], row["_batch_id"], row["_line"]) for row in found}) == len(found)
    assert {row["_record"] for row in found if row["_source_file"].endswith("joined")} == set(
        map(trade, range(5))
    )


@pytest.mark.filterwarnings("ignore:Cannot infer the eval type:UserWarning")
def test_a_number_keeps_its_digits_from_the_file_to_its_type(spark: SparkSession) -> None:
    numbers = ["123456789012.123456", "0.100000", "1E-6", "-0.000001", "9007199254740993", "-12345.67"]
    content = "\r\n".join(f'{{"isin": "i", "quantity": {number}}}' for number in numbers).encode()
    of = dataset("intraday_trades")
    file = (f"/x/{of.volume}/{of.folder}/f", datetime(2026, 1, 5, tzinfo=UTC), len(content), content)
    received = as_received(decoded(spark.createDataFrame([file], FILE_SCHEMA), of), of)
    assert [row["_record"] for row in received.collect()] == content.decode().split("\r\n")
    exact = [row["quantity"] for row in typed(received, of).collect()]
    assert exact == [None if abs(Decimal(number)) >= 10**12 else Decimal(number) for number in numbers]
