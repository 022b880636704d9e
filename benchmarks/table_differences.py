"""Compares the tables that two engines made of the same files: every column of every row."""

import math
from pathlib import Path
from typing import Any

import pyarrow as pa

from anthill_lakehouse.local.tables import read_table, table_names

CLOSE = 1e-9
"""Relative: sums of binary fractions depend on their order in the last digits."""
SHOWN = 3


def differences(one: Path, other: Path) -> dict[str, str]:
    """Return by table what differs, the first rows of it by column, and a table that only one of them has."""
    names = table_names(one), table_names(other)
    found = dict.fromkeys(set(names[0]) ^ set(names[1]), "is in one of both only")
    for name in sorted(set(names[0]) & set(names[1])):
        tables = read_table(one, name), read_table(other, name)
        columns, others = ({field.name: _plain(field.type) for field in table.schema} for table in tables)
        if columns != others:
            found[name] = f"columns {columns} and {others}"
        elif wrong := _rows_that_differ(*(_rows(table) for table in tables)):
            found[name] = "; ".join(wrong[:SHOWN]) + f" ({len(wrong)} in all)"
    return found


def _rows_that_differ(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> list[str]:
    if len(one) != len(other):
        return [f"{len(one)} rows and {len(other)}"]
    told: list[str] = []
    for row, same in zip(sorted(one, key=_in_order), sorted(other, key=_in_order), strict=True):
        wrong = {name: (value, same[name]) for name, value in row.items() if not _close(value, same[name])}
        if wrong:
            told.append(str(wrong))
    return told


def _in_order(row: dict[str, Any]) -> str:
    """Return what two rows have alike that may differ in the last digits of a fraction alone."""
    return repr([value for value in row.values() if not isinstance(value, float)]) + repr(
        [f"{value:.6g}" for value in row.values() if isinstance(value, float)]
    )


def _close(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=CLOSE, abs_tol=1e-12) or (
            math.isnan(one) and math.isnan(other)
        )
    return one == other


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    # Spark writes moments as UTC without saying so, and finer than they are.
    fields = [
        pa.field(field.name, pa.timestamp("us", "UTC")) if pa.types.is_timestamp(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields), safe=False).to_pylist()


def _plain(kind: pa.DataType) -> str:
    """Return what is stored, without how: moments with or without a zone, texts or views of them."""
    if pa.types.is_timestamp(kind):
        return "timestamp"
    if pa.types.is_list(kind):
        return f"list of {_plain(kind.value_type)}"
    return str(kind).removesuffix("_view").removeprefix("large_")
