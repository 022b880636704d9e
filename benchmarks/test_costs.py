"""`python -m benchmarks.test_costs`: what each file of tests cost in the last run that took a minute or more."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from operations.common.errors import InputError, errors_as_exit
from operations.common.files import read_object
from tests.support.costs import COSTS, Cost, budgets


def main(
    most: Annotated[int, typer.Option(min=1, help="How many files, the dearest first.")] = 40,
    as_json: Annotated[bool, typer.Option("--json", help="Print every file as JSON.")] = False,
) -> None:
    """Print processor and wall seconds, the number of tests and the budget of each file."""
    with errors_as_exit("test-costs"):
        if not COSTS.exists():
            raise InputError("no run of the tests has been counted here: run make test first")
        held = read_object(COSTS, "run make test again")
        files = {name: Cost(**cost) for name, cost in held.items()}
        each, more = budgets()
        if as_json:
            typer.echo(json.dumps({name: vars(cost) for name, cost in files.items()}, indent=2))
            return
        table = Table("processor s", "budget", "wall s", "tests", "file")
        for name, cost in sorted(files.items(), key=lambda held: -held[1].processor)[:most]:
            table.add_row(
                f"{cost.processor:.0f}",
                f"{more.get(name, each):.0f}",
                f"{cost.wall:.0f}",
                str(cost.tests),
                name,
            )
        total = [
            sum(getattr(cost, what) for cost in files.values()) for what in ("processor", "wall", "tests")
        ]
        table.add_row(f"{total[0]:.0f}", "", f"{total[1]:.0f}", str(total[2]), "all")
        Console().print(table)


if __name__ == "__main__":
    typer.run(main)
