"""The queries of the semantic model, in M: how Power BI comes from a warehouse to the rows of a table.

Each is made of steps that Power BI turns into SQL, so that DirectQuery can ask the warehouse for them: navigation, the
choice and names of columns, rows below each other, rows that differ
(https://learn.microsoft.com/power-query/query-folding-basics).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from operations.power_bi.connection import Connection

GOLD: Final = "Gold"
"""The query that the others begin with: the tables of the schema."""


def parameters(connection: Connection) -> Mapping[str, str]:
    """Return what a person may set for another environment, by name."""
    return {
        "Host": connection.server,
        "HttpPath": connection.http_path,
        "Catalog": connection.catalog,
        "Schema": connection.db_schema,
    }


def parameter(value: str) -> str:
    """Return a parameter's expression."""
    return f'{text(value)} meta [IsParameterQuery = true, Type = "Text", IsParameterQueryRequired = true]'


def gold() -> str:
    """Return the query for the tables of the schema.

    Databricks' connector calls a catalogue a database
    (https://learn.microsoft.com/power-query/connectors/databricks).
    """
    options = "[Catalog = null, Database = null, EnableAutomaticProxyDiscovery = null]"
    return "\n".join(
        (
            "let",
            f"    Source = Databricks.Catalogs(Host, HttpPath, {options}),",
            '    Schemas = Source{[Name = Catalog, Kind = "Database"]}[Data],',
            '    Tables = Schemas{[Name = Schema, Kind = "Schema"]}[Data]',
            "in",
            "    Tables",
        )
    )


def table(called: str) -> str:
    """Return the query for the rows of a table."""
    return "\n".join(("let", f"    Rows = {_rows(called)}", "in", "    Rows"))


def values(called: str, columns: Iterable[tuple[str, str]]) -> str:
    """Return the query for the values that the columns of several tables have, each once, in a column so called."""
    parts = [_renamed(_rows(of), column, called) for of, column in columns]
    return "\n".join(
        (
            "let",
            "    All = Table.Combine({",
            ",\n".join(f"        {part}" for part in parts),
            "    }),",
            f"    Known = Table.SelectRows(All, each [{called}] <> null),",
            "    Once = Table.Distinct(Known)",
            "in",
            "    Once",
        )
    )


def text(value: str) -> str:
    """Return a text as M writes it."""
    return '"' + value.replace("#(", "#(#)(").replace('"', '""') + '"'


def _rows(called: str) -> str:
    return f'{GOLD}{{[Name = {text(called)}, Kind = "Table"]}}[Data]'


def _renamed(rows: str, column: str, called: str) -> str:
    alone = f"Table.SelectColumns({rows}, {{{text(column)}}})"
    return f"Table.RenameColumns({alone}, {{{{{text(column)}, {text(called)}}}}})"
