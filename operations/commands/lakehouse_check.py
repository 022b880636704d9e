"""`anthill lakehouse check`: asks the tables of the last run what jobs ask on Databricks."""

import json

import typer

from operations.commands.options import AsJson
from operations.common.elapsed import elapsed
from operations.lakehouse.workplace import lakehouse_home, nothing_made_yet, while_reading


def check(as_json: AsJson = False) -> None:
    """Test the tables of the last local run: a line for each test by its name, with the faults that it found.

    They are what the job 'market_data' tests after an update, but for freshness: a sample is as old as its days.
    """
    # Slow to load (Spark's client), and other commands do without.
    from anthill_lakehouse.checks import CHECKS  # noqa: PLC0415
    from anthill_lakehouse.local.query import questions  # noqa: PLC0415
    from anthill_lakehouse.local.tables import table_names  # noqa: PLC0415

    home = lakehouse_home()
    faults: dict[str, list[str]] = {}
    with while_reading(home):
        there = set(table_names(home))
        if not there:
            raise nothing_made_yet()
        with questions(home) as asked:
            for each in CHECKS:
                missing = [name for name in each.tables if name not in there]
                faults[each.name] = (
                    [f"there is no table {name}" for name in missing] if missing else each.faults(asked.rows)
                )
                if not as_json:
                    _tell(each.name, faults[each.name])
    wrong = sum(map(bool, faults.values()))
    if as_json:
        typer.echo(json.dumps(faults, indent=2))
    else:
        held = f"{len(faults) - wrong} of {len(faults)} tests hold"
        typer.echo(f"{held}, {elapsed():.1f} s")
    if wrong:
        raise typer.Exit(1)


def _tell(name: str, faults: list[str]) -> None:
    typer.echo(f"{'FAULT' if faults else 'ok   '} {name}")
    for fault in faults:
        typer.echo(f"      {fault}")
