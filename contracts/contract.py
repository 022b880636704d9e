"""Reads the contracts: Open Data Contract Standard 3.0 documents, one JSON file per dataset."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

DATASETS: Final = Path(__file__).parent / "datasets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Defines a column: its name, its types, whether each record has it and whether it identifies one."""

    name: str
    logical_type: str
    physical_type: str
    required: bool
    key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Defines what a dataset holds; `time_column` says when a record became known, None if nothing does."""

    name: str
    version: str
    columns: tuple[Column, ...]
    time_column: str | None

    @property
    def required_columns(self) -> tuple[str, ...]:
        """The names of the columns that each record must have."""
        return tuple(column.name for column in self.columns if column.required)


@cache
def names_of_contracts() -> tuple[str, ...]:
    """Return the names of the known datasets."""
    return tuple(sorted(file.stem for file in DATASETS.glob("*.json")))


@cache
def contract(name: str) -> Contract:
    """Return the contract of a dataset. Raises FileNotFoundError if there is none."""
    document: dict[str, Any] = json.loads((DATASETS / f"{name}.json").read_text(encoding="utf-8"))
    (table,) = document["schema"]
    return Contract(
        name=table["name"],
        version=document["version"],
        time_column=document.get("slaDefaultElement", "").partition(".")[2] or None,
        columns=tuple(
            Column(
                name=each["name"],
                logical_type=each["logicalType"],
                physical_type=each["physicalType"],
                required=each.get("required", False),
                key=each.get("primaryKey", False),
            )
            for each in table["properties"]
        ),
    )
