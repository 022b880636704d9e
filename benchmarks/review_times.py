"""What `anthill review` takes here and in another checkout, side by side: `python -m benchmarks.review_times OTHER`."""

import json
import re
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.watched import Watched, medians, watch_checkout

ROOT = Path(__file__).resolve().parents[1]
EDITED = "environments/dev.py"
LINE = re.compile(r"flow_log_retention_days=\d+")
DAYS = (1, 3, 5, 7, 14, 60, 90)
"""Another value for each run, for the same change would be answered from what is kept."""

KEPT = ("synthesised", "asked")
GOALS = {"cold": 0.6, "the base kept": 0.4}
GOAL_MEBIBYTES = 600


def main(
    other: Annotated[Path, typer.Argument(help="A checkout that is set up, such as one of an older commit.")],
    runs: Annotated[int, typer.Option(min=1, help="Counted runs of each.")] = 5,
) -> None:
    """Review one edited line of environments/dev.py: in the other checkout, here cold, and here with the base kept.

    One uncounted run of each first, then the counted ones in turn; ratios are of medians in this run. The goals are
    reported, not enforced: machines differ.
    """
    console = Console(stderr=True)
    seen: dict[str, list[Watched]] = {"other": [], **{name: [] for name in GOALS}}
    for number in range(runs + 1):
        for name, found in seen.items():
            console.print(f"{name}: {f'run {number} of {runs}' if number else 'once without counting'} ...")
            checkout = other.resolve() if name == "other" else ROOT
            if name == "cold":
                for kept in KEPT:
                    shutil.rmtree(ROOT / ".anthill" / kept, ignore_errors=True)
            watched = _review(checkout, DAYS[(number + (name == "cold")) % len(DAYS)])
            found.extend([watched] if number else [])
    rows = {name: medians(found) for name, found in seen.items()}
    for name, goal in GOALS.items():
        for unit in ("seconds", "processor_seconds"):
            rows[name][f"ratio_of_{unit}"] = round(rows[name][unit] / rows["other"][unit], 2)
        met = rows[name]["ratio_of_seconds"] <= goal
        console.print(f"{name}: {'met' if met else 'not met'}, at most {goal} of the other's time")
    least = max(rows[name]["peak_proportional_mib"] for name in GOALS) <= GOAL_MEBIBYTES
    console.print(f"memory: {'met' if least else 'not met'}, at most {GOAL_MEBIBYTES} MiB")
    typer.echo(json.dumps(rows, indent=2))


def _review(checkout: Path, days: int) -> Watched:
    with _edited(checkout, days):
        return watch_checkout(checkout, "anthill", "review", "HEAD")


@contextmanager
def _edited(checkout: Path, days: int) -> Generator[None]:
    """Edit one line, and put it back as it was in any case."""
    file = checkout / EDITED
    if subprocess.run(["git", "diff", "--quiet", "HEAD", "--", EDITED], cwd=checkout, check=False).returncode:
        raise typer.BadParameter(f"{file} is edited already: commit it, or put it back")
    text = file.read_text(encoding="utf-8")
    try:
        file.write_text(LINE.sub(f"flow_log_retention_days={days}", text, count=1), encoding="utf-8")
        yield
    finally:
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
