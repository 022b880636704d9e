"""Reads what the lakehouse gives to others: Open Data Contract Standard 3.0, one JSON file per table."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

PRODUCTS: Final = Path(__file__).parent / "products"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductColumn:
    """A column: its name, its type in Spark, what it says, and whether it is part of the key."""

    name: str
    physical_type: str
    description: str
    key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure of Power BI: its expression in DAX, its format, and what it says."""

    name: str
    dax: str
    format: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A table that is given to others: `full_name` is schema and table."""

    full_name: str
    version: str
    description: str
    columns: tuple[ProductColumn, ...]
    measures: tuple[Measure, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the columns that identify a row."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def ddl(self) -> str:
        """The columns as SQL, each with its comment."""
        return ", ".join(
            f"`{each.name}` {each.physical_type} COMMENT '{_quoted(each.description)}'"
            for each in self.columns
        )


@cache
def products() -> dict[str, Product]:
    """Return every product by its full name, in order."""
    found = [_product(file) for file in sorted(PRODUCTS.glob("*.json"))]
    return {each.full_name: each for each in sorted(found, key=lambda each: each.full_name)}


def _product(file: Path) -> Product:
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    (table,) = document["schema"]
    custom = {each["property"]: each["value"] for each in table.get("customProperties", [])}
    return Product(
        full_name=table["physicalName"],
        version=document["version"],
        description=document["description"]["purpose"],
        columns=tuple(
            ProductColumn(
                name=each["name"],
                physical_type=each["physicalType"],
                description=each["description"],
                key=each.get("primaryKey", False),
            )
            for each in table["properties"]
        ),
        measures=tuple(Measure(**each) for each in custom.get("measures", [])),
    )


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
