"""What the lakehouse gives to others: Open Data Contract Standard 3.1, one JSON file per table."""

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from contracts.model import AnyColumn, Document, Part, SqlName, check_table, read
from contracts.power_bi import (
    ColumnProperty,
    Measure,
    Measures,
    check_measures,
    check_model,
    check_properties,
)

PRODUCTS: Final = Path(__file__).parent / "products"


class ProductColumn(AnyColumn):
    """A column, with its type in Spark and what Power BI does with it."""

    physical_type: Literal["string", "double", "int", "bigint", "date", "timestamp"]
    custom_properties: tuple[ColumnProperty, ...] = ()

    @property
    def filter(self) -> str | None:
        """What people filter this table by, and others with it; None if it is none of that."""
        return self._told("filter")

    @property
    def format(self) -> str | None:
        """Its format string in Power BI; None leaves it to Power BI."""
        return self._told("format")

    @property
    def aggregation(self) -> str | None:
        """How Power BI sums up its values; None if it does not."""
        return self._told("aggregation")

    def _told(self, name: str) -> str | None:
        return next((each.value for each in self.custom_properties if each.property == name), None)

    @model_validator(mode="after")
    def _can_be_shown(self) -> Self:
        check_properties(self.logical_type, self.custom_properties)
        return self


class ProductTable(Part):
    """Its schema and name in Unity Catalog, its columns and its measures."""

    name: SqlName
    physical_name: Annotated[str, Field(pattern=r"^(gold|features)\.[a-z][a-z0-9_]*$")]
    logical_type: Literal["object"]
    properties: Annotated[tuple[ProductColumn, ...], Field(min_length=1)]
    custom_properties: Annotated[tuple[Measures, ...], Field(max_length=1)] = ()


class Product(Document):
    """A table that is given to others."""

    tables: Annotated[tuple[ProductTable, ...], Field(alias="schema", min_length=1, max_length=1)]

    @property
    def full_name(self) -> str:
        """Schema and table."""
        return self.tables[0].physical_name

    @property
    def columns(self) -> tuple[ProductColumn, ...]:
        """Its columns, in order."""
        return self.tables[0].properties

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Its measures of Power BI."""
        return tuple(measure for each in self.tables[0].custom_properties for measure in each.value)

    @property
    def ddl(self) -> str:
        """The columns as SQL, each with its comment."""
        return ", ".join(
            f"`{each.name}` {each.physical_type} COMMENT '{_quoted(each.description)}'"
            for each in self.columns
        )

    @model_validator(mode="after")
    def _has_its_columns(self) -> Self:
        check_table(self.name, self.tables[0].name, self.columns)
        check_measures(self.name, self.columns, self.measures)
        return self


@cache
def products() -> dict[str, Product]:
    """Return every product by its full name, in order. Raises ContractError for one that is malformed."""
    found = sorted((read(file, Product) for file in PRODUCTS.glob("*.json")), key=lambda each: each.full_name)
    check_model(found)
    return {each.full_name: each for each in found}


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
