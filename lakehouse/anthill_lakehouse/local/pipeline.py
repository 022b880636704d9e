"""Runs the pipeline on one machine."""

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import anthill_lakehouse
import contracts
from anthill_lakehouse.datasets import DATASETS
from anthill_lakehouse.embedded.versions import Versions
from anthill_lakehouse.local.alone import alone
from anthill_lakehouse.local.effort import effort
from anthill_lakehouse.local.engine import DEFAULT, Engine
from anthill_lakehouse.local.folders import LakehouseFolders
from anthill_lakehouse.local.run_record import read_run, write_run
from anthill_lakehouse.local.sail_process import run_sail
from anthill_lakehouse.local.spark_process import SparkEnvironment, run_spark
from anthill_lakehouse.local.tables import row_counts
from anthill_lakehouse.pipelines import DEFINITIONS
from contracts.arrival import Volume

CODE: Final = (Path(anthill_lakehouse.__file__).parent, Path(contracts.__file__).parent)
EVENT: Final = re.compile(r"Flow (?:\w+\.)?(\w+\.\w+) (?:is|has) (QUEUED|COMPLETED|FAILED)")
"""How `spark-pipelines`, and the program of Sail, report a table; "RUNNING" and the like are left out."""

LEFT: Final = "is left to the next run"


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineRun:
    """What a run did: how long it took, and the rows of every table after it."""

    state: Literal["done", "nothing new"]
    seconds: float
    tables: dict[str, int]


def run(
    home: Path,
    *,
    engine: Engine = DEFAULT,
    spark: SparkEnvironment | None = None,
    full_refresh: bool = False,
    only: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> PipelineRun:
    """Bring every table up to date with the files in `landing` and `arrivals` of the home folder.

    Without a new file, with the same code and whole tables nothing is started. A run that was killed is repeated by
    the next: what was read is recorded with what was written, and all else is rebuilt from it; so is a table whose
    files were damaged since. A full refresh forgets what was read and rebuilds every table, as does another engine
    than the last time. `only` names a table that is made
    alone, with what it is made of; Sail can do that, and Spark, which needs an environment, can't. Raises
    PipelineError if the engine fails, ValueError if what is asked for can't be done.
    """
    started = time.monotonic()
    place = LakehouseFolders(home=home.resolve())
    for each in DATASETS:
        (place.home / each.volume / each.folder).mkdir(parents=True, exist_ok=True)
    with alone(place, say):
        # None is left of a run that was killed. The engine of this one holds the place itself.
        pass
    record = place.home / "last_run.json"
    files = dict(_files(place.home))
    state = {
        "input": _digest(_inputs(place.home, files)),
        "code": _digest(_code()),
        "engine": f"{engine} {spark.version if spark else importlib.metadata.version('pysail')}",
    }
    damaged = Versions(place.home).drop_damaged()
    if damaged:
        say(f"files of {', '.join(damaged)} were changed or damaged since they were written: made again")
    if not full_refresh and not damaged and read_run(record) == state:
        return PipelineRun(state="nothing new", seconds=_since(started), tables=row_counts(place.home))
    record.unlink(missing_ok=True)
    if place.forget_tables_of_others(engine):
        say(f"the tables were made by another engine, and are rebuilt by {engine}")
    if engine is Engine.SAIL:
        code = f"{state['engine']} {state['code']}"
        run_sail(place, code=code, full_refresh=full_refresh, only=only, say=_Progress(say))
    elif spark is None or only:
        raise ValueError("Spark needs an environment, and makes all tables or none")
    else:
        size = sum(found.st_size for found in files.values())
        _run_spark(place, spark, size, full_refresh=full_refresh, say=say)
    if not only:
        write_run(record, state)
    return PipelineRun(state="done", seconds=_since(started), tables=row_counts(place.home))


def _run_spark(
    place: LakehouseFolders,
    spark: SparkEnvironment,
    size: int,
    *,
    full_refresh: bool,
    say: Callable[[str], None],
) -> None:
    _forget_half_written(place)
    arguments = [
        "run",
        "--spec",
        str(_specification(place)),
        *(["--full-refresh-all"] if full_refresh else []),
    ]
    say("starting Spark")
    run_spark(arguments, spark=spark, place=place, effort=effort(size), say=_Progress(say))


class _Progress:
    """Says which table is made, and how many of all, for the lines that an engine writes; and which file is left."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._count = {"QUEUED": 0, "COMPLETED": 0}

    def __call__(self, line: str) -> None:
        found = EVENT.search(line)
        if not found:
            if LEFT in line:
                self._say(line)
            return
        table, event = found.groups()
        if event == "FAILED":
            self._say(f"{table} failed")
            return
        self._count[event] += 1
        if event == "COMPLETED":
            self._say(f"{table} ({self._count['COMPLETED']} of {self._count['QUEUED']})")


def _specification(place: LakehouseFolders) -> Path:
    folder = place.home / "pipeline"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    # Spark finds definitions below the specification only.
    shutil.copy(DEFINITIONS, folder)
    specification = folder / "spark-pipeline.yml"
    specification.write_text(
        json.dumps(
            {
                "name": "market-data",
                "storage": place.storage.as_uri(),
                "libraries": [{"glob": {"include": DEFINITIONS.name}}],
                "configuration": {f"anthill.{volume}": str(place.home / volume) for volume in Volume},
            }
        )
    )
    return specification


def _forget_half_written(place: LakehouseFolders) -> None:
    """Remove what a killed stream had begun to record: Spark renames such a file once it is whole.

    With one in the folder of offsets and no whole one beside it, Spark refuses to begin the stream
    (STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY).
    """
    for file in [*place.storage.rglob(".*.tmp"), *place.storage.rglob(".*.tmp.crc")]:
        file.unlink()


def _files(home: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for volume in Volume:
        for file in sorted((home / volume).rglob("*")):
            if file.is_file() and not file.name.startswith((".", "_")):
                yield file, file.stat()


def _inputs(home: Path, files: Mapping[Path, os.stat_result]) -> Iterator[str]:
    for file, found in files.items():
        yield f"{file.relative_to(home)} {found.st_size} {found.st_mtime_ns}"


def _code() -> Iterator[str]:
    for folder in CODE:
        for file in sorted(folder.rglob("*")):
            if file.suffix in {".py", ".json"}:
                yield f"{file.relative_to(folder)} {hashlib.sha256(file.read_bytes()).hexdigest()}"


def _digest(lines: Iterator[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _since(started: float) -> float:
    return round(time.monotonic() - started, 1)
