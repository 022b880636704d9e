"""What synthesis takes here, in another checkout and in TypeScript: `python -m benchmarks.synthesis_times OTHER`."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Candidate, print_goals
from benchmarks.node_packages import node_packages
from benchmarks.platform_graph import platform_graph
from operations.common.node import node_binary

ROOT: Final = Path(__file__).resolve().parents[1]
HERE: Final = Path(__file__).parent
FOLDERS: Final = ("XDG_CACHE_HOME", "HOME", "TMPDIR", "JSII_RUNTIME_PACKAGE_CACHE_ROOT")
"""The variables that say where something may be kept."""
GOALS: Final = {"every stack": 0.2, "anthill-dev": 0.35, "without caches": 0.35}
"""Processor seconds here, at most so many times those of the other checkout."""
GOAL_MEBIBYTES: Final = 130
"""For every stack, in all processes together."""


def main(
    other: Annotated[Path, typer.Argument(help="A checkout that is set up, such as one of an older commit.")],
    runs: Annotated[int, typer.Option(min=1, help="Counted runs of each.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Synthesise by this checkout, by another and by Node alone, in turn.

    One uncounted run of each first; ratios are of the medians of processor seconds in this run. The goals are reported,
    not enforced: machines differ. TypeScript builds the same resources, providers and outputs (platform_graph.py); that
    it writes the same is checked.
    """
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        rows = {
            name: [
                _main(f"{name}, {who}", checkout, place, dict(variables), fresh=name == "without caches")
                for who, checkout in (("other", other.resolve()), ("here", ROOT))
            ]
            for name, variables in {
                "every stack": {},
                "anthill-dev": {"ANTHILL_STACKS": "anthill-dev"},
                "without caches": {"ANTHILL_STACKS": "anthill-dev"},
            }.items()
        }
        (_, here) = rows["every stack"]
        here.run(counted=False)
        outdir = Path(here.variables["CDKTF_OUTDIR"])
        typescript = _typescript(place, outdir)
        rows["every stack"].append(typescript)
        for number in range(runs + 1):
            for candidate in (each for row in rows.values() for each in row):
                console.print(f"{candidate.name}: {f'run {number} of {runs}' if number else 'uncounted'} ...")
                _forget(candidate)
                candidate.run(counted=number > 0)
        for candidate in (each for row in rows.values() for each in row):
            _forget(candidate)
            candidate.sample()
        same = _written(outdir) == _written(Path(typescript.variables["CDKTF_OUTDIR"]))
    goals = {
        f"{name}: at most {goal} of the other's processor seconds": rows[name][1].processor
        <= goal * rows[name][0].processor
        for name, goal in GOALS.items()
    } | {
        f"every stack: at most {GOAL_MEBIBYTES} MiB": here.proportional[0] <= GOAL_MEBIBYTES,
        "every stack: faster than TypeScript": here.processor < typescript.processor,
        "TypeScript writes the same resources": same,
    }
    if as_json:
        typer.echo(json.dumps({"rows": _figures(rows), "goals": goals}, indent=2))
        return
    out = Console()
    out.print(_table(rows))
    print_goals(out, goals)


def _main(name: str, checkout: Path, place: Path, variables: dict[str, str], *, fresh: bool) -> Candidate:
    own = place / name.replace(" ", "-").replace(",", "")
    variables |= {"CDKTF_OUTDIR": str(own)}
    if fresh:
        variables |= {name: f"{own}-{name.lower()}" for name in FOLDERS}
    python = checkout / ".venv/bin/python"
    return Candidate(
        name=name, command=[str(python), str(checkout / "main.py")], folder=checkout, variables=variables
    )


def _forget(candidate: Candidate) -> None:
    """Remove what a candidate without caches kept, wherever it found a place."""
    for name in FOLDERS:
        if name in candidate.variables:
            shutil.rmtree(candidate.variables[name], ignore_errors=True)
            Path(candidate.variables[name]).mkdir()


def _typescript(place: Path, outdir: Path) -> Candidate:
    graph = place / "graph.json"
    graph.write_text(json.dumps(platform_graph(outdir)), encoding="utf-8")
    # Beside its packages: Node looks for them from where a script lies.
    script = shutil.copy(HERE / "platform.cjs", node_packages(ROOT / ".cache" / "bench"))
    return Candidate(
        name="every stack, TypeScript",
        command=[str(node_binary()), str(script), str(graph)],
        folder=place,
        variables={"CDKTF_OUTDIR": str(place / "typescript")},
    )


def _written(outdir: Path) -> dict[str, Any]:
    """Return what both write of each stack: without backends, terraform_data and the comments of cdktf."""
    found: dict[str, Any] = {}
    for folder in (outdir / "stacks").iterdir():
        document = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
        found[folder.name] = {
            "resource": {
                f"{kind}.{id_}": {key: value for key, value in given.items() if key != "//"}
                for kind, held in document["resource"].items()
                if kind != "terraform_data"
                for id_, given in held.items()
            },
            "output": document.get("output"),
            "provider": document["provider"],
        }
    return found


def _figures(rows: dict[str, Sequence[Candidate]]) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "processor_seconds": round(each.processor, 2),
            "processor_span": [round(min(each.processors), 2), round(max(each.processors), 2)],
            "wall_seconds": round(each.wall, 2),
            "peak_proportional_mib": round(each.proportional[0]),
            "ratio_to_other": round(each.processor / row[0].processor, 2),
        }
        for row in rows.values()
        for each in row
    ]


def _table(rows: dict[str, Sequence[Candidate]]) -> Table:
    table = Table("", "processor s (median)", "min-max", "wall s", "peak MiB (PSS)", "of the other's")
    for row in _figures(rows):
        least, most = row["processor_span"]
        table.add_row(
            row["name"],
            f"{row['processor_seconds']:.2f}",
            f"{least}-{most}",
            f"{row['wall_seconds']:.2f}",
            str(row["peak_proportional_mib"]),
            f"{row['ratio_to_other']:.2f}",
        )
    return table


if __name__ == "__main__":
    typer.run(main)
