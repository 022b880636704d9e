"""The semantic model of gold: a table per product, a table per filter, and how they hang together.

Tables are asked for where they are (DirectQuery), by whoever looks at a report: row filters and masks of the lakehouse
depend on who asks. An import would show everybody what the one who refreshed it may see.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from contracts.power_bi import SCHEMA, Measure
from contracts.product import Product, ProductColumn
from operations.power_bi import queries
from operations.power_bi.connection import Connection
from operations.power_bi.tmdl import annotation, document, stable_id, thing
from operations.power_bi.tmdl import name as quoted

COMPATIBILITY: Final = 1600
"""The level of the model; TMDL needs 1200 (tmdl-overview), and Power BI raises it where somebody uses more."""

TYPES: Final[Mapping[str, str]] = {
    "string": "string",
    "double": "double",
    "int": "int64",
    "bigint": "int64",
    "date": "dateTime",
    "timestamp": "dateTime",
}
"""The types of TOM (Microsoft.AnalysisServices.Tabular.DataType) by those of Spark."""

FORMATS: Final[Mapping[str, str]] = {
    "date": "Short Date",
    "timestamp": "General Date",
    "int": "0",
    "bigint": "0",
}
"""Formats of columns whose contract names none."""

Filters = Mapping[str, Sequence[tuple[str, ProductColumn]]]
"""The filters by name, each with its columns and their tables."""


def served(products: Iterable[Product]) -> list[Product]:
    """Return the products that Power BI reads, in order."""
    return [each for each in products if each.full_name.startswith(f"{SCHEMA}.")]


def filters_of(products: Iterable[Product]) -> Filters:
    """Return the filters of products, in order of their names."""
    found: dict[str, list[tuple[str, ProductColumn]]] = {}
    for product in products:
        for column in product.columns:
            if column.filter:
                found.setdefault(column.filter, []).append((product.name, column))
    return dict(sorted(found.items()))


def model_files(called: str, connection: Connection, products: Sequence[Product]) -> dict[str, str]:
    """Return the files of the model by their paths in the folder `definition`."""
    filters = filters_of(products)
    tables = {each.name: _table(each) for each in products}
    tables |= {name: _filter_table(name, columns) for name, columns in filters.items()}
    return {
        "database.tmdl": document(thing("database", called, {"compatibilityLevel": str(COMPATIBILITY)})),
        "model.tmdl": _model(list(tables)),
        "expressions.tmdl": _expressions(connection),
        "relationships.tmdl": _relationships(filters),
    } | {f"tables/{name}.tmdl": document(text) for name, text in tables.items()}


def _model(tables: Sequence[str]) -> str:
    head = thing(
        "model",
        "Model",
        # The language of its texts, and of the numbers that M reads in text.
        {
            "culture": "en-GB",
            "defaultPowerBIDataSourceVersion": "powerBI_V3",
            "sourceQueryCulture": "en-GB",
        },
    )
    # Else Power BI Desktop adds a hidden table of dates for each column of dates.
    no_tables_of_dates = annotation("__PBI_TimeIntelligenceEnabled", "0")
    return document(head, no_tables_of_dates, "\n".join(thing("ref table", name, {}) for name in tables))


def _expressions(connection: Connection) -> str:
    told = {
        name: (queries.parameter(value), "Text") for name, value in queries.parameters(connection).items()
    }
    told[queries.GOLD] = (queries.gold(), "Table")
    return document(
        *(
            thing(
                "expression",
                name,
                {"lineageTag": stable_id("expression", name)},
                value=value,
                inside=[annotation("PBI_ResultType", kind)],
            )
            for name, (value, kind) in told.items()
        )
    )


def _relationships(filters: Filters) -> str:
    return document(
        *(
            thing(
                "relationship",
                stable_id("relationship", table, column.name),
                {
                    "fromColumn": f"{quoted(table)}.{quoted(column.name)}",
                    "toColumn": f"{quoted(name)}.{quoted(name)}",
                },
            )
            for name, columns in filters.items()
            for table, column in columns
        )
    )


def _table(product: Product) -> str:
    return thing(
        "table",
        product.name,
        {"lineageTag": stable_id("table", product.name)},
        description=product.description.purpose,
        inside=[
            *(_measure(product.name, each) for each in product.measures),
            *(_column(product.name, each, {"isHidden": bool(each.filter)}) for each in product.columns),
            _partition(product.name, queries.table(product.name)),
        ],
    )


def _filter_table(name: str, columns: Sequence[tuple[str, ProductColumn]]) -> str:
    _, first = columns[0]
    filtered = ", ".join(table for table, _ in columns)
    return thing(
        "table",
        name,
        {"lineageTag": stable_id("table", name)},
        description=f"Filters {filtered}",
        inside=[
            _column(name, first, {"isKey": True}, called=name),
            _partition(name, queries.values(name, ((table, column.name) for table, column in columns))),
        ],
    )


def _measure(table: str, measure: Measure) -> str:
    return thing(
        "measure",
        measure.name,
        {"formatString": measure.format, "lineageTag": stable_id("measure", table, measure.name)},
        value=measure.dax,
        description=measure.description,
    )


def _column(table: str, column: ProductColumn, flags: Mapping[str, bool], *, called: str = "") -> str:
    kind, called = column.physical_type, called or column.name
    told = {
        "dataType": TYPES[kind],
        **flags,
        "formatString": column.format or FORMATS.get(kind, ""),
        "lineageTag": stable_id("column", table, called),
        "summarizeBy": column.aggregation or "none",
        "sourceColumn": called,
    }
    # Power BI Desktop keeps what the contract says, and shows a date without a time.
    notes = [annotation("SummarizationSetBy", "User")]
    notes += [annotation("UnderlyingDateTimeDataType", "Date")] if kind == "date" else []
    return thing("column", called, told, description=column.description, inside=notes)


def _partition(table: str, query: str) -> str:
    return thing("partition", table, {"mode": "directQuery"}, value="m", expressions={"source": query})
