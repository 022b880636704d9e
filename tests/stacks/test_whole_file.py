"""A file is whole, or the one that was there before."""

import os
from pathlib import Path

import pytest

from stacks.whole_file import write_whole


def test_a_file_is_written_with_its_mode_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    assert write_whole(file, "one")
    assert write_whole(file, b"two", mode=0o600)
    assert (file.read_text(), oct(file.stat().st_mode)[-3:]) == ("two", "600")
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("step", ["fsync", "fchmod"])
def test_what_was_there_survives_a_write_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file = tmp_path / "record.json"
    file.write_text("the only copy")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(file, "new")
    assert file.read_text() == "the only copy"
    assert list(tmp_path.iterdir()) == [file]


def test_only_what_is_new_is_written(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    assert write_whole(file, "first", only_new=True)
    assert not write_whole(file, "second", only_new=True)
    assert file.read_text() == "first"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "real.json"
    target.write_text("old")
    link = tmp_path / "link.json"
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
