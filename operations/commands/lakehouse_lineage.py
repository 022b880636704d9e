"""`anthill lakehouse lineage`: which table is made of which, as text and as a picture."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.tree import Tree

from configuration.suggestion import did_you_mean
from operations.commands.options import AsJson
from operations.common.text_output import write_output
from operations.lakehouse.lineage_picture import lineage_picture
from operations.lakehouse.workplace import unknown_table

Table = Annotated[
    str | None, typer.Argument(metavar="[TABLE]", help="What this table is made of, and where it goes.")
]
Svg = Annotated[
    Path | None,
    typer.Option("--svg", metavar="FILE", help="Write it to this file as a picture too.", show_default=False),
]


def lineage(table: Table = None, svg: Svg = None, as_json: AsJson = False) -> None:
    """Show which tables and files each table is made of. The plans of the definitions say so; no run is needed."""
    # Slow to load (Spark's client), and other commands do without.
    from anthill_lakehouse.local.lineage import lineage as asked  # noqa: PLC0415

    found = asked()
    if table is not None:
        if table not in found.read_by:
            raise unknown_table("TABLE", table, did_you_mean(table, found.read_by))
        found = found.around(table)
    if svg:
        title = f"What {table} is made of, and what is made of it" if table else "From files to gold"
        write_output(svg, lineage_picture(found, title), "--svg")
    if as_json:
        typer.echo(json.dumps({name: list(read) for name, read in found.reads.items()}, indent=2))
    elif table:
        console = Console(highlight=False)
        console.print(_tree(table, "is made of", found.reads), soft_wrap=True)
        console.print(_tree(table, "goes into", found.read_by), soft_wrap=True)
    else:
        for name, read in found.reads.items():
            typer.echo(f"{name:<34} reads {', '.join(read)}")
    if svg:
        typer.echo(f"lakehouse: the picture is {svg}", err=True)


def _tree(table: str, how: str, next_to: Mapping[str, tuple[str, ...]]) -> Tree:
    """Return all that follows from a table; what follows from another is shown where it comes first."""
    tree = Tree(f"{table} {how}" if next_to.get(table) else f"{table} {how} nothing else")
    shown: set[str] = set()

    def grow(branch: Tree, name: str) -> None:
        for each in next_to.get(name, ()):
            again = each in shown and bool(next_to.get(each))
            twig = branch.add(f"{each} (above)" if again else each)
            if each not in shown:
                shown.add(each)
                grow(twig, each)

    grow(tree, table)
    return tree
