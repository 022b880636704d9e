"""Runs of the pipeline that are killed, and what is in the tables afterwards."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from anthill_lakehouse.local.tables import read_table, schema_of, table_names

RUN = (
    "import sys; from pathlib import Path; from anthill_lakehouse.local.pipeline import run; "
    "run(Path(sys.argv[1]), say=print)"
)


def contents(home: Path) -> dict[str, list[str]]:
    """Return the rows of every table as sorted text; fractions to nine digits, as sums may differ beyond."""
    return {
        name: sorted(
            json.dumps(
                {
                    key: f"{value:.9g}" if isinstance(value, float) else str(value)
                    for key, value in row.items()
                }
            )
            for row in read_table(home, name).to_pylist()
        )
        for name in table_names(home)
    }


def rows(home: Path, table: str, *key: str) -> dict[Any, dict[str, Any]]:
    found = read_table(home, table).to_pylist()
    keyed = {tuple(str(row[name]) for name in key): row for row in found}
    assert len(keyed) == len(found), f"{table} has a key twice"
    return keyed


def negative_zeros(home: Path) -> list[str]:
    """Return the columns of gold and features that hold a negative zero."""
    return [
        f"{name}.{column.name}"
        for name in table_names(home)
        if name.startswith(("gold.", "features."))
        for column in schema_of(home, name)
        if str(column.type) in {"double", "float"}
        and any(map(is_negative_zero, read_table(home, name)[column.name].to_pylist()))
    ]


def is_negative_zero(value: float | None) -> bool:
    return value is not None and value == 0 and math.copysign(1, value) < 0


def killed_at(home: Path, table: str, *, engine_too: bool = True) -> None:
    """Run the pipeline and kill it without a warning while a table is being written: all of it, or not its engine."""
    with subprocess.Popen(
        [sys.executable, "-c", RUN, str(home)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        log, deadline = home / "engine.log", time.monotonic() + 600
        while not (log.exists() and f"{table} is RUNNING" in log.read_text(errors="replace")):
            assert process.poll() is None, (
                f"the run ended before {table}: {log.read_text(errors='replace')[-2000:]}"
            )
            assert time.monotonic() < deadline, f"{table} was never reached"
            time.sleep(0.05)
        # The engine is in a group of its own; kill that first, so that nothing is tidied up.
        for child in _engine(home) if engine_too else []:
            os.killpg(child, signal.SIGKILL)
        process.kill()
    log.unlink()


def _engine(home: Path) -> list[int]:
    listed = subprocess.run(
        ["pgrep", "-f", f"embedded.program.*{home}"], capture_output=True, text=True, check=True
    ).stdout
    return sorted({os.getpgid(int(pid)) for pid in listed.split()})
