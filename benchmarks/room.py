"""Whether this machine has the memory and the disk for so many rows."""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Final

import psutil

from anthill_lakehouse.local.spark_process import spark_memory as heap
from benchmarks.watched import MEBIBYTE
from operations.common.errors import InputError

BYTES_PER_ROW: Final = 1200
"""An estimate: files, tables, the yardstick's database, and what Spark and DuckDB put aside meanwhile."""
BESIDE_THE_HEAP: Final = 1536 * MEBIBYTE
"""What Spark's process and its Python workers take beyond the heap."""
SIZE: Final = re.compile(r"(\d+)([kmgt])b?", re.IGNORECASE)


def spark_memory() -> int:
    """Return the heap that Spark is given, in bytes. Raises InputError if it is no size such as 3g."""
    given = heap()
    found = SIZE.fullmatch(given)
    if not found:
        raise InputError(
            f"ANTHILL_SPARK_MEMORY is {given!r}: give a whole number and k, m, g or t, such as 3g"
        )
    return int(found[1]) << 10 * (1 + "kmgt".index(found[2].lower()))


def check_room(rows: int, folder: Path) -> None:
    """Raise InputError if the folder's disk, the temporary folder's or memory has no room for so many rows."""
    needed = rows * BYTES_PER_ROW
    for place in {folder, Path(tempfile.gettempdir())}:
        free = shutil.disk_usage(place).free
        if free < needed:
            raise InputError(
                f"{rows:,} rows need about {needed // MEBIBYTE:,} MiB of disk in {place}, which has "
                f"{free // MEBIBYTE:,} MiB free: make room, give fewer --rows, or set TMPDIR to another disk"
            )
    memory, available = spark_memory() + BESIDE_THE_HEAP, psutil.virtual_memory().available
    if available < memory:
        raise InputError(
            f"Spark may take about {memory // MEBIBYTE:,} MiB of memory, and {available // MEBIBYTE:,} MiB are free: "
            "end other programs, or set ANTHILL_SPARK_MEMORY (such as 2g)"
        )
