"""The tables that the lakehouse gives to Power BI and to models, as a page."""

from collections.abc import Iterable

from contracts.product import Product, ProductColumn
from operations.common.markdown import code, table


def products_page(products: Iterable[Product]) -> str:
    """Return the tables, their columns and measures as Markdown."""
    parts = [
        "# Tables of gold and features",
        "",
        "Written by `make reference` from `contracts/products/`, like `anthill lakehouse tables --markdown`;",
        "a test compares. The same words are the comments of tables and columns in Unity Catalog. Measures are DAX for",
        "the [semantic model of Power BI](../how-to/open-gold-in-power-bi.md). What it does with a column is said too:",
        "which filter it belongs to, how values are summed up that somebody drags into a visual, and their format.",
        "Fractions such as returns are 0.01 for one percent; key columns are in bold.",
    ]
    for product in products:
        parts += [
            "",
            f"## {product.full_name}",
            "",
            f"{product.description.purpose}. Contract version {product.version}.",
            *table(
                ("column", "type", "what it says", "in Power BI"),
                (
                    (
                        f"**{each.name}**" if each.primary_key else each.name,
                        each.physical_type,
                        each.description,
                        _in_power_bi(each),
                    )
                    for each in product.columns
                ),
            ),
            *table(
                ("measure", "DAX", "format", "what it says"),
                (
                    (each.name, code(each.dax), code(each.format), each.description)
                    for each in product.measures
                ),
            ),
        ]
    return "\n".join([*parts, ""])


def _in_power_bi(column: ProductColumn) -> str:
    told = (
        f"filter {column.filter}" if column.filter else "",
        column.aggregation or "",
        code(column.format) if column.format else "",
    )
    return ", ".join(each for each in told if each)
