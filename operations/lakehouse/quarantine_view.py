"""The records in quarantine, the latest of each dataset with the reasons."""

from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from operations.lakehouse.sheet import Sheet

SHOWN: Final = 10
"""Records of a dataset: enough to see what is wrong; a query shows all."""

LONGEST: Final = 400
"""Letters of a record."""


def anchor(dataset: str) -> str:
    """Return where in the page the quarantine of a dataset is."""
    return f"quarantine-{dataset}"


def quarantine(home: Path, datasets: Iterable[str]) -> tuple[Sheet, ...]:
    """Return a sheet for each dataset that has records in quarantine."""
    return tuple(sheet for name in datasets if (sheet := _sheet(home, name)))


def _sheet(home: Path, name: str) -> Sheet | None:
    # Slow to load (Arrow, Spark's client), and other commands do without.
    from anthill_lakehouse.datasets import dataset  # noqa: PLC0415
    from anthill_lakehouse.local.tables import NoTableError, read_table  # noqa: PLC0415

    table = dataset(name).quarantine
    try:
        rows: list[dict[str, Any]] = read_table(home, table).to_pylist()
    except NoTableError:
        return None
    if not rows:
        return None
    rows.sort(key=itemgetter("arrived_at", "source_file", "line"), reverse=True)
    return Sheet(
        title=f"In quarantine: {name}, the last {min(SHOWN, len(rows))} of {len(rows)}",
        note=f"All of them: anthill lakehouse query 'TABLE {table}'",
        anchor=anchor(name),
        headings=("reasons", "record", "file and line"),
        rows=tuple(
            (
                "; ".join(row["reasons"] or ()),
                _cut(row["record"] or "nothing that can be read"),
                f"{row['source_file']} {row['line']}",
            )
            for row in rows[:SHOWN]
        ),
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
