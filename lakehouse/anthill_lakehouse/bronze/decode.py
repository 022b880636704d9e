r"""Turns a delivered file into text with one record a line, whatever its format.

A record of JSON lines stays as it was received; rows of CSV and Parquet become JSON on the line that they have in
their file. A line that begins with `UNREADABLE` says why the rest of the file can't be read, one that begins with
`NOT_TEXT` is a record that is not UTF-8, one that begins with `NOT_WHOLE` is text that is no whole JSON object. One
that begins with `EXACT` has, up to the next `EXACT`, the record with its long numbers as strings, and then the record.
Nothing that arrives can begin so by itself: such text is marked already.

It runs inside Spark's Python workers and imports nothing but the standard library and Arrow.
"""

import csv
import decimal
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

UNREADABLE: Final = "\x01"
NOT_TEXT: Final = "\x02"
NOT_WHOLE: Final = "\x03"
EXACT: Final = "\x04"
GZIP_MAGIC: Final = b"\x1f\x8b"
GZIP_WINDOW: Final = 31
"""zlib's `wbits` for a gzip header and the largest window."""
BYTE_ORDER_MARK: Final = "\ufeff"
BETWEEN: Final = f" \t\r{BYTE_ORDER_MARK}"
"""What may stand between two objects of a line: JSON's white space (RFC 8259, section 2), and the mark with which
some programs begin each piece of a file."""
BETWEEN_OBJECTS: Final = re.compile(rf"[{BETWEEN}]+|(?<=\}}),(?=[{BETWEEN}]*\{{)")
"""Space, or the comma that some programs write between objects: it is no record."""
OBJECT_AFTER_OBJECT: Final = re.compile(rf"\}}[{BETWEEN}]*(?=\{{)")
OBJECTS: Final = json.JSONDecoder(parse_int=str, parse_float=str)
"""Finds where an object ends. Numbers stay text: Python refuses integers of more than 4,300 digits."""
MOST_BROKEN: Final = 100
"""Pieces of a line that are no whole object, before the rest of the line is kept as one: to find where the next
begins takes time that grows with the line, which may be as long as the file."""
AT_ONCE: Final = 65_536
"""Bytes that are unpacked together: what follows a member is copied once, however many members there are."""
LARGEST: Final = 512 * 2**20
"""Bytes that a file may unpack to: a few that say they are many would take all memory."""
MANY_DIGITS: Final = re.compile(r"[0-9][0-9.]{15}")
"""Digits that a double may not hold; Spark reads each number that has a point as one, to a column of text too."""
STRING_OR_NUMBER: Final = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*')
EXTRA_CELLS: Final = "_extra"
"""Where the cells of a CSV row are kept that are beyond its header."""


class UnreadableError(Exception):
    """Says why a file, or what follows the text in `read`, can't be read."""

    def __init__(self, why: str, read: str = "") -> None:
        super().__init__(why)
        self.read = read


def as_json_lines(encoding: str, content: bytes) -> str:
    """Return the records of a file, one a line; of a damaged file, those before the damage and then the reason.

    Gzip is recognised by its first bytes, since Firehose and the API feed name files differently. Raises
    KeyError for an unknown encoding.
    """
    try:
        return DECODERS[encoding](content)
    except MemoryError:
        return f"{UNREADABLE}file.unreadable: it needs more memory than there is; deliver it in smaller files"
    except UnreadableError as error:
        why = " ".join(str(error).split())
        before = f"{error.read}\n" if error.read else ""
        return f"{before}{UNREADABLE}file.unreadable: {why}"


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(GZIP_MAGIC):
        return content
    pieces: list[bytes] = []
    left, position = LARGEST, 0
    # Firehose puts several gzip members into one object.
    while position < len(content):
        unpacker = zlib.decompressobj(GZIP_WINDOW)
        while not unpacker.eof:
            packed = content[position : position + AT_ONCE]
            position += len(packed)
            if not packed:
                raise UnreadableError("gzip: it ends before its end mark", _records(b"".join(pieces)))
            try:
                # One byte more than allowed: zlib takes 0 for no limit.
                pieces.append(unpacker.decompress(packed, left + 1))
            except zlib.error as error:
                raise UnreadableError(f"gzip: {error}", _records(b"".join(pieces))) from error
            left -= len(pieces[-1])
            if left < 0:
                raise UnreadableError(_too_large("gzip"))
        position -= len(unpacker.unused_data)
    return b"".join(pieces)


def _too_large(kind: str) -> str:
    return f"{kind}: it unpacks to more than {LARGEST} bytes; deliver it in smaller files"


def _records(content: bytes) -> str:
    """Return the records of JSON lines, one a line, in their order.

    Firehose joins records without anything between them unless it is told to, programs end lines in several ways,
    and files that were joined may lack a newline in between: so a line may hold several objects. Each is a record,
    and so is text between or behind them: whatever arrives is kept as it was received.
    """
    try:
        text = content.decode()
        exact = _exact if MANY_DIGITS.search(text) else str
        return "\n".join(exact(record) for line in text.split("\n") for record in _of_line(line))
    except UnicodeDecodeError:
        lines = content.decode(errors="surrogateescape").split("\n")
        return "\n".join(_exact(_marked_if_not_text(record)) for line in lines for record in _of_line(line))


