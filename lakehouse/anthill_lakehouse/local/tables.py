"""Reads the tables of a local lakehouse without Spark."""

from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as pds


class NoTableError(Exception):
    """A table isn't there: the pipeline has not made it yet."""


def folder_of(home: Path, name: str) -> Path:
    """Return where the files of a table such as `gold.yearly_results` lie."""
    schema, _, table = name.partition(".")
    return home / "warehouse" / f"{schema}.db" / table


def read_table(home: Path, name: str) -> pa.Table:
    """Return a table. Raises NoTableError if it isn't there."""
    found = _dataset(home, name).to_table()
    # Sail writes views of texts, for which Arrow lacks much of what it does with texts.
    return found.cast(pa.schema([pa.field(each.name, whole(each.type)) for each in found.schema]))


def whole(kind: pa.DataType) -> pa.DataType:
    """Return a type without views of texts, in lists too."""
    if pa.types.is_string_view(kind):
        return pa.string()
    return pa.list_(whole(kind.value_type)) if pa.types.is_list(kind) else kind


def schema_of(home: Path, name: str) -> pa.Schema:
    """Return a table's columns with their types. Raises NoTableError if it isn't there."""
    found = _dataset(home, name).schema
    return pa.schema([pa.field(each.name, whole(each.type)) for each in found])


def table_names(home: Path) -> list[str]:
    """Return the names of all tables, in order."""
    folders = (home / "warehouse").glob("*.db/*")
    return sorted(
        f"{folder.parent.name.removesuffix('.db')}.{folder.name}"
        for folder in folders
        if any(folder.glob("*.parquet"))
    )


def row_counts(home: Path) -> dict[str, int]:
    """Return the number of rows by table."""
    return {name: _dataset(home, name).count_rows() for name in table_names(home)}


def _dataset(home: Path, name: str) -> pds.Dataset:
    files = sorted(folder_of(home, name).glob("*.parquet"))
    if not files:
        raise NoTableError(f"there is no table {name} in {home}; run the pipeline first")
    return pds.dataset([str(file) for file in files], format="parquet")
