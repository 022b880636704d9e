"""What becomes of PostgreSQL's types in DMS's Parquet.

Sources: DMS user guide, "Source data types for PostgreSQL", "Using Amazon S3 as a target", "Target data types for S3
Parquet"; PostgreSQL's catalog `pg_type.dat` (the object identifiers) and `numeric.c` (the modifier of numeric).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from contracts.replicated import in_utc
from operations.common.errors import OperationError
from operations.emulator.replication.pgoutput import Column

NUMERIC: Final = 1700
MOST_DIGITS: Final = 38
"""Of a NUMERIC of DMS."""
LARGEST_TEXT: Final = 32 * 1024
"""Bytes of a large value that the default task settings take over; the rest is cut (LobMaxSize, 32 KB)."""
TEXTS: Final = {25: "text", 114: "json", 3802: "jsonb"}
"""Large values to DMS, by object identifier."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type of Arrow, and what makes a value of it of PostgreSQL's text."""

    arrow: pa.DataType
    value: Callable[[str], Any]


def _moment(text: str) -> datetime:
    return in_utc(datetime.fromisoformat(text))


def _in_milliseconds(text: str) -> datetime:
    found = _moment(text)
    return found.replace(microsecond=found.microsecond // 1000 * 1000)


PLAIN: Final[dict[int, Type]] = {
    # As varchar(5), since the endpoints have no MapBooleanAsBoolean.
    16: Type(pa.string(), lambda text: "true" if text in {"t", "true"} else "false"),
    20: Type(pa.int64(), int),
    21: Type(pa.int16(), int),
    23: Type(pa.int32(), int),
    700: Type(pa.float32(), float),
    701: Type(pa.float64(), float),
    1042: Type(pa.string(), str),
    1043: Type(pa.string(), str),
    1082: Type(pa.date32(), date.fromisoformat),
    2950: Type(pa.string(), str),
}
"""By object identifier: bool, int8, int2, int4, float4, float8, char, varchar, date, uuid."""
TIMES: Final = (1114, 1184)
"""Without and with a zone: both become a DATETIME, in UTC."""


def type_of(table: str, column: Column, *, milliseconds: bool) -> Type:
    """Return what a column becomes. Raises OperationError for a type that can't be followed here."""
    if column.type_oid in TIMES:
        unit = "ms" if milliseconds else "us"
        return Type(pa.timestamp(unit), _in_milliseconds if milliseconds else _moment)
    if column.type_oid in TEXTS:
        return Type(pa.string(), lambda text: _whole(text, f"{table}.{column.name}"))
    if column.type_oid == NUMERIC and column.modifier >= 0:
        digits, scale = (column.modifier - 4) >> 16 & 0xFFFF, (column.modifier - 4) & 0x7FF
        if digits <= MOST_DIGITS and scale <= digits:
            return Type(pa.decimal128(digits, scale), Decimal)
    if column.type_oid in PLAIN:
        return PLAIN[column.type_oid]
    raise OperationError(
        f"{table}.{column.name} has PostgreSQL's type {column.type_oid}, modifier {column.modifier}, and what DMS "
        "makes of that is not played here; known: boolean, smallint, integer, bigint, real, double precision, "
        f"numeric(p,s) with p up to {MOST_DIGITS}, char, varchar, text, json, jsonb, uuid, date, timestamp"
    )


def _whole(text: str, where: str) -> str:
    if len(text.encode()) > LARGEST_TEXT:
        raise OperationError(
            f"{where} has a value of {len(text.encode())} bytes, of which DMS would cut all beyond {LARGEST_TEXT}: "
            "store a shorter one"
        )
    return text
