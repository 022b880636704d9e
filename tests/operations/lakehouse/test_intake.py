"""What is taken in from a folder: what is new there, and again what was damaged here."""

import os
from pathlib import Path

import pytest

from operations.common.errors import InputError
from operations.lakehouse import intake
from operations.lakehouse.buckets import Days, is_there
from operations.lakehouse.intake import take_in

PRICES = "landing/market/daily-prices/date=2026-01-05/a.jsonl"


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one delivery, where no platform is deployed."""
    monkeypatch.setattr(intake, "deployed_platform", lambda: None)
    file = tmp_path / "given" / PRICES
    file.parent.mkdir(parents=True)
    file.write_text('{"close": "1.5"}\n')
    os.utime(file, ns=(1, 1_700_000_000_123_456_789))
    return tmp_path / "given"


def took(home: Path, given: Path | None) -> int:
    return take_in(home, given, Days(), lambda _: None).new_files


def test_a_delivery_is_taken_once_with_its_time(tmp_path: Path, given: Path) -> None:
    home = tmp_path / "home"
    assert [took(home, given), took(home, given)] == [1, 0]
    assert (home / PRICES).stat().st_mtime_ns == (given / PRICES).stat().st_mtime_ns


@pytest.mark.parametrize("left", [0, 5])
def test_a_delivery_that_was_cut_is_taken_again_as_it_was(tmp_path: Path, given: Path, left: int) -> None:
    home = tmp_path / "home"
    took(home, given)
    before = (home / PRICES).stat()
    os.truncate(home / PRICES, left)
    assert took(home, given) == 1
    after = (home / PRICES).stat()
    # The tables know it by these: they have its rows already.
    assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
    assert (home / PRICES).read_bytes() == (given / PRICES).read_bytes()


def test_what_only_the_home_folder_has_stays(tmp_path: Path, given: Path) -> None:
    mine = tmp_path / "home" / PRICES.replace("/a.", "/b.")
    mine.parent.mkdir(parents=True)
    mine.write_text("{}\n")
    took(tmp_path / "home", given)
    assert mine.read_text() == "{}\n"


def test_an_object_is_there_if_its_whole_size_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"123")
    assert is_there(tmp_path / "a", 3)
    assert not is_there(tmp_path / "a", 4)
    assert not is_there(tmp_path / "b", 3)
    assert not is_there(tmp_path, tmp_path.stat().st_size)


def test_without_input_and_without_its_folders_the_way_on_is_said(tmp_path: Path, given: Path) -> None:
    with pytest.raises(InputError, match="neither --sample nor --input is given"):
        took(tmp_path / "home", None)
    with pytest.raises(InputError, match="holds neither a folder landing nor a folder arrivals"):
        took(tmp_path / "home", given / "landing")
