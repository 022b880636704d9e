"""`anthill lakehouse tables`: what the lakehouse gives to others, by its contracts."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from contracts.product import products
from operations.common.text_output import check_output, tell
from operations.lakehouse.products_page import products_page


def tables(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown, as docs/reference/gold.md has it.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="Write to this file instead of standard output.", show_default=False)
    ] = None,
) -> None:
    """Show the tables of gold and features: columns, types, what they say, and measures of Power BI."""
    check_output(output, as_json=as_json, markdown=markdown)
    found = products()
    if not as_json and not markdown:
        for product in found.values():
            table = Table(
                "column", "type", "what it says", title=f"{product.full_name}: {product.description}"
            )
            for column in product.columns:
                table.add_row(column.name, column.physical_type, column.description)
            Console().print(table)
        return
    if as_json:
        text = json.dumps({name: asdict(product) for name, product in found.items()}, indent=2) + "\n"
    else:
        text = products_page(found.values())
    tell(text, output)
