"""What is delivered: records in batches, and how each dataset's batch becomes a file."""

import csv
import gzip
import io
import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from anthill_lakehouse.datasets import dataset
from contracts.arrival import Format
from contracts.replicated import parquet

Record = dict[str, Any]


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
            return parquet(batch.records, dataset(batch.dataset), batch.at)


def _csv(records: list[Record]) -> bytes:
    text = io.StringIO(newline="")
    names = list(dict.fromkeys(name for record in records for name in record))
    rows = csv.DictWriter(text, names, lineterminator="\n")
    rows.writeheader()
    rows.writerows(records)
    return text.getvalue().encode()
