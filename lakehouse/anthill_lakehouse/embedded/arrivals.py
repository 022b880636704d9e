"""The new files of a dataset, decoded into a Parquet file that Sail reads as a table."""

import os
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from anthill_lakehouse.bronze.decode import as_json_lines
from anthill_lakehouse.datasets import Dataset
from anthill_lakehouse.embedded.delivered import records_in
from anthill_lakehouse.embedded.versions import Delivery

SCHEMA: Final = pa.schema(
    [
        ("path", pa.string()),
        ("modificationTime", pa.timestamp("us", "UTC")),
        ("length", pa.int64()),
        ("lines", pa.large_string()),
    ]
)
"""Of `modificationTime` Spark knows milliseconds, and so does this."""
GROUP: Final = 16 * 2**20
"""Characters of text that are held and written together: what bounds the memory this takes, and Sail's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What was staged: the deliveries, and by their paths how many records the bytes of each hold."""

    deliveries: list[Delivery] = field(default_factory=list[Delivery])
    records: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    delivery: Delivery
    row: tuple[str, int, int, str]
    records: int


def new_deliveries(home: Path, dataset: Dataset, known: Collection[Delivery]) -> list[Delivery]:
    """Return the files of a dataset that aren't known as they are now, in the order of their paths."""
    return sorted(set(_deliveries(home, home / dataset.volume / dataset.folder)) - set(known))


def stage(
    home: Path, dataset: Dataset, new: Collection[Delivery], target: Path, say: Callable[[str], None]
) -> Arrived:
    """Write files to `target`, decoded.

    One that can't be opened, or is being written, is said by name and left to the next run.
    """
    arrived = Arrived()
    with pq.ParquetWriter(target, SCHEMA, compression="NONE", use_dictionary=False) as writer:
        waiting: list[_Read] = []
        held = 0
        for read in _in_threads(home, dataset, new, say):
            waiting.append(read)
            arrived.deliveries.append(read.delivery)
            arrived.records[read.delivery[0]] = read.records
            held += len(read.row[3])
            if held > GROUP:
                writer.write_table(_table(waiting))
                waiting.clear()
                held = 0
        writer.write_table(_table(waiting))
    return arrived


def _in_threads(
    home: Path, dataset: Dataset, new: Collection[Delivery], say: Callable[[str], None]
) -> Iterator[_Read]:
    def read(delivery: Delivery) -> _Read | str:
        path, written, size = delivery
        try:
            content = (home / path).read_bytes()
        except OSError as error:
            return f"{path} is left to the next run: {error.strerror}"
        if len(content) != size or _delivery(home, home / path) != delivery:
            return f"{path} is left to the next run: it is still being written"
        encoding = dataset.format.value
        row = (f"file://{home / path}", written // 10**6 * 1000, size, as_json_lines(encoding, content))
        return _Read(delivery=delivery, row=row, records=records_in(encoding, content))

    # Unpacking leaves the interpreter to others; more than two threads would hold more text at once for nothing.
    with ThreadPoolExecutor(2) as threads:
        for each in threads.map(read, new):
            if isinstance(each, str):
                say(each)
            else:
                yield each


def _table(read: list[_Read]) -> pa.Table:
    columns = zip(*(each.row for each in read), strict=True) if read else ((),) * len(SCHEMA)
    return pa.table(
        [pa.array(column, kind.type) for column, kind in zip(map(list, columns), SCHEMA, strict=True)],
        schema=SCHEMA,
    )


def _deliveries(home: Path, folder: Path) -> Iterator[Delivery]:
    for file in folder.rglob("*"):
        if file.is_file() and not file.name.startswith((".", "_")):
            yield _delivery(home, file)


def _delivery(home: Path, file: Path) -> Delivery:
    found: os.stat_result = file.stat()
    return str(file.relative_to(home)), found.st_mtime_ns, found.st_size
