"""What `cdktf diff anthill-local` takes without changes, here and elsewhere: `python -m benchmarks.diff_times OLD`."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from benchmarks.watched import Watched, medians, watch_checkout

ROOT: Final = Path(__file__).resolve().parents[1]
STACK: Final = "anthill-local"
GOAL: Final = 0.75
UNITS: Final = ("seconds", "processor_seconds")
NO_CHANGES: Final = "No changes."


def main(
    old: Annotated[Path, typer.Argument(help="A checkout that is set up, such as one of an older commit.")],
    runs: Annotated[int, typer.Option(min=1, help="Counted runs of each.")] = 5,
) -> None:
    """Plan the deployed anthill-local of two checkouts in turn; `make up` in both comes first.

    One uncounted run of each, then the counted ones in turn; ratios are of medians in this run. What the embedded AWS
    takes itself is not counted: it ran before. The goal is reported, not enforced: machines differ.
    """
    console = Console(stderr=True)
    checkouts = {"old": old.resolve(), "new": ROOT}
    seen: dict[str, list[Watched]] = {name: [] for name in checkouts}
    for number in range(runs + 1):
        for name, checkout in checkouts.items():
            console.print(f"{name}: {f'run {number} of {runs}' if number else 'once without counting'} ...")
            watched = _diff(checkout)
            seen[name].extend([watched] if number else [])
    rows = {name: medians(found) for name, found in seen.items()}
    for unit in UNITS:
        ratio = round(rows["new"][unit] / rows["old"][unit], 2)
        rows["new"][f"ratio_of_{unit}"] = ratio
        console.print(f"{unit}: {ratio}, {'met' if ratio <= GOAL else 'not met'}, at most {GOAL}")
    typer.echo(json.dumps(rows, indent=2))


def _diff(checkout: Path) -> Watched:
    watched = watch_checkout(checkout, "cdktf", "diff", STACK)
    if NO_CHANGES not in watched.output:
        raise typer.BadParameter(
            f"{STACK} of {checkout} differs from what is deployed: run `make up` there first"
        )
    return watched


if __name__ == "__main__":
    typer.run(main)
