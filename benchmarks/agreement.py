"""Whether the lakehouse and the yardstick say the same, and both what was delivered."""

from pathlib import Path
from typing import Final

import duckdb

from anthill_lakehouse.local.tables import folder_of, read_table
from benchmarks.trade_files import Delivered

TABLE: Final = "gold.intraday_summary"
KEY: Final = ("isin", "exchange", "session_date")
EXACT: Final = ("open", "high", "low", "close", "trades")
NEAR: Final = {"vwap": 1.5e-6, "volume": 1.5e-6, "realised_volatility": 1e-9}
"""Sums of fractions depend on their order in the last digits, and where they are rounded may fall to either side."""


def disagreements(home: Path, database: Path, delivered: Delivered) -> list[str]:
    """Return what the lakehouse of a home folder says otherwise than the yardstick or the deliverer, each in a line.

    Compared are every value of `gold.intraday_summary`, how many lines were received, were duplicates and went to
    quarantine, and how many broke which rule.
    """
    wanted = {
        "received": delivered.rows,
        "duplicates": delivered.duplicates,
        "quarantined": sum(delivered.by_rule.values()),
    }
    (quality,) = _of_trades(home, "gold.data_quality")
    by_rule = {
        str(row["rule"]): row["records"]
        for row in _of_trades(home, "gold.quality_by_rule")
        if row["severity"] == "drop"
    }
    compared = (
        ("DuckDB's counts", counts(database), wanted),
        ("the lakehouse's counts", {name: quality[name] for name in wanted}, wanted),
        ("the lakehouse's faults by rule", by_rule, delivered.by_rule),
    )
    told = [
        f"{whose} are {found}, delivered was {given}" for whose, found, given in compared if found != given
    ]
    return told + differences(database, folder_of(home, TABLE))


def differences(database: Path, tables: Path) -> list[str]:
    """Return the rows of Parquet files in a folder that differ from the yardstick's, each told in a line."""
    differs = [f"theirs.{name} IS DISTINCT FROM ours.{name}" for name in EXACT]
    for name, tolerance in NEAR.items():
        allowed = f"{tolerance} * greatest(1, abs(ours.{name}) * 1e-6)"
        differs += [
            f"(theirs.{name} IS NULL) <> (ours.{name} IS NULL)",
            f"abs(theirs.{name} - ours.{name}) > {allowed}",
        ]
    statement = (
        f"SELECT {', '.join(KEY)}, ours, theirs FROM read_parquet($files) theirs "  # noqa: S608 - names from above
        f"FULL JOIN summary ours USING ({', '.join(KEY)}) WHERE {' OR '.join(differs)} ORDER BY ALL"
    )
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(statement, {"files": str(tables / "*.parquet")}).fetchall()
    return [f"{' '.join(map(str, row[:3]))}: DuckDB {row[3]}, the lakehouse {row[4]}" for row in rows]


def counts(database: Path) -> dict[str, int]:
    """Return how many lines the yardstick received, and how many were duplicates and wrong."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute("SELECT * FROM counts")
        names = [column[0] for column in found.description or ()]
        return dict(zip(names, found.fetchone() or (), strict=True))


def _of_trades(home: Path, table: str) -> list[dict[str, int | str]]:
    return [row for row in read_table(home, table).to_pylist() if row["dataset"] == "intraday_trades"]
