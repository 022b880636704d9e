"""`make bench`: stock against fast bindings, and against Node, in one run."""

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Candidate, print_goals
from benchmarks.node_packages import node_packages
from operations.common.node import node_binary

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).parent
STOCK = {"ANTHILL_STOCK_BINDINGS": "1", "PYTHONPATH": str(ROOT)}
FAST = {"ANTHILL_STOCK_BINDINGS": "0", "PYTHONPATH": str(ROOT)}
GOAL_SECONDS, GOAL_MEBIBYTES, GOAL_RATIO = 1.5, 250, 10


def bench(
    runs: Annotated[int, typer.Option(help="Counted runs of each command.", min=1)] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Measure what the fast bindings save: the same graph three ways, and this project's own synthesis.

    One uncounted run of each first, then the counted ones in turn; ratios are of medians in this run. The
    goals are reported, not enforced: machines differ.
    """
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder:
        graph, project = _candidates(Path(folder))
        for title, group in (("the same graph", graph), ("this project", project)):
            for candidate in group:
                console.print(f"{title}: {candidate.name}, once without counting ...")
                candidate.run(counted=False)
            for number in range(runs):
                console.print(f"{title}: run {number + 1} of {runs} ...")
                for candidate in group:
                    candidate.run()
            for candidate in group:
                candidate.sample()
        same = len({_digest(Path(candidate.variables["CDKTF_OUTDIR"])) for candidate in graph[:2]}) == 1
    ratio = project[0].wall / project[1].wall
    goals = {
        f"at most {GOAL_SECONDS} s": project[1].wall <= GOAL_SECONDS,
        f"at most {GOAL_MEBIBYTES} MiB": project[1].resident[0] <= GOAL_MEBIBYTES,
        f"at least {GOAL_RATIO} times faster than stock": ratio >= GOAL_RATIO,
        "the same bytes with and without": same,
    }
    if as_json:
        typer.echo(json.dumps({"graph": _rows(graph), "project": _rows(project), "goals": goals}, indent=2))
        return
    out = Console()
    out.print(_table("The same graph: 3 stacks, 111 resources, both providers", graph))
    out.print(_table("This project: every stack by python main.py", project))
    print_goals(out, goals)


def _candidates(folder: Path) -> tuple[list[Candidate], list[Candidate]]:
    packages = node_packages(ROOT / ".cache" / "bench")

    def python(name: str, file: Path, variables: dict[str, str]) -> Candidate:
        out = {"CDKTF_OUTDIR": str(folder / name.replace(" ", "-"))}
        return Candidate(
            name=name, command=[sys.executable, str(file)], folder=ROOT, variables=variables | out
        )

    in_node = Candidate(
        name="Node, deep imports",
        # Beside its packages: Node looks for them from where a script lies.
        command=[str(node_binary()), shutil.copy(HERE / "graph.cjs", packages)],
        folder=folder,
        variables={"CDKTF_OUTDIR": str(folder / "node")},
    )
    graph = [
        python("Python, stock", HERE / "graph.py", STOCK),
        python("Python, fast", HERE / "graph.py", FAST),
        in_node,
    ]
    project = [
        python("main.py, stock", ROOT / "main.py", STOCK),
        python("main.py, fast", ROOT / "main.py", FAST),
    ]
    return graph, project


def _digest(outdir: Path) -> str:
    files = sorted(file for file in outdir.rglob("cdk.tf.json"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _rows(group: Sequence[Candidate]) -> list[dict[str, object]]:
    return [
        {
            "name": each.name,
            "wall_seconds": round(each.wall, 2),
            "wall_span": [round(min(each.walls), 2), round(max(each.walls), 2)],
            "peak_resident_mib": round(each.resident[0]),
            "peak_proportional_mib": round(each.proportional[0]),
            "times_faster_than_stock": round(group[0].wall / each.wall, 1),
        }
        for each in group
    ]


def _table(title: str, group: Sequence[Candidate]) -> Table:
    table = Table(
        "", "wall s (median)", "min-max", "peak MiB (RSS)", "peak MiB (PSS)", "times faster", title=title
    )
    for row in _rows(group):
        least, most = row["wall_span"]  # pyright: ignore[reportGeneralTypeIssues] - a list of two
        table.add_row(
            str(row["name"]),
            f"{row['wall_seconds']:.2f}",
            f"{least}-{most}",
            str(row["peak_resident_mib"]),
            str(row["peak_proportional_mib"]),
            f"{row['times_faster_than_stock']:.1f}",
        )
    return table


if __name__ == "__main__":
    typer.run(bench)
