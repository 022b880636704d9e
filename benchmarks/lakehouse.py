"""`python -m benchmarks.lakehouse`: intraday trades from files to gold, by the pipeline and by DuckDB."""

import json
import os
import shutil
import signal
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from anthill_lakehouse.local.engine import DEFAULT, Engine
from anthill_lakehouse.local.folders import LakehouseFolders
from benchmarks.agreement import disagreements
from benchmarks.room import check_room, spark_memory
from benchmarks.stage_times import stage_seconds, table_times
from benchmarks.trade_files import deliver
from benchmarks.watched import MEBIBYTE, Watched, watch
from operations.common.errors import InputError, OperationError
from operations.lakehouse.spark_environment import spark_environment

ROOT: Final = Path(__file__).resolve().parents[1]
ROWS: Final = (1_000_000, 10_000_000)
FEWEST: Final = 1600
"""Below it, not every kind of fault is there: one line in 200 is wrong, in eight ways."""
SHOWN: Final = 10


def bench(
    rows: Annotated[list[int] | None, typer.Option(help="Lines of trades; repeat it.", min=FEWEST)] = None,
    seed: Annotated[int, typer.Option(help="Another number, other trades; the same, the same bytes.")] = 1,
    keep: Annotated[
        Path | None, typer.Option(help="Leave files, tables and logs in this folder, empty or not there yet.")
    ] = None,
    engine: Annotated[Engine, typer.Option(help="What runs the pipeline.")] = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure the lakehouse: files as Firehose delivers them to gold, and the same by DuckDB in the same run.

    Each in its own process, memory of all its processes together. About one line in a hundred is a duplicate, and
    one in two hundred is wrong. Exit code 1 if both don't come to the same result, or not to what was delivered.
    Spark's heap is ANTHILL_SPARK_MEMORY (3g); DuckDB may use as much, and two threads.
    """
    if keep and keep.exists() and any(keep.iterdir()):
        raise InputError(f"{keep} is not empty: give another folder, or remove it first")
    console = Console(stderr=True)
    if engine is Engine.SPARK:
        spark_environment(console.print)
    points: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="anthill-bench-") as folder:
        place = (keep or Path(folder)).resolve()
        place.mkdir(parents=True, exist_ok=True)
        for count in sorted(set(rows or ROWS)):
            check_room(count, place)
            points.append(_measured(count, seed, place / str(count), engine, console))
            if not keep:
                shutil.rmtree(place / str(count))
    typer.echo(json.dumps(points, indent=2)) if as_json else _print(points)
    raise typer.Exit(0 if all(point["equal"] for point in points) else 1)


def _measured(count: int, seed: int, home: Path, engine: Engine, console: Console) -> dict[str, Any]:
    console.print(f"{count:,} rows: writing files ...")
    delivered = deliver(home, count, seed=seed)
    database = home / "yardstick.duckdb"
    load = os.getloadavg()[0]
    console.print(f"{count:,} rows, {delivered.files:,} files: the pipeline ...")
    pipeline = _run("pipeline_run", home, engine)
    console.print(f"{count:,} rows: DuckDB ...")
    yardstick = _run("duckdb_yardstick", home, database, f"{spark_memory() // MEBIBYTE}MiB")
    wrong = disagreements(home, database, delivered)
    for line in wrong[:SHOWN]:
        console.print(f"  {line}", style="red")
    times = table_times(LakehouseFolders(home=home).log.read_text(encoding="utf-8", errors="replace"))
    seconds = {table: (end - begun).total_seconds() for table, (begun, end) in times.items()}
    return {
        "rows": count,
        "engine": engine,
        "delivered": asdict(delivered),
        "load_before": load,
        "pipeline": _figures(count, pipeline)
        | {
            "stages": stage_seconds(times, pipeline.seconds),
            "tables": dict(sorted(seconds.items(), key=lambda pair: -pair[1])),
        },
        "duckdb": _figures(count, yardstick),
        "disk_mebibytes": sum(file.stat().st_size for file in home.rglob("*") if file.is_file()) / MEBIBYTE,
        "ratio": pipeline.seconds / yardstick.seconds,
        "processor_ratio": pipeline.processor_seconds / yardstick.processor_seconds,
        "equal": not wrong,
        "differences": wrong[:SHOWN],
    }


def _run(module: str, *arguments: object) -> Watched:
    return watch(module, [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)], ROOT)


def _figures(count: int, watched: Watched) -> dict[str, Any]:
    return {
        "seconds": watched.seconds,
        "processor_seconds": watched.processor_seconds,
        "rows_per_second": count / watched.seconds,
        "peak_mebibytes": watched.peak_mebibytes,
    }


def _print(points: list[dict[str, Any]]) -> None:
    table = Table("", *(f"{point['rows']:,} rows" for point in points), title="Intraday trades to gold")
    columns = [_column(point) for point in points]
    for name in columns[0]:
        table.add_row(name, *(column[name] for column in columns))
    Console().print(table)


def _column(point: dict[str, Any]) -> dict[str, str]:
    pipeline, duckdb = point["pipeline"], point["duckdb"]
    of_each = {
        f"{who}: {what}": f"{given[key]:,.{digits}f}"
        for who, given in (("pipeline", pipeline), ("DuckDB", duckdb))
        for what, key, digits in (
            ("seconds", "seconds", 1),
            ("processor seconds", "processor_seconds", 1),
            ("rows a second", "rows_per_second", 0),
            ("peak MiB", "peak_mebibytes", 0),
        )
    }
    stages = {f"pipeline: {stage}, seconds": f"{took:.0f}" for stage, took in pipeline["stages"].items()}
    return {
        "files": f"{point['delivered']['files']:,}",
        **of_each,
        **stages,
        "times DuckDB, seconds": f"{point['ratio']:.1f}",
        "times DuckDB, processor seconds": f"{point['processor_ratio']:.1f}",
        "equal": "yes" if point["equal"] else "NO",
        "load before": f"{point['load_before']:.1f}",
    }


def main() -> None:
    """Run the command line; exit code 2 means bad input, 1 a failure, 130 Ctrl-C."""
    # To be asked to end is as good as Ctrl-C: Spark must end too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        typer.run(bench)
    except (OperationError, RuntimeError) as error:
        sys.stderr.write(f"bench-lakehouse: {error}\n")
        raise SystemExit(getattr(error, "exit_code", 1)) from error


if __name__ == "__main__":
    main()