def _of_line(line: str) -> list[str]:
    """Return the objects of a line as they were received, and what is none of them marked as `NOT_WHOLE`."""
    line = line.strip(BETWEEN)
    if not line.startswith("{"):
        # An empty line stays one, so that the lines after it keep their number.
        return [line and NOT_WHOLE + line]
    # Most lines: one pair of braces leaves no place for a second object. To look for one costs ten times as much.
    if line.find("{", 1) < 0 and line.find("}") == len(line) - 1:
        return [line]
    found: list[str] = []
    start, broken = 0, 0
    while start < len(line):
        if between := BETWEEN_OBJECTS.match(line, start):
            start = between.end()
            continue
        after, whole = _piece(line, start)
        broken += not whole
        if broken > MOST_BROKEN:
            after = len(line)
        found.append(line[start:after] if whole else NOT_WHOLE + line[start:after].rstrip(BETWEEN))
        start = after
    return found


def _piece(line: str, start: int) -> tuple[int, bool]:
    """Return where the object that begins here ends, and True; or the end of what is none, and False."""
    broken_at = start
    if line[start] == "{":
        try:
            return OBJECTS.raw_decode(line, start)[1], True
        except json.JSONDecodeError as error:
            broken_at = error.pos
        except RecursionError:
            return len(line), False
    # Not at any brace: an object inside of a broken one is no record.
    following = OBJECT_AFTER_OBJECT.search(line, broken_at)
    return (following.end() if following else len(line)), False


def _exact(record: str) -> str:
    """Return a record, its long numbers beside it as strings, where Spark would round them."""
    if not record.startswith("{") or EXACT in record or not MANY_DIGITS.search(record):
        return record
    quoted = STRING_OR_NUMBER.sub(_quoted_if_long, record)
    return record if quoted == record else f"{EXACT}{quoted}{EXACT}{record}"


def _quoted_if_long(found: re.Match[str]) -> str:
    return (
        f'"{found[0]}"'
        if "." in found[0] and MANY_DIGITS.search(found[0]) and found[0][0] != '"'
        else found[0]
    )


def _marked_if_not_text(record: str) -> str:
    try:
        record.encode()
    except UnicodeEncodeError:
        received = record.removeprefix(NOT_WHOLE).encode(errors="surrogateescape")
        return NOT_TEXT + received.decode(errors="replace")
    return record


def _json_lines(content: bytes) -> str:
    return _records(_unpacked(content))


def _csv(content: bytes) -> str:
    try:
        text = _unpacked(content).decode().removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        raise UnreadableError("it is not UTF-8 text") from error
    # A field may be as long as its file; csv's own limit is 128 KiB, of the whole process: never lowered.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey=EXTRA_CELLS)
    return _joined(((rows.line_num, row) for row in rows), faults=(csv.Error,), kind="CSV")


def _parquet(content: bytes) -> str:
    if not content:
        return ""
    rows = (row for batch in _batches(content) for row in batch.to_pylist())
    return _joined(enumerate(rows, start=1), faults=(pa.ArrowException, OSError, ValueError), kind="Parquet")


def _plain(value: object) -> str:
    # Not every engine reads 0E-10 as a number.
    return format(value, "f") if isinstance(value, decimal.Decimal) else str(value)


def _batches(content: bytes) -> Iterator[pa.RecordBatch]:
    file = pq.ParquetFile(io.BytesIO(content))
    read = 0
    for batch in file.iter_batches():
        read += batch.num_rows
        yield batch
    # Of some damaged pages Arrow reads fewer rows than there are, and says nothing.
    if read != (said := file.metadata.num_rows):
        raise ValueError(f"it says that it has {said} rows, and {read} can be read")


def _joined(rows: Iterable[tuple[int, object]], *, faults: tuple[type[Exception], ...], kind: str) -> str:
    """Return rows as JSON, each on the line that it has in its file."""
    lines: list[str] = []
    size = 0
    try:
        for number, row in rows:
            # A row that spans lines, or follows empty ones, leaves lines empty before it.
            lines.extend("" for _ in range(number - len(lines) - 1))
            lines.append(json.dumps(row, default=_plain, ensure_ascii=False))
            size += len(lines[-1])
            if size > LARGEST:
                raise UnreadableError(_too_large(kind))
    except faults as error:
        raise UnreadableError(f"{kind}: {str(error).partition(chr(10))[0]}", "\n".join(lines)) from error
    return "\n".join(lines)


DECODERS: Final[dict[str, Callable[[bytes], str]]] = {
    "jsonl": _json_lines,
    "csv": _csv,
    "parquet": _parquet,
}
