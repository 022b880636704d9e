"""The gold tables in a terminal."""

from typing import Final

from rich.console import Console
from rich.table import Table

from operations.lakehouse.gold_view import GoldView, Line

BLOCKS: Final = "▁▂▃▄▅▆▇█"
WIDTH: Final = 36


def show(view: GoldView, console: Console) -> None:
    """Print the tables, then a line of blocks per instrument and portfolio."""
    for sheet in view.sheets:
        table = Table(title=sheet.title, title_justify="left")
        for number, heading in enumerate(sheet.headings):
            table.add_column(heading, justify="left" if number < 2 else "right")  # noqa: PLR2004 - names come first
        for row in sheet.rows:
            table.add_row(*row)
        console.print(table)
    for title, lines in (("What 1 became, with dividends", view.growth), ("Portfolios", view.portfolios)):
        console.print(title)
        for line in lines:
            console.print(f"  {line.name:<24.24} {blocks(line)} {line.values[-1]:>13,.2f}", highlight=False)


def blocks(line: Line) -> str:
    """Return a line as so many blocks, each the last value of its part of the time."""
    count = min(WIDTH, len(line.values))
    taken = [line.values[(number + 1) * len(line.values) // count - 1] for number in range(count)]
    low, high = min(taken), max(taken)
    steps = len(BLOCKS) - 1
    return "".join(BLOCKS[round((value - low) / ((high - low) or 1) * steps)] for value in taken)
