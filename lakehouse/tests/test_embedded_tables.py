"""What the embedded engine keeps between runs: versions of tables, the files that are in them, the records of each."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthill_lakehouse.bronze.decode import as_json_lines
from anthill_lakehouse.datasets import dataset
from anthill_lakehouse.embedded.arrivals import new_deliveries, staged
from anthill_lakehouse.embedded.delivered import records_in
from anthill_lakehouse.embedded.kept import LostRecordsError, check_kept
from anthill_lakehouse.embedded.versions import Versions
from anthill_lakehouse.local.tables import read_table

TRADES = dataset("intraday_trades")


def write(folder: Path, name: str, **columns: list[Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), folder / name)


def test_a_version_replaces_the_one_before_at_once(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    assert versions.current("gold.t") is None
    write(versions.begin("gold.t"), "a.parquet", n=[1])
    assert versions.current("gold.t") is None, "what is being written is no table"
    versions.commit("gold.t", "one")
    write(versions.begin("gold.t"), "a.parquet", n=[2])
    assert read_table(tmp_path, "gold.t").to_pydict() == {"n": [1]}
    two = versions.commit("gold.t", "two")
    assert read_table(tmp_path, "gold.t").to_pydict() == {"n": [2]}
    versions.begin("gold.t")
    versions.sweep()
    assert versions.current("gold.t") == two.resolve()
    assert [folder.name for folder in (tmp_path / "versions/gold.t").iterdir()] == ["two"]


def test_a_table_that_grows_has_its_rows_and_its_deliveries_together(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    for number in (1, 2):
        write(versions.begin("bronze.t", grown=True), f"{number}.parquet", n=[number])
        known = versions.deliveries("bronze.t")
        assert len(known) == number - 1
        versions.commit("bronze.t", f"v{number}", [*known, (f"landing/{number}", number, 10)])
    assert sorted(read_table(tmp_path, "bronze.t")["n"].to_pylist()) == [1, 2]
    # A run that is killed here has changed nothing.
    write(versions.begin("bronze.t", grown=True), "3.parquet", n=[3])
    again = Versions(tmp_path)
    again.sweep()
    assert sorted(read_table(tmp_path, "bronze.t")["n"].to_pylist()) == [1, 2]
    assert again.deliveries("bronze.t") == [("landing/1", 1, 10), ("landing/2", 2, 10)]


def test_whatever_follows_what_a_version_is_whole_until_something_else_changes_it(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    for number in (1, 2, 3):
        folder = versions.begin("bronze.t", grown=True)
        write(folder, f"{number}.parquet", n=[number])
        versions.commit("bronze.t", f"v{number}", [(f"landing/{number}", number, 10)])
        # A view's files have the same names in each version.
        write(versions.begin("gold.t"), "part-0.parquet", n=[number])
        versions.commit("gold.t", f"v{number}")
        assert versions.drop_damaged() == []
    (tmp_path / "warehouse/bronze.db/t/1.parquet").write_bytes(b"cut")
    assert versions.drop_damaged() == ["bronze.t"]
    assert versions.current("bronze.t") is None
    assert read_table(tmp_path, "gold.t")["n"].to_pylist() == [3]


def arrive(home: Path, name: str, content: bytes, at: int = 1_770_000_000) -> Path:
    file = home / TRADES.volume / TRADES.folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (at, at))
    return file


def test_a_file_is_new_once_and_again_where_it_was_written_over(tmp_path: Path) -> None:
    arrive(tmp_path, "date=2026-01-05/a.gz", b"{}")
    arrive(tmp_path, "date=2026-01-05/.half.gz", b"{}")
    arrive(tmp_path, "_temporary", b"{}")
    (first,) = new_deliveries(tmp_path, TRADES, ())
    assert first[0].endswith("date=2026-01-05/a.gz")
    assert new_deliveries(tmp_path, TRADES, [first]) == []
    for change in ((b"{}{}", 1_770_000_000), (b"{}", 1_770_000_001)):
        arrive(tmp_path, "date=2026-01-05/a.gz", *change)
        assert len(new_deliveries(tmp_path, TRADES, [first])) == 1


def test_a_file_that_grows_or_vanishes_is_left_to_the_next_run_by_name(tmp_path: Path) -> None:
    for name in ("grows", "vanishes", "stays"):
        arrive(tmp_path, name, b'{"a":1}\n')
    new = new_deliveries(tmp_path, TRADES, ())
    arrive(tmp_path, "grows", b'{"a":1}\n{"a":2}\n')
    (tmp_path / TRADES.volume / TRADES.folder / "vanishes").unlink()
    said: list[str] = []
    parts = staged(tmp_path, TRADES, new, tmp_path, said.append)
    arrived = next(parts)
    assert [Path(path).name for path, _, _ in arrived.deliveries] == ["stays"]
    assert sorted(line.split(" is left")[0].rpartition("/")[2] for line in said) == ["grows", "vanishes"]
    assert pq.read_table(arrived.file)["lines"].to_pylist() == ['{"a":1}\n']
    assert next(parts, None) is None
    assert not arrived.file.exists()


def rows_of(decoded: str) -> int:
    return sum(1 for line in decoded.split("\n") if line.strip())


VALUES = st.none() | st.integers() | st.text(max_size=4) | st.sampled_from(["}{", "{", '"', "\\"])
OBJECTS = st.lists(
    st.dictionaries(
        st.text(max_size=3), VALUES | st.dictionaries(st.text(max_size=2), VALUES, max_size=2), max_size=3
    ),
    max_size=6,
)


@given(OBJECTS, st.sampled_from(["", "\n", "\r\n", ", ", "\n\n"]), st.booleans())
def test_objects_are_counted_as_they_are_read(
    objects: list[dict[str, Any]], between: str, packed: bool
) -> None:
    content = between.join(json.dumps(each) for each in objects).encode()
    content = gzip.compress(content[:7]) + gzip.compress(content[7:]) if packed else content
    decoded = as_json_lines("jsonl", content)
    assert records_in("jsonl", content, decoded) == rows_of(decoded) == len(objects)


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters='\r\n",', exclude_categories=("Z", "C")), min_size=1
)


@given(st.lists(st.tuples(CELLS, st.text(st.characters(codec="utf-8", exclude_characters="\x00")))))
def test_rows_of_csv_are_counted_as_they_are_read(rows: list[tuple[str, str]]) -> None:
    lines = [f'{cell},"{text.replace(chr(34), chr(34) * 2)}"' for cell, text in rows]
    content = "\n".join(["name,text", *lines]).encode()
    decoded = as_json_lines("csv", content)
    assert records_in("csv", content, decoded) <= rows_of(decoded) == len(rows)


@pytest.mark.parametrize(
    ("encoding", "content", "count"),
    [
        ("jsonl", b"", 0),
        ("jsonl", b'{"a":1}\r\n{"a":{"b":"}"}}{"c":2}', 3),
        ("jsonl", b'{"a":"' + b"x" * 10_000_000 + b'"}\n{"a":2}', 2),
        ("jsonl", gzip.compress(b'{"a":1}', mtime=0)[:-4], 1),
        ("jsonl", b'{"a":1}}{"b"', 1),
        ("csv", b'a,b\n1,"x\ny"\n\n2,z', 2),
        ("csv", b"\xff", 1),
        ("parquet", b"PAR1 cut off", 1),
    ],
    ids=lambda value: repr(value)[:25],
)
def test_what_bytes_hold_is_counted(encoding: str, content: bytes, count: int) -> None:
    decoded = as_json_lines(encoding, content)
    assert records_in(encoding, content, decoded) == count
    assert rows_of(decoded) >= count


@pytest.mark.parametrize("encoding", ["jsonl", "csv", "parquet"])
def test_a_file_that_is_damaged_anywhere_stops_no_run(encoding: str, tmp_path: Path) -> None:
    write(tmp_path, "whole.parquet", n=[1, 2, 3], t=["a", "bb", "ccc"])
    content = {
        "jsonl": gzip.compress(b'{"a":1}\n{"a":2}\n' * 9, mtime=0),
        "csv": gzip.compress(b'a,b\n1,"2"\n' * 9, mtime=0),
        "parquet": (tmp_path / "whole.parquet").read_bytes(),
    }[encoding]
    for at in range(len(content)):
        for other in (0, content[at] ^ 1, content[at] ^ 0x80):
            damaged = content[:at] + bytes([other]) + content[at + 1 :]
            decoded = as_json_lines(encoding, damaged)
            assert 0 <= records_in(encoding, damaged, decoded) <= rows_of(decoded), (at, other)


def test_records_that_would_be_lost_stop_the_run_and_are_named(tmp_path: Path) -> None:
    malformed = '{"a":tru}{"a":2}'
    write(
        tmp_path / "new", "a.parquet",
        _source_file=["one", "two", "two"], _problem=[None, None, "record.malformed: x"],
        _record=["{}", "{}", malformed],
    )  # fmt: skip
    check_kept("bronze.t", tmp_path / "new", {"one": 1, "two": 3})
    with pytest.raises(LostRecordsError, match=r"bronze\.t would keep fewer .*: one: 1 of 2; three: 0 of 5$"):
        check_kept("bronze.t", tmp_path / "new", {"one": 2, "two": 3, "three": 5})
