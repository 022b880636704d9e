"""Counts the records in the bytes of a file, by other means than they are read by: so that none is lost unseen."""

import csv
import gzip
import io
import re
import zlib
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from anthill_lakehouse.bronze.decode import LARGEST, UNREADABLE

BLANK: Final = b" \t\r\xef\xbb\xbf"
TEXT_OR_BRACE: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}]')
QUOTED: Final = re.compile(r'"[^"]*"')


def records_in(encoding: str, content: bytes, decoded: str) -> int:
    """Return how many records a file holds; at least that many rows must be made of it.

    Of a damaged file or line it is 1: something is there. So it is of a file that `decoded`, what was made of it, says
    is unreadable: then all of it is in quarantine, however many records its own head names.
    """
    if not content:
        return 0
    if decoded.startswith(UNREADABLE) or f"\n{UNREADABLE}" in decoded:
        return 1
    try:
        return {"jsonl": _objects, "csv": _rows, "parquet": _parquet_rows}[encoding](content)
    except (OSError, EOFError, ValueError, zlib.error, csv.Error, pa.ArrowException):
        return 1


def objects_in(text: bytes) -> int:
    """Return how many objects, none inside of another, are in JSON lines; a line that is damaged counts as one."""
    return sum(
        # Most lines: one object without another inside. To look at every brace costs ten times as much.
        1 if line.count(b"{") == 1 == line.count(b"}") else _objects_of(line)
        for line in text.split(b"\n")
        if line.strip(BLANK)
    )


def _objects_of(line: bytes) -> int:
    count = depth = 0
    for found in TEXT_OR_BRACE.finditer(line):
        if found[0] == b"{":
            count += depth == 0
            depth += 1
        elif found[0] == b"}":
            depth -= 1
            if depth < 0:
                return 1
    return max(count, 1) if depth == 0 else 1


def _objects(content: bytes) -> int:
    return objects_in(_unpacked(content))


def _rows(content: bytes) -> int:
    text = io.StringIO(QUOTED.sub("x", _unpacked(content).decode()))
    return max(sum(1 for line in text if line.strip("\r\n")) - 1, 0)


def _parquet_rows(content: bytes) -> int:
    head = pq.ParquetFile(io.BytesIO(content)).metadata
    # Where the head contradicts itself, the rows that are there are fewer.
    return max(
        0, min(head.num_rows, sum(head.row_group(each).num_rows for each in range(head.num_row_groups)))
    )


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    with gzip.open(io.BytesIO(content)) as file:
        found = file.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise ValueError("it unpacks to more than is read of a file")
    return found
