"""Reads the contracts: Open Data Contract Standard 3.0 documents, one JSON file per dataset."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

DATASETS: Final = Path(__file__).parent / "datasets"
PHYSICAL_TYPES: Final = ("string", "number", "integer", "date", "timestamp")
"""The types that a column may have: the lakehouse and the local senders know how to read and write each."""
SQL_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
"""Names need no quotes in SQL; an underscore first is the lakehouse's own."""

ADDED_COLUMNS: Final = (
    *("operation", "captured_at", "known_at", "problem", "problems", "warnings", "version", "is_duplicate"),
    *("superseded_at", "is_current", "record", "source_file", "line", "arrived_at", "batch_id"),
)
"""The names that silver's tables need for themselves, beside a contract's."""


class ContractError(ValueError):
    """Says what is wrong in which contract, what was given and what is allowed."""


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
    """Return the contract of a dataset.

    Raises FileNotFoundError if there is none, and ContractError for one that the lakehouse could not work with: a
    dataset whose contract is wrong would stop the tables of all others too.
    """
    text = (DATASETS / f"{name}.json").read_text(encoding="utf-8")
    try:
        return _contract(name, json.loads(text))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, ContractError):
            raise
        why = f"lacks {error}" if isinstance(error, KeyError) else f"is no contract: {error}"
        raise ContractError(f"contracts/datasets/{name}.json {why}; compare splits.json") from error


def _contract(name: str, document: Any) -> Contract:
    (table,) = document["schema"]
    found = Contract(
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
    _check(name, found, document.get("slaDefaultElement", ""))
    return found


def _check(name: str, found: Contract, time_element: str) -> None:
    """Raise ContractError for the first thing that no table could be made of."""

    def refuse(where: str, given: object, allowed: str) -> None:
        raise ContractError(f"contracts/datasets/{name}.json: {where} is {given!r}; allowed: {allowed}")

    if found.name != name:
        refuse("the table's name", found.name, f"{name!r}, the name of the file")
    if not SQL_NAME.fullmatch(name):
        refuse("the name", name, "lower case letters, digits and '_': tables are named after it")
    names = [column.name for column in found.columns]
    for column in found.columns:
        if not SQL_NAME.fullmatch(column.name) or names.count(column.name) > 1:
            refuse(
                "the name of a column", column.name, "lower case letters, digits and '_', each column once"
            )
        if column.name in ADDED_COLUMNS:
            refuse("the name of a column", column.name, f"any but {', '.join(sorted(ADDED_COLUMNS))}")
        if column.physical_type not in PHYSICAL_TYPES:
            refuse(f"physicalType of {column.name}", column.physical_type, ", ".join(PHYSICAL_TYPES))
        if column.key and not column.required:
            refuse(f"required of {column.name}", column.required, "true, for it is part of the key")
    if not any(column.key for column in found.columns):
        refuse("the key", [], "at least one column with primaryKey, for records are told apart by it")
    times = [column.name for column in found.columns if column.physical_type == "timestamp"]
    if time_element and time_element not in [f"{name}.{column}" for column in times]:
        allowed = " or ".join(repr(f"{name}.{column}") for column in times) or "none, for no column is a time"
        refuse("slaDefaultElement", time_element, allowed)
