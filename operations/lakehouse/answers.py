"""An answer in SQL as a table for people, as CSV or as JSON."""

import csv
import io
import json
import math
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from operations.common.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa


WIDEST: Final = 1_000_000
"""Columns of a terminal in which every row has room."""


class Form(StrEnum):
    """What an answer looks like."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def as_csv(answer: "pa.Table") -> str:
    """Return a heading and the rows; NULL is empty, lists and structs are JSON."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(answer.column_names)
    writer.writerows([_cell(value, "") for value in row] for row in _rows(answer))
    return output.getvalue()


def as_json(answer: "pa.Table") -> str:
    """Return a list of objects, times in ISO 8601, decimals as text. Raises InputError for two columns of one name."""
    names = answer.column_names
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(
            f"JSON has no two columns of one name, and the answer has {', '.join(twice)} twice: name them by AS"
        )
    return json.dumps(
        [{name: _plain(value) for name, value in zip(names, row, strict=True)} for row in _rows(answer)],
        indent=2,
        allow_nan=False,
    )


def print_table(answer: "pa.Table", console: Console) -> None:
    """Print rows below headings; where these are wider than the terminal, each row as a list of its columns.

    In a file or a pipe lines are as long as they need to be.
    """
    table = Table()
    for each in answer.schema:
        numeric = str(each.type).startswith(("int", "uint", "double", "float", "decimal"))
        table.add_column(Text(each.name), justify="right" if numeric else "left", no_wrap=True)
    rows = [[Text(_cell(value, "NULL")) for value in row] for row in _rows(answer)]
    for row in rows:
        table.add_row(*row)
    wide = console.options.update_width(WIDEST)
    if not console.is_terminal:
        console.width = WIDEST
    elif console.measure(table, options=wide).maximum > console.width:
        for number, row in enumerate(rows, start=1):
            console.print(f"row {number}", style="bold")
            for name, text in zip(answer.column_names, row, strict=True):
                console.print(Text(f"  {name}: ", style="cyan") + text)
        return
    console.print(table)


def _rows(answer: "pa.Table") -> Iterable[tuple[Any, ...]]:
    if not answer.num_columns:
        return iter(())
    return zip(*(column.to_pylist() for column in answer.columns), strict=True)


def _cell(value: Any, null: str) -> str:
    plain = _plain(value)
    match plain:
        case None:
            return null
        case str():
            return plain
        case float():
            # A person reads no zero as negative; JSON keeps what the table has.
            return str(plain or 0.0)
        case _:
            return json.dumps(plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    match value:
        case float() if not math.isfinite(value):
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal() | timedelta():
            return str(value)
        case bytes():
            return value.hex()
        case _:
            return _plain_parts(value)


def _plain_parts(value: Any) -> Any:
    match value:
        case dict():
            return {str(name): _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value
