"""`python -m benchmarks.scale`: one environment with 10 to 2,660 sources, 57,000 resources; what a resource costs."""

import json
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Candidate, print_goals
from benchmarks.watched import MEBIBYTE

ROOT: Final = Path(__file__).resolve().parents[1]
COUNTS: Final = (0, 10, 100, 1000, 2660)
GOAL_MILLISECONDS: Final = 0.4
GOAL_MEBIBYTES: Final = 900
STEP: Final = 2.0
"""No stretch of the curve may be so many times as steep as the one before: that would be a step."""
LONG_ENOUGH: Final = 1000
"""Resources in a stretch from which its slope says more than the start's own variation."""


def scale(
    counts: Annotated[list[int] | None, typer.Option("--sources", help="How many; repeat it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure validation and synthesis with a growing number of sources, in one run.

    A quarter of each kind. Time of one run each, memory of another, since sampling slows a run. The slope is
    what a resource adds to the processor's time above the stack without any source. Exit code 1 if the slope
    or the memory is above its goal, or the curve has a step.
    """
    console = Console(stderr=True)
    points: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        console.print("once without counting ...")
        _measured(0, Path(folder) / "warm")
        for count in sorted({0, *(counts or COUNTS)}):
            console.print(f"{count} sources ...")
            points.append(_measured(count, Path(folder) / str(count)))
    _add_slopes(points)
    whole = points[-1]["milliseconds_per_resource"]
    slopes = [p["stretch_milliseconds"] for p in points[1:] if p["stretch_resources"] >= LONG_ENOUGH]
    goals = {
        f"at most {GOAL_MILLISECONDS} ms per resource above the start": whole <= GOAL_MILLISECONDS,
        f"at most {GOAL_MEBIBYTES} MiB": points[-1]["peak_mebibytes"] <= GOAL_MEBIBYTES,
        "no step in the curve": all(after <= STEP * before for before, after in pairwise(slopes)),
    }
    if as_json:
        typer.echo(json.dumps({"points": points, "goals": goals}, indent=2))
    else:
        _print(points, goals)
    raise typer.Exit(0 if all(goals.values()) else 1)


def _measured(count: int, outdir: Path) -> dict[str, Any]:
    candidate = Candidate(
        name=f"{count} sources",
        command=[sys.executable, str(ROOT / "benchmarks" / "many_sources.py"), str(count)],
        folder=ROOT,
        variables={"CDKTF_OUTDIR": str(outdir), "PYTHONPATH": str(ROOT)},
    )
    candidate.run()
    counted: dict[str, Any] = json.loads((outdir / "counted.json").read_text(encoding="utf-8"))
    candidate.sample()
    return counted | {
        "wall_seconds": candidate.wall,
        "peak_mebibytes": candidate.proportional[0],
    }


def _add_slopes(points: list[dict[str, Any]]) -> None:
    """Add to each point what a resource costs, above the start and above the point before, in milliseconds."""
    start = points[0]
    for number, point in enumerate(points):
        before = points[max(number - 1, 0)]
        point["stretch_resources"] = point["resources"] - before["resources"]
        point["milliseconds_per_resource"] = _slope(start, point)
        point["stretch_milliseconds"] = _slope(before, point)


def _slope(before: dict[str, Any], after: dict[str, Any]) -> float:
    resources = after["resources"] - before["resources"]
    return 1000 * (after["processor_seconds"] - before["processor_seconds"]) / resources if resources else 0.0


def _print(points: list[dict[str, Any]], goals: dict[str, bool]) -> None:
    table = Table(
        "sources",
        "resources",
        "check s",
        "processor s",
        "wall s",
        "peak MiB",
        "JSON MiB",
        "ms/resource",
        "of this stretch",
        title="One environment with many sources",
    )
    for point in points:
        table.add_row(
            str(point["sources"]),
            str(point["resources"]),
            f"{point['validation_seconds']:.3f}",
            f"{point['processor_seconds']:.1f}",
            f"{point['wall_seconds']:.1f}",
            f"{point['peak_mebibytes']:.0f}",
            f"{point['json_bytes'] / MEBIBYTE:.1f}",
            f"{point['milliseconds_per_resource']:.2f}",
            f"{point['stretch_milliseconds']:.2f}",
        )
    out = Console()
    out.print(table)
    print_goals(out, goals)


if __name__ == "__main__":
    typer.run(scale)
