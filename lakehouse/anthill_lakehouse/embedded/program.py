"""`python -m anthill_lakehouse.embedded.program REQUEST`: one run on Sail, in a process of its own.

What it says of tables has the form of `spark-pipelines`, so that one reader of logs understands both.
"""

import json
import os
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pyspark.sql import SparkSession

from anthill_lakehouse.embedded.making import Making
from anthill_lakehouse.embedded.session import POOL_SIZE, sail
from anthill_lakehouse.embedded.versions import Versions
from anthill_lakehouse.orphan import end_with_parent
from anthill_lakehouse.platform import ENGINE, SAIL
from contracts.arrival import Volume

NO_ROOM: Final = re.compile("Resources exhausted|Failed to allocate additional")
"""How Sail says that its pool of memory is used up by what it can't put aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be done: for which home folder, by which code (its digest), and for which table alone, if any."""

    home: str
    code: str
    full_refresh: bool = False
    only: str | None = None


def main(arguments: list[str]) -> int:
    """Run a request, which is given as JSON; return 1 if it failed, after a line that says why."""
    end_with_parent()
    request = Request(**json.loads(arguments[0]))
    try:
        with sail() as spark:
            _run(request, spark)
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller shows its text
        print(f"error: {_first_words(error)}", flush=True)  # noqa: T201 - this process speaks by its output
        return 1
    return 0


def _run(request: Request, spark: SparkSession) -> None:
    spark.conf.set(ENGINE, SAIL)
    for volume in Volume:
        spark.conf.set(f"anthill.{volume}", str(Path(request.home) / volume))
    versions = Versions(Path(request.home))
    if request.full_refresh:
        versions.forget()
    versions.sweep()
    making = Making(
        home=Path(request.home), code=request.code, spark=spark, versions=versions, tell=_tell, say=_say
    )
    making.run(request.only)


def _tell(table: str, event: str) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}: Flow {table} {event}.", flush=True)  # noqa: T201


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _first_words(error: Exception) -> str:
    said = str(error).partition("\n\nJVM stacktrace")[0].strip() or type(error).__name__
    if not NO_ROOM.search(said):
        return said
    return (
        f"a step needs more memory than Sail may use for one, {os.environ[POOL_SIZE]} bytes: set {POOL_SIZE} to more, "
        f"if this machine has it, or use --engine spark; the next run goes on with what was made ({said})"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
