"""`python -m benchmarks.mutants_before_after OLD`: do the tests here notice what those of another commit noticed?

OLD is a checkout that is set up. Mutants of its delivery, review and constructs are made again in the same functions
here, as many of each, and judged by the three test files that reach their lines and little else, until one fails. For
those that nothing notices here, the tests of OLD are asked: where these don't notice them either, no assertion is lost,
and at least as many are killed here as there. Where they do, all files here that reach the lines are asked: there may
be more about them than three. The seed is printed: the same one takes the same mutants.

The tools are no dependencies:
`uv run --with mutmut==3.8.1 --with coverage==7.17.5 python -m benchmarks.mutants_before_after OLD`.
"""

import random
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from benchmarks.mutants import Mutant
from benchmarks.reached_lines import MOST, noticed, reach_of
from benchmarks.same_mutants import same_mutants

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDERS: Final = ("operations/delivery", "operations/review", "constructs_lib")
TESTS: Final = tuple(
    f"tests/{each}"
    for each in (
        *("configuration", "constructs", "constructs_lib", "environments", "inventory", "policy", "stacks"),
        *("operations/common", "operations/delivery", "operations/drift", "operations/review"),
        "operations/terraform",
    )
)
"""Folders of either commit whose tests call that code in their own process."""


def main(
    old: Annotated[Path, typer.Argument(help="A set-up checkout of the other commit.", exists=True)],
    mutants: Annotated[int, typer.Option(help="How many in all.", min=len(FOLDERS))] = 400,
    seed: Annotated[int, typer.Option(help="Of the sample.")] = 1,
    workers: Annotated[int, typer.Option(help="How many at once.", min=1)] = 2,
) -> None:
    """Say which mutants the tests of OLD notice and those here don't; exit code 1 if there are any."""
    console = Console(width=140)
    taken = _sample(old.resolve(), mutants, seed)
    console.print(f"seed {seed}: {len(taken)} mutants of {', '.join(FOLDERS)}")
    survived = _survivors(console, ROOT, {number: here for number, (_, here) in enumerate(taken)}, workers)
    for number in survived:
        _, here = taken[number]
        console.print(f"{here.module}:{here.line} survived\n{here.change}", markup=False)
    console.print(f"here: {len(taken) - len(survived)} of {len(taken)} killed")
    left = _survivors(console, old.resolve(), {number: taken[number][0] for number in survived}, workers)
    doubted = {number: taken[number][1] for number in survived if number not in left}
    lost = _survivors(console, ROOT, doubted, workers, most=None)
    console.print(
        f"by all files that reach them: {len(taken) - len(survived) + len(doubted) - len(lost)} of {len(taken)} killed"
    )
    for number in lost:
        there, _ = taken[number]
        console.print(f"LOST: {there.module}:{there.line} is killed there\n{there.change}", markup=False)
    console.print(f"of the {len(survived)} that survive here, {len(lost)} are killed by the tests of {old}")
    raise typer.Exit(bool(lost))


def _sample(old: Path, mutants: int, seed: int) -> list[tuple[Mutant, Mutant]]:
    """Return as many mutants of each folder."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    taken: list[tuple[Mutant, Mutant]] = []
    found = list(same_mutants(old, ROOT, FOLDERS))
    for number, folder in enumerate(FOLDERS):
        pool = [each for each in found if each[0].module.startswith(f"{folder.replace('/', '.')}.")]
        most = (mutants - len(taken)) // (len(FOLDERS) - number)
        taken += chance.sample(pool, min(most, len(pool)))
    return taken


def _survivors(
    console: Console, root: Path, mutants: Mapping[int, Mutant], workers: int, *, most: int | None = MOST
) -> list[int]:
    """Return the numbers of the mutants that no test of a checkout notices."""
    if not mutants:
        return []
    started = time.monotonic()
    reach = reach_of(root, FOLDERS, TESTS, workers)
    console.print(f"{root}: {len(reach)} files of tests reach lines ({time.monotonic() - started:.0f} s)")
    with ThreadPoolExecutor(workers) as pool:
        judged = zip(
            mutants, pool.map(partial(noticed, root, reach, most=most), mutants.values()), strict=True
        )
        survived: list[int] = []
        for done, (number, killed) in enumerate(judged, 1):
            if not killed:
                survived.append(number)
            if done % 20 == 0:
                console.print(
                    f"{done} of {len(mutants)}, {len(survived)} survive ({time.monotonic() - started:.0f} s)"
                )
    return survived


if __name__ == "__main__":
    typer.run(main)
