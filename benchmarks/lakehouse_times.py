"""What the lakehouse's sample takes here and in another checkout: `python -m benchmarks.lakehouse_times OTHER`."""

import gzip
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from anthill_lakehouse.datasets import dataset
from anthill_lakehouse.local.engine import DEFAULT
from benchmarks.measure import print_goals
from benchmarks.watched import Watched, medians, watch_checkout

ROOT: Final = Path(__file__).resolve().parents[1]
RATIOS: Final = {"pipeline": 11, "command": 5}
"""Times that the other takes our processor seconds, at least: the pipeline, and `anthill lakehouse run --sample`."""
GOAL_MEBIBYTES: Final = 0.7 * 1024
GOAL_AGAIN: Final = 6
"""Processor seconds of the pipeline when one small file came since its last run."""
AGAIN: Final = {"one trade": "intraday_trades", "one price": "daily_prices"}
"""A trade changes nothing that the model is trained on; a corrected price does."""


def main(
    other: Annotated[Path, typer.Argument(help="A checkout that is set up, such as one of an older commit.")],
    runs: Annotated[int, typer.Option(min=1, help="Counted runs of each.")] = 3,
    arguments: Annotated[
        list[str] | None, typer.Option("--argument", help="Of the other's pipeline_run, after its folder.")
    ] = None,
) -> None:
    """Run the sample of the first steps by both in turn: the pipeline alone, and the whole command, in empty homes.

    Then, here alone, once more after one small file: the pipeline, and the whole command. Processor seconds are those
    of all processes, ratios of medians in this run. The goals are reported, not enforced: machines differ.
    """
    console = Console(stderr=True)
    seen: dict[str, list[Watched]] = {}
    for number in range(1, runs + 1):
        with tempfile.TemporaryDirectory(prefix="anthill-times-") as folder:
            place = Path(folder)
            for name, watched in _round(other.resolve(), place, arguments or []):
                console.print(f"run {number} of {runs}: {name}: {watched.processor_seconds:.1f} processor s")
                seen.setdefault(name, []).append(watched)
    rows: dict[str, dict[str, float]] = {name: medians(found) for name, found in seen.items()}
    goals: dict[str, bool] = {}
    for name, goal in RATIOS.items():
        ours, theirs = (rows[f"{name}, {who}"] for who in ("here", "other"))
        ours["times_less"] = round(theirs["processor_seconds"] / ours["processor_seconds"], 1)
        goals[f"the {name}: at most 1/{goal} of the other's processor seconds"] = ours["times_less"] >= goal
    peak = rows["pipeline, here"]["peak_proportional_mib"]
    goals[f"the pipeline: at most {GOAL_MEBIBYTES:.0f} MiB"] = peak <= GOAL_MEBIBYTES
    for each in AGAIN:
        took = rows[f"pipeline after {each}, here"]["processor_seconds"]
        goals[f"the pipeline after {each}: at most {GOAL_AGAIN} processor seconds"] = took <= GOAL_AGAIN
    print_goals(console, goals)
    typer.echo(json.dumps(rows, indent=2))


def _round(other: Path, place: Path, arguments: list[str]) -> Iterator[tuple[str, Watched]]:
    sample = place / "sample"
    _anthill(ROOT, place, "sample", "--output", str(sample))
    for name, checkout, given in (("other", other, arguments), ("here", ROOT, [DEFAULT])):
        shutil.copytree(sample, place / name)
        yield f"pipeline, {name}", _pipeline(checkout, place / name, given)
        yield f"command, {name}", _anthill(checkout, place / f"{name}-home", "run", "--sample")
    for each, source in AGAIN.items():
        file = _one_more(sample, source)
        for home in (place / "here", place / "more"):
            target = home / file.relative_to(sample)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
        yield f"pipeline after {each}, here", _pipeline(ROOT, place / "here", [DEFAULT])
        command = _anthill(ROOT, place / "here-home", "run", "--input", str(place / "more"), "--json")
        told: Mapping[str, Any] = json.loads(command.output)
        trained = "trained again" if told["model"]["registered"]["is_new"] else "not trained again"
        yield f"command after {each}, here, {trained}", command


def _one_more(sample: Path, source: str) -> Path:
    """Write a file with one record like the last one of a dataset: as a trade of its own, or with another price."""
    of = dataset(source)
    folder = sample / of.volume / of.folder
    known = [json.loads(line) for file in sorted(folder.rglob("*.gz")) for line in _lines(file)]
    time = of.time_column or "traded_at"
    last = max((each for each in known if each.get(time)), key=lambda each: str(each[time]))
    changed = (
        {"trade_id": "one-more"}
        if "trade_id" in last
        else {"close": last["high"], time: "2026-12-01T00:00:00Z"}
    )
    (file := folder / "one-more.jsonl").write_text(json.dumps(last | changed))
    return file


def _lines(file: Path) -> Iterator[bytes]:
    """Yield the lines of a file that are whole JSON objects: a sample has others too."""
    try:
        content = gzip.decompress(file.read_bytes())
    except (OSError, EOFError):
        return
    for line in content.splitlines():
        try:
            if isinstance(json.loads(line), dict):
                yield line
        except ValueError:
            continue


def _pipeline(checkout: Path, home: Path, arguments: Sequence[str]) -> Watched:
    return watch_checkout(checkout, "python", "-m", "benchmarks.pipeline_run", str(home), *arguments)


def _anthill(checkout: Path, home: Path, *arguments: str) -> Watched:
    return watch_checkout(checkout, "anthill", "lakehouse", *arguments, variables={"ANTHILL_HOME": str(home)})


if __name__ == "__main__":
    typer.run(main)
