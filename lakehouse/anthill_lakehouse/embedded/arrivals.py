"""The new files of a dataset, decoded, in parts: each a Parquet file that Sail reads as a table."""

import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
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
"""Characters of text that are held and written together: what bounds the memory this takes."""
PART: Final = 128 * 2**20
"""Characters of text after which a part ends: what bounds the memory in which Sail takes in whatever is new (measured:
docs/scale.md)."""
AHEAD: Final = 4
"""Files that are read before what was read is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A part: its file, the deliveries in it, and by their paths how many records the bytes of each hold."""

    file: Path
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


def staged(
    home: Path, dataset: Dataset, new: Collection[Delivery], folder: Path, say: Callable[[str], None]
) -> Iterator[Arrived]:
    """Write files decoded to a folder and yield part by part, at least one, which may be empty.

    A part's file is removed when the next is asked for. A delivery that can't be opened, or is being written, is said
    by name and left to the next run.
    """
    reads = _in_threads(home, dataset, new, say)
    number, more = 0, True
    while more:
        arrived = Arrived(file=folder / f"{dataset.name}-{number}.parquet")
        more = _write_part(reads, arrived)
        yield arrived
        arrived.file.unlink()
        number += 1


def _write_part(reads: Iterator[_Read], arrived: Arrived) -> bool:
    """Write what is read until the part is full; return whether it is, so that there may be more."""
    waiting: list[_Read] = []
    held = written = 0
    with pq.ParquetWriter(arrived.file, SCHEMA, compression="NONE", use_dictionary=False) as writer:
        for read in reads:
            waiting.append(read)
            arrived.deliveries.append(read.delivery)
            arrived.records[read.delivery[0]] = read.records
            held += len(read.row[3])
            if held > GROUP:
                writer.write_table(_table(waiting))
                waiting.clear()
                written += held
                held = 0
            if written > PART:
                return True
        writer.write_table(_table(waiting))
    return False


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
        lines = as_json_lines(encoding, content)
        row = (f"file://{home / path}", written // 10**6 * 1000, size, lines)
        return _Read(delivery=delivery, row=row, records=records_in(encoding, content, lines))

    for each in _ahead(read, new):
        if isinstance(each, str):
            say(each)
        else:
            yield each


def _ahead(read: Callable[[Delivery], _Read | str], new: Iterable[Delivery]) -> Iterator[_Read | str]:
    """Yield what is read of each in turn, a few of them before they are asked for."""
    begun = deque[Future[_Read | str]]()
    # Unpacking leaves the interpreter to others; more than two threads would hold more text at once for nothing.
    with ThreadPoolExecutor(2) as threads:
        for delivery in new:
            begun.append(threads.submit(read, delivery))
            if len(begun) > AHEAD:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


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
