"""Rows as a replication writes them: AWS DMS's Parquet, by which samples and local senders stand in for it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from contracts.dataset import Contract

OPERATION: Final = "Op"
CAPTURED: Final = "_captured_at"
"""What the replication adds to a row: the operation, and when it was captured (UTC, `capture_endpoints`)."""

TYPES: Final[dict[str, tuple[pa.DataType, Callable[[Any], Any]]]] = {
    "string": (pa.string(), str),
    "number": (pa.decimal128(38, 10), lambda given: Decimal(str(given))),
    "integer": (pa.int64(), int),
    "date": (pa.date32(), date.fromisoformat),
    "timestamp": (
        pa.timestamp("ms"),
        lambda given: in_utc(datetime.fromisoformat(given)),
    ),
}
"""Each logical type as Arrow's, and what makes its value of one of JSON."""

FORMS: Final = {
    "string": "a text",
    "number": "a number such as 12.50",
    "integer": "a whole number",
    "date": "a date such as 2026-01-05",
    "timestamp": "a time such as 2026-01-05T21:00:00Z",
}


def parquet(rows: Sequence[Mapping[str, Any]], dataset: Contract, at: datetime) -> bytes:
    """Return a file of rows: the operation first, the dataset's columns, the time of capture.

    A full load says I for each row (DMS user guide, "Using Amazon S3 as a target", IncludeOpForFullLoad). Raises
    ValueError that names the column for a value that is not of its type.
    """
    kinds = {column.name: column.logical_type for column in dataset.columns}
    columns = [(OPERATION, pa.string()), *((name, TYPES[kind][0]) for name, kind in kinds.items())]
    values = [
        {
            OPERATION: row.get(OPERATION, "I"),
            **{name: value_of(row.get(name), name, kind) for name, kind in kinds.items()},
            CAPTURED: captured(at),
        }
        for row in rows
    ]
    table = pa.Table.from_pylist(values, schema=pa.schema([*columns, (CAPTURED, pa.string())]))
    buffer = BytesIO()
    pq.write_table(table, buffer, compression="gzip")
    return buffer.getvalue()


def captured(at: datetime) -> str:
    """Return when a row was captured: a STRING, yyyy-MM-dd HH:mm:ss.SSSSSS (DMS API reference, TimestampColumnName)."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


def value_of(given: Any, name: str, kind: str) -> Any:
    """Return the value of a column that JSON says, None for none. Raises ValueError that names the column."""
    try:
        return None if given is None else TYPES[kind][1](given)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise ValueError(f"{name} is {given!r}: give {FORMS[kind]}") from error


def in_utc(moment: datetime) -> datetime:
    """Return a time as DMS writes it: in UTC, which it is already if it names no zone."""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).replace(tzinfo=None)
