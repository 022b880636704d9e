"""Looks into a file as far as its format asks, never at the whole of it."""

import csv
import io
import json
from collections.abc import Callable, Sequence

HEAD_BYTES = 65_536
PARQUET_MARK = b"PAR1"
LONGEST_CHARACTER_BYTES = 4
BYTE_ORDER_MARK = "\ufeff"

Read = Callable[[int, int], bytes]
"""Gives the bytes of a file from an offset, so many of them or fewer at its end."""


def fault(kind: str, read: Read, size: int, columns: Sequence[str]) -> str | None:
    """Return what is wrong with the content of a file of some bytes, None if nothing was found."""
    if kind == "parquet":
        return _parquet(read, size)
    head = read(0, HEAD_BYTES)
    whole = size <= len(head)
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character may be cut in two where the reading ended.
        if whole or error.start < len(head) - LONGEST_CHARACTER_BYTES:
            return f"is not UTF-8 at byte {error.start}"
        text = head[: error.start].decode("utf-8")
    lines = text.removeprefix(BYTE_ORDER_MARK)
    if not whole:
        lines = lines.rpartition("\n")[0]
    return _csv(lines, columns) if kind == "csv" else _json_lines(lines, columns)


def _parquet(read: Read, size: int) -> str | None:
    length = len(PARQUET_MARK)
    if size < 3 * length:
        return "is too short for Parquet"
    if read(0, length) != PARQUET_MARK or read(size - length, length) != PARQUET_MARK:
        return "is not Parquet, or is cut off"
    return None


def _csv(text: str, columns: Sequence[str]) -> str | None:
    try:
        rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row]
    except csv.Error as error:
        return f"is not CSV: {error}"
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


def _json_lines(text: str, columns: Sequence[str]) -> str | None:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return "has no record"
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
        except ValueError:
            return f"has no JSON in record {number}"
        if not isinstance(record, dict):
            return f"has no object in record {number}"
        missing = [name for name in columns if name not in record]
        if missing:
            return f"lacks {', '.join(missing)} in record {number}"
    return None
