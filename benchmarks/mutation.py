"""`python -m benchmarks.mutation`: does a test fail when one thing of the security core is changed?

The core says who must have approved what (delivery), what a plan means (its digest) and the most that a deployment may
do (the boundary). A sample of the mutants of its modules is tried, each in a process of its own that imports the
mutant in the place of the module, with the tests of that module. Nothing of the checkout is changed. The seed is
printed: the same one takes the same mutants.

The mutating tool is no dependency of the project:
`uv run --with mutmut==3.8.1 python -m benchmarks.mutation`.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.mutants import TOOL, Mutant, mutants_of
from benchmarks.mutation_core import CORE
from benchmarks.mutation_run import outcomes

ROOT: Final = Path(__file__).resolve().parents[1]
GOAL: Final = 0.9


def main(
    mutants: Annotated[int, typer.Option(help="How many; 0 for all.", min=0)] = 300,
    seed: Annotated[int, typer.Option(help="Of the sample.")] = 1,
    module: Annotated[list[str] | None, typer.Option(help="Of which module: all by default.")] = None,
    workers: Annotated[int, typer.Option(help="How many at once.", min=1)] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print the survivors as JSON.")] = False,
) -> None:
    """Change one thing of the security core at a time, and see whether its tests notice."""
    console = Console(stderr=True, width=140)
    if unknown := sorted(set(module or ()) - set(CORE)):
        raise typer.BadParameter(f"{', '.join(unknown)} is not of the core: give one of {', '.join(CORE)}")
    try:
        pool = [mutant for name in module or CORE for mutant in mutants_of(ROOT, name)]
    except ModuleNotFoundError as error:
        raise typer.BadParameter(
            f"there is no {error.name} here: uv run --with {TOOL} python -m benchmarks.mutation"
        ) from error
    chance = random.Random(seed)  # noqa: S311 - no secret
    taken = chance.sample(pool, min(mutants, len(pool))) if mutants else pool
    console.print(f"seed {seed}: {len(taken)} of {len(pool)} mutants of {len(module or CORE)} modules")
    started = time.monotonic()
    survived: list[Mutant] = []
    for name in module or CORE:
        group = [mutant for mutant in taken if mutant.module == name]
        for number, killed in outcomes(ROOT, name, [each.source for each in group], workers) if group else ():
            if not killed:
                survived.append(group[number])
                console.print(f"{name}:{group[number].line} survived\n{group[number].change}", markup=False)
        left = sum(each.module == name for each in survived)
        console.print(f"{name}: {len(group) - left} of {len(group)} killed")
    _tell(taken, survived, seed, time.monotonic() - started, as_json=as_json)
    raise typer.Exit(len(survived) > (1 - GOAL) * len(taken))


def _tell(
    taken: Sequence[Mutant], survived: Sequence[Mutant], seed: int, seconds: float, *, as_json: bool
) -> None:
    if as_json:
        typer.echo(
            json.dumps(
                [
                    {"module": each.module, "line": each.line, "change": each.change.splitlines()}
                    for each in sorted(survived, key=lambda each: (each.module, each.line))
                ],
                indent=2,
            )
        )
        return
    tried, left = (Counter(each.module for each in group) for group in (taken, survived))
    table = Table("module", "mutants", "killed", "survived")
    for name in CORE:
        if tried[name]:
            table.add_row(name, str(tried[name]), str(tried[name] - left[name]), str(left[name]))
    console = Console(width=140)
    console.print(table)
    killed = len(taken) - len(survived)
    console.print(
        f"seed {seed}: {killed} of {len(taken)} killed ({killed / len(taken):.1%}) in {seconds:.0f} s by {TOOL}"
    )


if __name__ == "__main__":
    typer.run(main)
