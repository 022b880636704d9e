"""What is shown names the run that made it: when, on which engine, from which commit."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from operations.common.git import git
from operations.lakehouse.made import read_made, write_made

NOW = datetime(2026, 1, 6, 23, 5, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    root.mkdir()
    git(root, "init", "--quiet")
    (root / "code.py").write_text("1")
    git(root, "add", "--all")
    git(root, "-c", "user.name=ann", "-c", "user.email=ann@example.com", "commit", "--quiet", "-m", "code")
    return root


def test_it_names_the_time_in_utc_and_the_commit(tmp_path: Path, checkout: Path) -> None:
    write_made(tmp_path, checkout, "Sail", NOW)
    made = read_made(tmp_path)
    head = git(checkout, "rev-parse", "HEAD").strip()
    assert made
    assert made.commit == head
    assert made.words == f"Made 2026-01-06 22:05 UTC by Sail from commit {head[:12]}"


def test_code_that_is_in_no_commit_is_not_taken_for_it(tmp_path: Path, checkout: Path) -> None:
    (checkout / "code.py").write_text("2")
    write_made(tmp_path, checkout, "Sail", NOW)
    made = read_made(tmp_path)
    assert made
    assert made.words.endswith(", with changes that are not committed")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", json.dumps({"at": "x", "engine": "", "commit": "", "changed": False})]
)
def test_what_is_damaged_counts_as_not_recorded(tmp_path: Path, text: str) -> None:
    assert read_made(tmp_path) is None
    (tmp_path / "made.json").write_text(text)
    assert read_made(tmp_path) is None


def test_outside_a_repository_there_is_no_commit(tmp_path: Path) -> None:
    write_made(tmp_path, tmp_path, "Spark", NOW.astimezone(UTC))
    made = read_made(tmp_path)
    assert made
    assert made.commit == ""
