"""Checks that as many records as were delivered are in bronze, readable or in quarantine."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pds

from anthill_lakehouse.embedded.delivered import objects_in

SHOWN: Final = 5


class LostRecordsError(Exception):
    """Records of some files would be in no table: a fault of the code that reads them."""


def check_kept(name: str, written: Path, delivered: Mapping[str, int]) -> None:
    """Compare rows, which a table of bronze is about to get, with records by the path of their file.

    Raises LostRecordsError if a file has fewer rows than records. A record that can't be read counts for as many as
    its text holds, since that is kept.
    """
    files = _columns(written, "_source_file", "_problem")
    readable = files["_problem"].is_null()
    counted = files["_source_file"].filter(readable).value_counts()
    kept = Counter[str]({each["values"]: each["counts"] for each in counted.to_pylist()})
    if any(kept[file] < count for file, count in delivered.items()):
        kept += _unreadable(written)
    lost = [
        f"{file}: {kept[file]} of {count}" for file, count in sorted(delivered.items()) if kept[file] < count
    ]
    if lost:
        more = f", and {len(lost) - SHOWN} more" if len(lost) > SHOWN else ""
        raise LostRecordsError(
            f"{name} would keep fewer records than were delivered: {'; '.join(lost[:SHOWN])}{more}"
        )


def _unreadable(written: Path) -> Counter[str]:
    """Return by file how many records are kept as text alone."""
    rows = _columns(written, "_source_file", "_record", only=pc.field("_problem").is_valid())
    kept = Counter[str]()
    for row in rows.to_pylist():
        kept[row["_source_file"]] += max(1, objects_in((row["_record"] or "").encode()))
    return kept


def _columns(written: Path, *names: str, only: pc.Expression | None = None) -> pa.Table:
    # Sail writes views of texts, which Arrow can't filter: they are read as texts.
    as_texts = pa.schema([(name, pa.string()) for name in ("_source_file", "_problem", "_record")])
    return pds.dataset(str(written), format="parquet", schema=as_texts).to_table(
        columns=list(names), filter=only
    )
