"""Intraday trades in files as Firehose delivers them, as many as wanted, and the small datasets they need."""

import gzip
import math
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final

import duckdb

from anthill_lakehouse.datasets import dataset
from anthill_lakehouse.sample.calendar import hours
from anthill_lakehouse.sample.market import FEWEST_DAYS, generate

TRADES_PER_DAY: Final = 1_000_000
"""More rows are more days, as in life; a multiple of a thousand, so that faults stay within their day."""
SHARES: Final = 200
BUFFER_SECONDS: Final = 300
"""How long Firehose collects a file (`environments/dev.py`)."""
COMPRESSION: Final = 5
STATEMENT: Final = (Path(__file__).parent / "trades.sql").read_text(encoding="utf-8")


@dataclass(slots=True, kw_only=True)
class Delivered:
    """What was written of the trades; `faults` counts lines by the rule that must find them.

    `again` are lines that say what another said, `correction` and `older` lines with another price for a known
    trade, of which the former win and the latter lose.
    """

    rows: int
    files: int = 0
    packed_bytes: int = 0
    unpacked_bytes: int = 0
    faults: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def duplicates(self) -> int:
        """How many lines the pipeline must find to be duplicates."""
        return self.faults.get("again", 0)

    @property
    def by_rule(self) -> dict[str, int]:
        """How many lines must go to quarantine, by rule."""
        return {name: count for name, count in self.faults.items() if "." in name}


def deliver(
    home: Path, rows: int, *, seed: int = 1, shares: int = SHARES, per_day: int = TRADES_PER_DAY
) -> Delivered:
    """Write so many lines of trades to a home folder, and the other datasets; the same again for a seed."""
    days = math.ceil(rows / per_day)
    # Five sessions a week, and some more for holidays.
    calendar_days = max(FEWEST_DAYS, days * 7 // 5 + 20)
    generate(home, symbols=shares, days=calendar_days, seed=seed, trades_per_day=0, faults=False)
    made = Delivered(rows=rows)
    with duckdb.connect(config={"threads": os.cpu_count() or 1}) as connection:
        for number, day in enumerate(_quotes(connection, home)[:days]):
            first = number * per_day
            _make_lines(connection, day, seed, range(first, min(first + per_day, rows)))
            _write_files(connection, home, made)
    return made


def _quotes(connection: duckdb.DuckDBPyConnection, home: Path) -> list[date]:
    """Make the table of what is traded when and near which price, and return its days."""
    prices, instruments = (
        str(home / of.volume / of.folder / "**" / "*.*")
        for of in map(dataset, ("daily_prices", "instruments"))
    )
    connection.execute("CREATE TABLE hours (exchange VARCHAR, day DATE, opens BIGINT, closes BIGINT)")
    connection.execute(
        "CREATE TABLE prices AS SELECT isin, p.exchange, p.currency, trade_date::DATE AS day, "
        "(low * 100)::BIGINT AS low, (high * 100)::BIGINT AS high "
        "FROM read_ndjson($prices) p JOIN read_parquet($instruments) i USING (isin) WHERE kind = 'equity'",
        {"prices": prices, "instruments": instruments},
    )
    open_on = connection.execute("SELECT DISTINCT exchange, day FROM prices ORDER BY day").fetchall()
    moments = [
        (exchange, day, *(int(at.timestamp()) for at in hours(exchange, day))) for exchange, day in open_on
    ]
    connection.executemany("INSERT INTO hours VALUES (?, ?, ?, ?)", moments)
    connection.execute(
        "CREATE TABLE quotes AS SELECT *, row_number() OVER (PARTITION BY day ORDER BY isin) - 1 AS number "
        "FROM prices JOIN hours USING (exchange, day)"
    )
    return sorted({day for _, day in open_on})


def _make_lines(connection: duckdb.DuckDBPyConnection, day: date, seed: int, lines: range) -> None:
    given = {"day": day, "first": lines.start, "end": lines.stop, "seed": seed, "seconds": BUFFER_SECONDS}
    connection.execute(f"CREATE OR REPLACE TEMP TABLE lines AS {STATEMENT}", given)


def _write_files(connection: duckdb.DuckDBPyConnection, home: Path, made: Delivered) -> None:
    for fault, count in connection.execute(
        "SELECT fault, count(*) FROM lines WHERE fault IS NOT NULL GROUP BY fault ORDER BY fault"
    ).fetchall():
        made.faults[fault] = made.faults.get(fault, 0) + count
    # zlib works without Python's lock.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for unpacked, packed in threads.map(partial(_write, home), _files(connection)):
            made.files += 1
            made.unpacked_bytes += unpacked
            made.packed_bytes += packed


def _files(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, str]]:
    found = connection.execute(
        "SELECT file, string_agg(text, chr(10) ORDER BY delivered, line) FROM lines GROUP BY file ORDER BY file"
    )
    while row := found.fetchone():
        yield row[0], row[1]


def _write(home: Path, made: tuple[int, str]) -> tuple[int, int]:
    """Write a file with the time of its delivery, and return its size before and after compression."""
    begun, text = made
    at, of = datetime.fromtimestamp(begun, UTC), dataset("intraday_trades")
    name = f"date={at:%Y-%m-%d}/hour={at:%H}/intraday-trades-1-{at:%Y-%m-%d-%H-%M-%S}.gz"
    file = home / of.volume / of.folder / name
    content = f"{text}\n".encode()
    packed = gzip.compress(content, COMPRESSION, mtime=0)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(packed)
    os.utime(file, (begun + BUFFER_SECONDS, begun + BUFFER_SECONDS))
    return len(content), len(packed)
