"""`anthill lakehouse tables`: what the lakehouse gives to others, by its contracts."""

import json
from typing import Any

from rich.console import Console
from rich.table import Table

from contracts.product import Product, products
from operations.commands.options import AsJson, Markdown, Output
from operations.common.text_output import check_output, print_or_write
from operations.lakehouse.products_page import products_page


def tables(as_json: AsJson = False, markdown: Markdown = False, output: Output = None) -> None:
    """Show the tables of gold and features: columns, types, what they say, and measures of Power BI."""
    check_output(output, as_json=as_json, markdown=markdown)
    found = products()
    if not as_json and not markdown:
        for product in found.values():
            table = Table(
                "column", "type", "what it says", title=f"{product.full_name}: {product.description.purpose}"
            )
            for column in product.columns:
                table.add_row(column.name, column.physical_type, column.description)
            Console().print(table)
        return
    if as_json:
        text = json.dumps({name: _plain(product) for name, product in found.items()}, indent=2) + "\n"
    else:
        text = products_page(found.values())
    print_or_write(text, output)


def _plain(product: Product) -> dict[str, Any]:
    return {
        "full_name": product.full_name,
        "version": product.version,
        "description": product.description.purpose,
        "columns": [
            {
                "name": each.name,
                "physical_type": each.physical_type,
                "description": each.description,
                "key": each.primary_key,
                "filter": each.filter,
                "aggregation": each.aggregation,
                "format": each.format,
            }
            for each in product.columns
        ],
        "measures": [each.model_dump() for each in product.measures],
    }
