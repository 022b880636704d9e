"""The classification of columns as tags in Unity Catalog, where people and audits look for it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from anthill_lakehouse.checks.check import Row
from anthill_lakehouse.protection.tables import protected

TAG: Final = "classification"

QUESTION: Final = (
    "SELECT concat(schema_name, '.', table_name, '.', column_name) AS name, tag_value AS value "
    "FROM information_schema.column_tags WHERE tag_name = 'classification'"
)
"""What is tagged now."""


def wanted() -> dict[str, str]:
    """Return the classification of each classified column, by schema, table and column."""
    return {
        f"{table.name}.{column.name}": column.classification.value
        for table in protected().values()
        for column in table.columns
        if column.classification
    }


def statements(catalog: str, found: Iterable[Row]) -> Iterator[str]:
    """Yield what sets the tags that are missing, and takes away those that contracts no longer name.

    `found` are the rows that answer QUESTION. To set a tag that is there is an error (SQL reference, "SET TAG").
    """
    tagged: Mapping[str, str] = {str(row["name"]): str(row["value"]) for row in found}
    columns = wanted()
    for name, value in tagged.items():
        if columns.get(name) != value:
            yield f"UNSET TAG ON COLUMN {catalog}.{name} {TAG}"
    for name, value in columns.items():
        if tagged.get(name) != value:
            yield f"SET TAG ON COLUMN {catalog}.{name} {TAG} = {value}"
