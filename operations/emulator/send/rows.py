"""Reads the samples that are given: JSON lines, checked against the dataset's contract."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.dataset import Contract
from operations.common.errors import InputError

Row = dict[str, Any]


def existing(files: Sequence[Path]) -> list[Path]:
    """Return the files. Raises InputError for one that is not there or is no file."""
    for file in files:
        if not file.is_file():
            what = "is a folder" if file.is_dir() else "is not there"
            raise InputError(f"{file} {what}: give the path of a file")
    return list(files)


def read_rows(file: Path, contract: Contract, *, optional: Sequence[str] = ()) -> list[Row]:
    """Return the records of a file. Raises InputError that names the line and what is wrong with it.

    `optional` are columns beside those of the contract.
    """
    rows: list[Row] = []
    try:
        # Not splitlines: U+2028 and the like may stand in a string of JSON.
        lines = file.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 (byte {error.start}): give JSON lines") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            rows.append(_row(line, f"{file}, line {number}", contract, optional))
    if not rows:
        raise InputError(f"{file} has no record: give JSON lines, one object in each")
    return rows


def moment(row: Row, column: str) -> datetime:
    """Return the time in a column, in UTC if it says nothing else. Raises InputError for what is no time."""
    try:
        found = datetime.fromisoformat(row[column])
    except (TypeError, ValueError) as error:
        raise InputError(f"{column} is {row[column]!r}: give a time such as 2026-01-05T21:00:00Z") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _row(line: str, where: str, contract: Contract, optional: Sequence[str]) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"{where}: not JSON ({error}); give one object in each line") from error
    if not isinstance(row, dict):
        raise InputError(f"{where}: {type(row).__name__} instead of an object")
    columns = [column.name for column in contract.columns]
    missing = [name for name in contract.required_columns if row.get(name) is None]
    unknown = [name for name in row if name not in columns and name not in optional]
    if missing or unknown:
        raise InputError(
            f"{where}: lacks {missing} and has unknown {unknown}; dataset {contract.name} has {columns}"
        )
    return row
