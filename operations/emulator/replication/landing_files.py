"""The files of a table that DMS writes to S3: what is in them, and what they are called.

Source: DMS user guide, "Using Amazon S3 as a target for AWS Database Migration Service".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from contracts.replicated import OPERATION, captured
from operations.common.in_parts import in_parts
from operations.emulator.replication.deployed import S3Target
from operations.emulator.replication.pgoutput import Change, Relation, Values
from operations.emulator.replication.source_types import type_of
from operations.emulator.replication.table_mappings import TableMappings

KILOBYTE: Final = 1024
VERSIONS: Final = {"parquet-1-0": "1.0", "parquet-2-0": "2.6"}
"""As Arrow calls them."""
DELIMITERS: Final = {"SLASH": "/", "UNDERSCORE": "_", "DASH": "-", "NONE": ""}
PARTS: Final = {
    "YYYYMMDD": ("%Y", "%m", "%d"),
    "YYYYMMDDHH": ("%Y", "%m", "%d", "%H"),
    "YYYYMM": ("%Y", "%m"),
    "MMYYYYDD": ("%m", "%Y", "%d"),
    "DDMMYYYY": ("%d", "%m", "%Y"),
}


Row = tuple[str, datetime, Values]
"""Operation, when it was transferred or committed, values."""


@dataclass(frozen=True, slots=True)
class LandingFile:
    """A file: its key, and what it holds."""

    key: str
    content: bytes
    rows: int


class LandingFiles:
    """Makes the files of one replication."""

    def __init__(self, target: S3Target, mappings: TableMappings) -> None:
        self._target, self._mappings = target, mappings
        self._last: dict[str, datetime] = {}

    def of_full_load(self, table: Relation, rows: Iterable[Values], at: datetime) -> Iterator[LandingFile]:
        """Return the files of a table's rows; none for an empty table.

        They are numbered in hexadecimal from 1, `LOAD00000001`, and another begins where one has MaxFileSize.
        """
        parts = in_parts(rows, _size, self._target.max_file_size * KILOBYTE)
        for number, part in enumerate(parts, start=1):
            with_operation = self._target.include_op_for_full_load
            content = self._content(
                table, [("I", at, values) for values in part], with_operation=with_operation
            )
            yield LandingFile(f"{self._folder(table)}LOAD{number:08X}.parquet", content, len(part))

    def of_changes(self, changes: Sequence[Change], now: datetime) -> Iterator[LandingFile]:
        """Return the files of changes of one table, in the order of their commits.

        A file is written when CdcMaxBatchInterval has passed or CdcMinFileSize is reached, whichever is first; it is
        in the folder of the day of commit if DatePartitionEnabled, and named after the time at which it is written.
        """
        for batch in self._batches(changes):
            table = batch[0].relation
            rows = [(each.operation, each.committed_at, each.values) for each in batch]
            folder = self._folder(table) + self._partition(batch[0].committed_at)
            written = self._moment(folder, now)
            name = f"{written:%Y%m%d}-{written:%H%M%S}{written.microsecond // 1000:03}.parquet"
            yield LandingFile(folder + name, self._content(table, rows, with_operation=True), len(rows))

    def _batches(self, changes: Sequence[Change]) -> Iterator[list[Change]]:
        longest = timedelta(seconds=self._target.cdc_max_batch_interval)
        batch: list[Change] = []
        size = 0
        for change in changes:
            if batch and (
                size >= self._target.cdc_min_file_size * KILOBYTE
                or change.committed_at - batch[0].committed_at > longest
                or change.relation != batch[0].relation
                or self._partition(change.committed_at) != self._partition(batch[0].committed_at)
            ):
                yield batch
                batch, size = [], 0
            batch.append(change)
            size += _size(change.values)
        if batch:
            yield batch

    def _folder(self, table: Relation) -> str:
        schema, name = self._mappings.place(table.schema, table.name)
        root = self._target.bucket_folder
        return f"{root + '/' if root else ''}{schema}/{name}/"

    def _partition(self, committed_at: datetime) -> str:
        if not self._target.date_partition_enabled:
            return ""
        delimiter = DELIMITERS[self._target.date_partition_delimiter]
        return delimiter.join(map(committed_at.strftime, PARTS[self._target.date_partition_sequence])) + "/"

    def _moment(self, folder: str, now: datetime) -> datetime:
        """Return now, or a millisecond after the last file of the folder: no two have one name."""
        last = self._last.get(folder)
        found = now if last is None else max(now, last + timedelta(milliseconds=1))
        self._last[folder] = found
        return found

    def _content(self, table: Relation, rows: Sequence[Row], *, with_operation: bool) -> bytes:
        fields: list[tuple[str, pa.DataType]] = []
        columns: list[list[Any]] = []
        if with_operation:
            fields.append((OPERATION, pa.string()))
            columns.append([operation for operation, _, _ in rows])
        for number, column in enumerate(table.columns):
            name = self._mappings.column(table.schema, table.name, column.name)
            if name is None:
                continue
            milliseconds = self._target.parquet_timestamp_in_millisecond
            kind = type_of(f"{table.schema}.{table.name}", column, milliseconds=milliseconds)
            texts = (values[number] for _, _, values in rows)
            fields.append((name, kind.arrow))
            columns.append([None if text is None else kind.value(text) for text in texts])
        if self._target.timestamp_column_name:
            fields.append((self._target.timestamp_column_name, pa.string()))
            columns.append([captured(at) for _, at, _ in rows])
        schema = pa.schema(fields)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
        buffer = BytesIO()
        pq.write_table(
            pa.Table.from_arrays(arrays, schema=schema),
            buffer,
            version=VERSIONS[self._target.parquet_version],
            compression=self._target.compression_type.lower(),
            write_statistics=self._target.enable_statistics,
        )
        return buffer.getvalue()


def _size(values: Values) -> int:
    return sum(len(value) for value in values if value is not None)
