"""Every table of the lakehouse: what its contract says of it, and what the last run put into it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from contracts.product import Measure, Product, products

if TYPE_CHECKING:
    import pyarrow as pa

LAYERS: Final = ("bronze", "silver", "gold", "features")
"""Schemas, in the order in which tables are made of each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownColumn:
    """A column: its type in Spark, and what a contract says of it and of its use in Power BI, if one does."""

    name: str
    physical_type: str
    description: str = ""
    key: bool = False
    filter: str | None = None
    aggregation: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTable:
    """A table. `rows` is None where no run made it, `columns` are empty where neither a run nor a contract tells."""

    full_name: str
    rows: int | None
    columns: tuple[KnownColumn, ...]
    description: str = ""
    version: str = ""
    measures: tuple[Measure, ...] = ()


def known_tables(home: Path) -> dict[str, KnownTable]:
    """Return every table of the pipeline by its name, with the rows of the last run if there was one."""
    # Slow to load (Arrow), and other commands do without.
    from anthill_lakehouse.local.tables import row_counts, schema_of  # noqa: PLC0415
    from anthill_lakehouse.pipelines.names import table_names  # noqa: PLC0415

    rows = row_counts(home)
    found = products()
    return {
        name: _known(name, found.get(name), rows.get(name), schema_of(home, name) if name in rows else None)
        for name in sorted({*table_names(), *rows}, key=_layer_first)
    }


def _layer_first(name: str) -> tuple[int, str]:
    schema = name.partition(".")[0]
    return (LAYERS.index(schema) if schema in LAYERS else len(LAYERS), name)


def _known(name: str, product: Product | None, rows: int | None, schema: "pa.Schema | None") -> KnownTable:
    if product:
        return KnownTable(
            full_name=name,
            rows=rows,
            version=product.version,
            description=product.description.purpose,
            measures=product.measures,
            columns=tuple(
                KnownColumn(
                    name=each.name,
                    physical_type=each.physical_type,
                    description=each.description,
                    key=each.primary_key,
                    filter=each.filter,
                    aggregation=each.aggregation,
                    format=each.format,
                )
                for each in product.columns
            ),
        )
    if schema is None:
        return KnownTable(full_name=name, rows=rows, columns=())
    from pyspark.sql.pandas.types import from_arrow_type  # noqa: PLC0415 - slow to load

    return KnownTable(
        full_name=name,
        rows=rows,
        columns=tuple(
            KnownColumn(name=each.name, physical_type=from_arrow_type(each.type).simpleString())
            for each in schema
        ),
    )
