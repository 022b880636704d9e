"""What Power BI is told of a table beside its columns: measures, filters, formats, aggregations. All checked here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Final, Literal, Protocol, Self

from pydantic import Field, model_validator

from contracts.dax import DaxError, named
from contracts.errors import ContractError
from contracts.model import LogicalType, Part, refuse, shown

SCHEMA: Final = "gold"
"""The schema that Power BI reads."""

NUMBERS: Final = (LogicalType.NUMBER, LogicalType.INTEGER)
AGGREGATIONS: Final = ("sum", "average", "min", "max", "count", "distinctCount")
"""How Power BI may sum up a column that is dragged into a visual; those of TOM's AggregateFunction."""
OF_ANYTHING: Final = ("count", "distinctCount")
"""Those that need no numbers."""

Text = Annotated[str, Field(min_length=1, pattern=r"^\S[^\r\n]*$")]
"""One line."""


class Measure(Part):
    """A measure of Power BI: its expression in DAX, its format, and what it says."""

    name: Annotated[str, Field(pattern=r"^[^\s\[\]][^\r\n\[\]]*$", max_length=100)]
    dax: Text
    format: Text
    description: Text


class Measures(Part):
    """The measures of a table."""

    property: Literal["measures"]
    value: tuple[Measure, ...]


class ColumnProperty(Part):
    """What Power BI does with a column.

    `filter` names what people filter several tables by at once, such as Instrument; `format` is a format string of
    Power BI; `aggregation` is how values are summed up that somebody drags into a visual. Without it they are not.
    """

    property: Literal["filter", "format", "aggregation"]
    value: Text

    @model_validator(mode="after")
    def _is_allowed(self) -> Self:
        if self.property == "aggregation" and self.value not in AGGREGATIONS:
            refuse(".value", self.value, ", ".join(AGGREGATIONS))
        if self.property == "filter" and not (
            self.value[0].isupper() and self.value.replace(" ", "").isalpha()
        ):
            refuse(".value", self.value, "a name of letters and spaces that begins with a capital")
        return self


class _Column(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def logical_type(self) -> LogicalType: ...
    @property
    def filter(self) -> str | None: ...


class _Table(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def columns(self) -> Sequence[_Column]: ...
    @property
    def measures(self) -> Sequence[Measure]: ...


def check_properties(logical_type: LogicalType, properties: Sequence[ColumnProperty]) -> None:
    """Refuse a property that is given twice, and a format or an aggregation that the column's type has not."""
    kinds = [each.property for each in properties]
    for number, each in enumerate(properties):
        where = f".customProperties[{number}]"
        if kinds.count(each.property) > 1:
            refuse(f"{where}.property", each.property, "each property once")
        if each.property == "format" and logical_type is LogicalType.STRING:
            refuse(f"{where}.property", each.property, "no format, for the column is text")
        if each.property == "aggregation" and each.value not in OF_ANYTHING and logical_type not in NUMBERS:
            refuse(
                f"{where}.value", each.value, f"{', '.join(OF_ANYTHING)}, for a {logical_type} is no number"
            )


def check_measures(table: str, columns: Sequence[_Column], measures: Sequence[Measure]) -> None:
    """Refuse measures of one name, and those over what their table does not have or cannot sum up."""
    types = {column.name: column.logical_type for column in columns}
    names = [measure.name.casefold() for measure in measures]
    for number, measure in enumerate(measures):
        where = f".schema[0].customProperties[0].value[{number}]"
        if names.count(measure.name.casefold()) > 1:
            refuse(f"{where}.name", measure.name, "each measure once; Power BI takes capitals for the same")
        if measure.name.casefold() in types:
            refuse(f"{where}.name", measure.name, "a name that no column has")
        others = {name for name in names if name != measure.name.casefold()}
        _check_expression(f"{where}.dax", measure.dax, table, types, others)


def _check_expression(
    where: str, dax: str, table: str, types: Mapping[str, LogicalType], measures: Collection[str]
) -> None:
    try:
        found = named(dax)
    except DaxError as error:
        refuse(where, dax, f"an expression in DAX: {error}")
    for other, column in found.columns:
        if other != table or column not in types:
            allowed = ", ".join(f"{table}[{name}]" for name in types)
            refuse(f"{where}, a column", f"{other}[{column}]", allowed)
    for other in found.tables:
        if other != table:
            refuse(f"{where}, a table", other, table)
    for other in found.measures:
        if other.casefold() not in measures:
            refuse(f"{where}, a measure", other, "another measure of this table")
    for function, (_, column) in found.over_numbers:
        if types[column] not in NUMBERS:
            refuse(f"{where}, {function}", column, f"a column of numbers; it is a {types[column]}")
    if not (found.columns or found.tables or found.measures):
        refuse(where, dax, "an expression over columns of the table")


def check_model(tables: Iterable[_Table]) -> None:
    """Refuse tables that make no model together: names used twice, and filters that do not filter.

    Raises ContractError. Power BI knows a measure by its name alone, in whichever table it is.
    """
    homes: dict[str, str] = {}
    filters: dict[str, tuple[str, LogicalType]] = {}
    filtered: dict[str, list[str]] = {}
    found = list(tables)
    for table in found:
        file = f"contracts/products/{table.name}.json"
        told = [each.filter for each in table.columns if each.filter]
        if not table.full_name.startswith(f"{SCHEMA}.") and (told or table.measures):
            allowed = f"neither measures nor filters: Power BI reads the schema {SCHEMA}"
            raise ContractError(file, "schema[0].physicalName", shown(table.full_name), allowed)
        for measure in table.measures:
            if home := homes.get(measure.name.casefold()):
                raise ContractError(
                    file, "a measure", shown(measure.name), f"a name that {home} has not used"
                )
            homes[measure.name.casefold()] = table.full_name
        for column in table.columns:
            if not (name := column.filter):
                continue
            where = f"the filter of {column.name}"
            if told.count(name) > 1:
                raise ContractError(file, where, shown(name), "each filter once in a table")
            first, kind = filters.setdefault(name, (f"{table.name}.{column.name}", column.logical_type))
            if column.logical_type is not kind:
                allowed = f"a column of type {kind}, as {first} is, or another filter"
                raise ContractError(file, where, shown(name), allowed)
            filtered.setdefault(name, []).append(file)
    taken = {table.name.casefold() for table in found}
    for name, files in filtered.items():
        if len(files) == 1:
            raise ContractError(files[0], "a filter", shown(name), "one that another table has too, or none")
        if name.casefold() in taken:
            raise ContractError(files[0], "a filter", shown(name), "a name that no table has")
