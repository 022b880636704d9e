"""`python -m benchmarks.duckdb_yardstick HOME DATABASE`: the same result by DuckDB."""

import sys
from pathlib import Path
from typing import Final

import duckdb

PROGRAM: Final = Path(__file__).parent / "intraday_summary.sql"
THREADS: Final = 2


def summarise(home: Path, database: Path, memory: str | None = None) -> None:
    """Make the table `summary`, and those before it, in a new database from the files of a home folder.

    `memory` is the most that DuckDB may use, such as `3GiB`; beyond it, it writes to disk beside the database.
    """
    config: dict[str, str | bool | int | float | list[str]] = {"threads": THREADS}
    if memory:
        config["memory_limit"] = memory
    with duckdb.connect(str(database), config=config) as connection:
        connection.execute("SET VARIABLE home = $home", {"home": str(home)})
        connection.execute(PROGRAM.read_text(encoding="utf-8"))


if __name__ == "__main__":
    summarise(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
