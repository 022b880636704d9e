"""A table's masks and row filter, as definitions of Databricks' pipelines take them: it is made with them.

Sources: Databricks documentation, "Use Unity Catalog with pipelines" (schema with MASK, argument `row_filter`), and
"ROW FILTER clause" and "Column mask clause" of the SQL reference, which both name materialized views and streaming
tables.
"""

from anthill_lakehouse.protection.functions import FILTER, function_of
from anthill_lakehouse.protection.tables import Shown, Table, protected


def clauses(name: str, catalog: str) -> dict[str, str]:
    """Return the arguments `schema` and `row_filter` of a table's definition; none for a table that is shown to all."""
    table = protected().get(name)
    if table is None:
        return {}
    found = {"schema": ", ".join(_column(each, table, catalog) for each in table.columns)}
    if table.restricted:
        found["row_filter"] = f"ROW FILTER {catalog}.{FILTER} ON ({table.restricted})"
    return found


def _column(column: Shown, table: Table, catalog: str) -> str:
    mask = f" MASK {catalog}.{function_of(column.kind)}" if column in table.confidential else ""
    comment = column.comment.replace("\\", "\\\\").replace("'", "\\'")
    return f"`{column.name}` {column.kind}{mask}" + (f" COMMENT '{comment}'" if comment else "")
