"""What is delivered: records in batches, and how each dataset's batch becomes a file."""

import csv
import gzip
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from anthill_lakehouse.datasets import dataset
from contracts.arrival import Format

Record = dict[str, Any]
ARROW = {
    "string": pa.string(),
    "number": pa.decimal128(38, 10),
    "integer": pa.int64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("ms"),
}


@dataclass(slots=True, kw_only=True)
class Batch:
    """A file to be delivered: its dataset, its name below the dataset's folder, when, and its records.

    `content` is given instead of records for a file that is none of its kind.
    """

    dataset: str
    name: str
    at: datetime
    records: list[Record] = field(default_factory=list)
    content: bytes | None = None
    tail: bytes = b""
    """Text after the last line, such as a line that was cut off."""


def write(batch: Batch, folder: Path) -> None:
    """Write a batch to its place below a folder, with the time of its delivery as the file's."""
    place = dataset(batch.dataset)
    file = folder / place.volume / place.folder / batch.name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(encoded(batch))
    stamp = batch.at.timestamp()
    os.utime(file, (stamp, stamp))


def encoded(batch: Batch) -> bytes:
    """Return the bytes of a batch; equal batches have equal bytes."""
    if batch.content is not None:
        return batch.content
    match dataset(batch.dataset).format:
        case Format.JSON_LINES:
            lines = "".join(json.dumps(record) + "\n" for record in batch.records)
            return gzip.compress(lines.encode() + batch.tail, mtime=0, compresslevel=5)
        case Format.CSV:
            return _csv(batch.records)
        case Format.PARQUET:
            return _parquet(batch)


def _csv(records: list[Record]) -> bytes:
    text = io.StringIO(newline="")
    names = list(dict.fromkeys(name for record in records for name in record))
    rows = csv.DictWriter(text, names, lineterminator="\n")
    rows.writeheader()
    rows.writerows(records)
    return text.getvalue().encode()


def _parquet(batch: Batch) -> bytes:
    """Return rows as the replication writes them: the operation, the columns, the time of capture."""
    types = {column.name: column.logical_type for column in dataset(batch.dataset).columns}
    fields = [
        pa.field("Op", pa.string()),
        *(pa.field(name, ARROW[kind]) for name, kind in types.items()),
        pa.field("_captured_at", pa.string()),
    ]
    rows = [
        {
            "Op": record.get("Op", "I"),
            **{name: _value(record, name, kind) for name, kind in types.items()},
            "_captured_at": f"{batch.at:%Y-%m-%d %H:%M:%S.%f}",
        }
        for record in batch.records
    ]
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(fields)), buffer, compression="gzip")
    return buffer.getvalue()


def _value(record: Mapping[str, Any], name: str, kind: str) -> Any:
    given = record.get(name)
    if given is None:
        return None
    match kind:
        case "date":
            return date.fromisoformat(given)
        case "timestamp":
            return datetime.fromisoformat(given).astimezone(UTC).replace(tzinfo=None)
        case "number":
            return Decimal(str(given))
        case _:
            return given
