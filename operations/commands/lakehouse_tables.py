"""`anthill lakehouse tables`: what the lakehouse holds, by its contracts and the last run."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from configuration.suggestion import did_you_mean
from contracts.product import products
from operations.commands.options import AsJson, Markdown, Output
from operations.common.errors import InputError
from operations.common.text_output import check_output, print_or_write
from operations.lakehouse.products_page import products_page
from operations.lakehouse.tables_known import KnownColumn, KnownTable, known_tables
from operations.lakehouse.workplace import lakehouse_home, unknown_table, while_reading

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TABLE]...", help="Show the columns of these, such as gold.yearly_results."),
]


def tables(
    names: Names = None, as_json: AsJson = False, markdown: Markdown = False, output: Output = None
) -> None:
    """Show every table with its rows after the last local run; of those that are named, the columns.

    With --markdown what contracts say of gold and features, measures of Power BI too, whatever was run.
    """
    check_output(output, as_json=as_json, markdown=markdown)
    if markdown:
        if names:
            raise InputError("--markdown shows every table of gold and features: leave TABLE out")
        print_or_write(products_page(products().values()), output)
        return
    home = lakehouse_home()
    with while_reading(home):
        known = known_tables(home)
    for name in names or ():
        if name not in known:
            raise unknown_table("TABLE", name, did_you_mean(name, known))
    chosen = [known[name] for name in names] if names else [*known.values()]
    if as_json:
        text = json.dumps({each.full_name: _plain(each) for each in chosen}, indent=2) + "\n"
        print_or_write(text, output)
    elif names:
        for each in chosen:
            _print_columns(each, Console())
    else:
        _print_all(chosen, Console())


def _print_all(chosen: list[KnownTable], console: Console) -> None:
    table = Table("table", "rows", "columns", "what it says")
    for number in (1, 2):
        table.columns[number].justify = "right"
    table.columns[0].no_wrap = True
    for each in chosen:
        table.add_row(
            each.full_name,
            "" if each.rows is None else f"{each.rows:,}",
            str(len(each.columns) or ""),
            each.description,
        )
    console.print(table)
    if all(each.rows is None for each in chosen):
        typer.echo("lakehouse: rows are those of a run: 'anthill lakehouse run --sample' makes one", err=True)


def _print_columns(each: KnownTable, console: Console) -> None:
    rows = "not made yet" if each.rows is None else f"{each.rows:,} rows"
    says = f": {each.description}" if each.description else ""
    table = Table("column", "type", title=Text(f"{each.full_name}, {rows}{says}"), title_justify="left")
    described = any(column.description for column in each.columns)
    if described:
        table.add_column("what it says")
    for column in each.columns:
        table.add_row(column.name, column.physical_type, *([_words(column)] if described else ()))
    console.print(table)


def _words(column: KnownColumn) -> str:
    return f"{column.description} (key)" if column.key else column.description


def _plain(each: KnownTable) -> dict[str, Any]:
    return asdict(each) | {"measures": [measure.model_dump() for measure in each.measures]}
