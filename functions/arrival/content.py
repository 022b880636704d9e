"""Looks into a file as far as its format asks, never at the whole of it."""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence

HEAD_BYTES = 65_536
MOST_HEAD_BYTES = 16 * 2**20
"""Read at most, where the first record is longer than `HEAD_BYTES`."""
PARQUET_MARK = b"PAR1"
LONGEST_CHARACTER_BYTES = 4
BYTE_ORDER_MARK = "\ufeff"
SPACE = re.compile(r"[ \t\r]*")
OBJECTS = json.JSONDecoder(parse_int=str, parse_float=str)
"""Numbers stay text: Python refuses integers of more than 4,300 digits."""
CUT_IN_QUOTES = "unexpected end of data"
"""What csv.reader says of text that ends inside of quotes."""

Read = Callable[[int, int], bytes]
"""Gives the bytes of a file from an offset, so many of them or fewer at its end."""


def fault(kind: str, read: Read, size: int, columns: Sequence[str]) -> str | None:
    """Return what is wrong with the content of a file of some bytes, None if nothing was found."""
    if kind == "parquet":
        return _parquet(read, size)
    count = HEAD_BYTES
    while True:
        head = read(0, count)
        whole = size <= len(head)
        try:
            return _text_fault(kind, head, columns, whole=whole)
        except _TooShortError:
            if count == MOST_HEAD_BYTES:
                return f"has no whole record in its first {count} bytes"
            count = min(4 * count, MOST_HEAD_BYTES)


class _TooShortError(Exception):
    """Says that what was read of a file ends before its first record does."""


def _text_fault(kind: str, head: bytes, columns: Sequence[str], *, whole: bool) -> str | None:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character may be cut in two where the reading ended.
        if whole or error.start < len(head) - LONGEST_CHARACTER_BYTES:
            return f"is not UTF-8 at byte {error.start}"
        text = head[: error.start].decode("utf-8")
    text = text.removeprefix(BYTE_ORDER_MARK)
    check = _csv if kind == "csv" else _json_lines
    return check(text, columns, whole=whole)


def _parquet(read: Read, size: int) -> str | None:
    length = len(PARQUET_MARK)
    if size < 3 * length:
        return "is too short for Parquet"
    if read(0, length) != PARQUET_MARK or read(size - length, length) != PARQUET_MARK:
        return "is not Parquet, or is cut off"
    return None


def _csv(text: str, columns: Sequence[str], *, whole: bool) -> str | None:
    # A field may be as long as what was read; csv's own limit is 128 KiB, of the whole process: never lowered.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    text = text if whole else text.rpartition("\n")[0]
    rows: list[list[str]] = []
    try:
        rows.extend(row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row)
    except csv.Error as error:
        # A newline in quotes may be where the reading ended.
        if whole or str(error) != CUT_IN_QUOTES:
            return f"is not CSV: {error}"
    if not whole and len(rows) <= 1:
        raise _TooShortError
    if not rows:
        return "has no header"
    header = [name.strip() for name in rows[0]]
    missing = [name for name in columns if name not in header]
    if missing:
        return f"lacks the columns {', '.join(missing)}"
    if len(rows) == 1:
        return "has no row below its header"
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            return f"has {len(row)} fields in row {number}, its header {len(header)}"
    return None


def _json_lines(text: str, columns: Sequence[str], *, whole: bool) -> str | None:
    """Return what is wrong with the first record that is; a line may hold several, as it may in bronze."""
    # Not splitlines: U+2028 and the like may stand in a string of JSON.
    lines = text.split("\n")
    number = 0
    for index, line in enumerate(lines, start=1):
        cut = not whole and index == len(lines)
        position = _after_space(line, 0)
        while position < len(line):
            try:
                record, position = OBJECTS.raw_decode(line, position)
            except (ValueError, RecursionError):
                if cut:
                    break
                return f"has no JSON in record {number + 1}"
            number += 1
            if not isinstance(record, dict):
                return f"has no object in record {number}"
            missing = [name for name in columns if name not in record]
            if missing:
                return f"lacks {', '.join(missing)} in record {number}"
            position = _after_space(line, position)
    if not number:
        if not whole:
            raise _TooShortError
        return "has no record"
    return None


def _after_space(line: str, position: int) -> int:
    found = SPACE.match(line, position)
    return found.end() if found else position
