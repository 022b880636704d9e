"""The record of the last run: whole, or as if there were none."""

from pathlib import Path

import pytest

from anthill_lakehouse.local.run_record import read_run, write_run

RECORD = {"input": "a", "code": "b"}


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "last_run.json"
    write_run(file, {"input": "before", "code": "b"})
    write_run(file, RECORD)
    assert read_run(file) == RECORD
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"null", b"[" * 100_000])
def test_a_damaged_record_is_none_that_a_run_takes_for_its_own(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "last_run.json"
    file.write_bytes(content)
    assert read_run(file) != RECORD
    assert read_run(tmp_path / "none.json") is None
