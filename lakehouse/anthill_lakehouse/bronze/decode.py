r"""Turns a delivered file into text with one record a line, whatever its format.

A record is JSON on the line that it has in its file; rows of CSV and Parquet become JSON. A line that begins
with `UNREADABLE` says why the rest of the file can't be read; one that begins with `NOT_TEXT` is a record that
is not UTF-8. Nothing that arrives can begin so by itself: JSON allows no control character there.

It runs inside Spark's Python workers and imports nothing but the standard library and Arrow.
"""

import csv
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

UNREADABLE: Final = "\x01"
NOT_TEXT: Final = "\x02"
GZIP_MAGIC: Final = b"\x1f\x8b"
GZIP_WINDOW: Final = 31
"""zlib's `wbits` for a gzip header and the largest window."""
BYTE_ORDER_MARK: Final = "\ufeff"
EXTRA_CELLS: Final = "_extra"
"""Where the cells of a CSV row are kept that are beyond its header."""


class UnreadableError(Exception):
    """Tells why a file, or what follows the text in `read`, can't be read."""

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
    except UnreadableError as error:
        why = " ".join(str(error).split())
        before = f"{error.read}\n" if error.read else ""
        return f"{before}{UNREADABLE}file.unreadable: {why}"


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(GZIP_MAGIC):
        return content
    pieces: list[bytes] = []
    while content:
        unpacker = zlib.decompressobj(GZIP_WINDOW)
        try:
            pieces.append(unpacker.decompress(content))
        except zlib.error as error:
            raise UnreadableError(f"gzip: {error}", _text(b"".join(pieces))) from error
        if not unpacker.eof:
            raise UnreadableError("gzip: it ends before its end mark", _text(b"".join(pieces)))
        # Firehose puts several gzip members into one object.
        content = unpacker.unused_data
    return b"".join(pieces)


def _text(lines: bytes) -> str:
    try:
        return lines.decode().removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError:
        return "\n".join(_line(line) for line in lines.split(b"\n"))


def _line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return NOT_TEXT + line.decode(errors="replace")


def _json_lines(content: bytes) -> str:
    return _text(_unpacked(content))


def _csv(content: bytes) -> str:
    try:
        text = _unpacked(content).decode().removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        raise UnreadableError("it is not UTF-8 text") from error
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey=EXTRA_CELLS)
    return _joined(((rows.line_num, row) for row in rows), faults=(csv.Error,), kind="CSV")


def _parquet(content: bytes) -> str:
    if not content:
        return ""
    rows = (row for batch in _batches(content) for row in batch.to_pylist())
    return _joined(enumerate(rows, start=1), faults=(pa.ArrowException, OSError, ValueError), kind="Parquet")


def _batches(content: bytes) -> Iterator[pa.RecordBatch]:
    yield from pq.ParquetFile(io.BytesIO(content)).iter_batches()


def _joined(rows: Iterable[tuple[int, object]], *, faults: tuple[type[Exception], ...], kind: str) -> str:
    """Return rows as JSON, each on the line that it has in its file."""
    lines: list[str] = []
    try:
        for number, row in rows:
            # A row that spans lines, or follows empty ones, leaves lines empty before it.
            lines.extend("" for _ in range(number - len(lines) - 1))
            lines.append(json.dumps(row, default=str, ensure_ascii=False))
    except faults as error:
        raise UnreadableError(f"{kind}: {str(error).partition(chr(10))[0]}", "\n".join(lines)) from error
    return "\n".join(lines)


DECODERS: Final[dict[str, Callable[[bytes], str]]] = {
    "jsonl": _json_lines,
    "csv": _csv,
    "parquet": _parquet,
}
