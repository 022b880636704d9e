"""`python -m benchmarks.lakehouse_parity`: samples by chance through Sail and through Spark, every table compared."""

import gzip
import os
import shutil
import tempfile
import time
import zlib
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.console import Console

from anthill_lakehouse.local.engine import Engine
from anthill_lakehouse.local.pipeline import run
from anthill_lakehouse.sample.market import FEWEST_DAYS, generate
from benchmarks.table_differences import differences
from operations.lakehouse.spark_environment import spark_environment

if TYPE_CHECKING:
    from anthill_lakehouse.local.spark_process import SparkEnvironment

MOST_SYMBOLS: Final = 7
MOST_DAYS: Final = 3 * FEWEST_DAYS
FAULTY: Final = 0.8
"""The share of samples that have the faults of real data."""
WITHIN: Final = 0.8
"""The share of damages that are of a packed file's text; the others may leave nothing to unpack."""
DAMAGED: Final = 0.05
"""The share of deliveries that are damaged by chance, beyond the faults that a sample has."""
PIECES: Final = (
    *(b"", b"\n", b"\r\n", b" ", b'"', b"'", b"\\", b"{", b"}", b"}{", b"[", b"]", b",", b":", b"null", b"\xff"),
    *(b"\t", b"0", b"-", b"1e3", b"1E-7", b"NaN", b".5", b"9" * 40, b"\xc2\xa0", b"2026-02-30", b"T"),
)  # fmt: skip
"""What is put into texts in the place of a few bytes: what parsers of JSON, CSV, numbers and times disagree about."""


def sample(home: Path, seed: int) -> str:
    """Write a small sample of that seed, of a size and with faults by chance; return what it is."""
    chance = Random(seed)  # noqa: S311 - no secret
    given: dict[str, Any] = {
        "symbols": chance.randint(4, MOST_SYMBOLS),
        "days": chance.randint(FEWEST_DAYS, MOST_DAYS),
        "trades_per_day": chance.randint(1, 8),
        "faults": chance.random() < FAULTY,
    }
    made = generate(home, seed=seed, **given)
    files = sorted(file for file in home.rglob("*") if file.is_file())
    chosen = chance.sample(files, round(len(files) * chance.uniform(0, DAMAGED)))
    for file in chosen:
        _damage(file, chance)
    told = ", ".join(f"{name} {value}" for name, value in given.items())
    return f"seed {seed}: {told}, {made.files} files, {len(chosen)} of them damaged"


def _damage(file: Path, chance: Random) -> None:
    """Put pieces in the place of a few bytes of a file's text, or of the file itself if it holds no text."""
    content, times = file.read_bytes(), file.stat()
    unpacked = _unpacked(content) if chance.random() < WITHIN else None
    text = bytearray(content if unpacked is None else unpacked)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        text[at : at + chance.randint(0, 3)] = chance.choice(PIECES)
    file.write_bytes(text if unpacked is None else gzip.compress(text, mtime=0))
    # When a file arrived is in the tables.
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def _unpacked(content: bytes) -> bytes | None:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return None


def compare(place: Path, seed: int, spark: "SparkEnvironment") -> tuple[str, dict[str, str], int]:
    """Run a sample by both engines in a folder; return what it is, what differs by table, how many tables there are."""
    homes = {engine: place / engine for engine in Engine}
    told = ""
    tables = set[str]()
    for engine, home in homes.items():
        told = sample(home, seed)
        tables |= set(run(home, engine=engine, spark=spark if engine is Engine.SPARK else None).tables)
    return told, differences(*homes.values()), len(tables)


def main(
    seeds: Annotated[int, typer.Option(min=1, help="How many samples.")] = 5,
    first: Annotated[
        int | None, typer.Option(min=0, help="The first seed, others follow; by chance if none is given.")
    ] = None,
    keep: Annotated[Path | None, typer.Option(help="Leave tables that differ in this folder.")] = None,
) -> None:
    """Compare all tables of samples by value, fractions to nine digits; exit code 1 if any differs.

    A run of Spark takes most of a minute of processor time.
    """
    console = Console(stderr=True)
    spark = spark_environment(console.print)
    begin = int(time.time()) if first is None else first
    wrong = 0
    for seed in range(begin, begin + seeds):
        with tempfile.TemporaryDirectory(prefix="anthill-parity-") as folder:
            told, found, tables = compare(Path(folder), seed, spark)
            typer.echo(f"{told}: {tables - len(found)} of {tables} tables are equal")
            for table, difference in sorted(found.items()):
                typer.echo(f"  {table}: {difference}")
            wrong += bool(found)
            if found and keep:
                shutil.copytree(folder, keep / str(seed), symlinks=True)
    typer.echo(f"{seeds - wrong} of {seeds} samples from seed {begin} are equal in every table")
    raise typer.Exit(1 if wrong else 0)


if __name__ == "__main__":
    typer.run(main)
