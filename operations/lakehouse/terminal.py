"""The gold tables in a terminal."""

from typing import Final

from rich.console import Console
from rich.table import Table

from operations.lakehouse.gold_view import GoldView
from operations.lakehouse.lines import Line

BLOCKS: Final = "▁▂▃▄▅▆▇█"
WIDTH: Final = 36


def show(view: GoldView, console: Console) -> None:
    """Print the tables, then a line of blocks per instrument and portfolio."""
    for sheet in view.sheets:
        table = Table(title=sheet.title, title_justify="left")
        for heading, is_numeric in zip(sheet.headings, sheet.numeric, strict=True):
            table.add_column(heading, justify="right" if is_numeric else "left")
        for row in sheet.rows:
            table.add_row(*row)
        console.print(table)
        if sheet.note:
            console.print(sheet.note, style="dim", highlight=False)
    for sheet in view.quarantine:
        console.print(sheet.title, sheet.note, sep="\n  ", highlight=False, soft_wrap=True)
    worth = ((f"Portfolios in {currency}", lines) for currency, lines in view.portfolios.items())
    for title, lines in (("What 1 became, with dividends", view.growth), *worth):
        console.print(title)
        for line in lines:
            last = "nothing" if line.last is None else f"{line.last:z,.2f}"
            old = " (at a price of an earlier day)" if line.days[-1:] == line.stale[-1:] != () else ""
            console.print(f"  {line.name:<24.24} {blocks(line)} {last:>13}{old}", highlight=False)
    if view.made:
        console.print(view.made.words, highlight=False)


def blocks(line: Line) -> str:
    """Return a line as so many blocks, each the last value of its part of the time, a space where there is none."""
    count = min(WIDTH, len(line.values))
    taken = [line.values[(number + 1) * len(line.values) // count - 1] for number in range(count)]
    there = [value for value in taken if value is not None]
    low, high = min(there, default=0.0), max(there, default=0.0)
    steps = len(BLOCKS) - 1
    return "".join(
        " " if value is None else BLOCKS[round((value - low) / ((high - low) or 1) * steps)]
        for value in taken
    )
