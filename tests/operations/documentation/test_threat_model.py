"""The threat model names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs/concepts/threat-model.md"
NAMED = re.compile(r"`(?P<file>tests/[\w/]+\.py)(?:::(?P<test>\w+))?`")


def test_every_test_that_it_names_is_there() -> None:
    named = list(NAMED.finditer(PAGE.read_text(encoding="utf-8")))
    assert len(named) > 10
    for each in named:
        text = (ROOT / each["file"]).read_text(encoding="utf-8")
        assert each["test"] is None or f"def {each['test']}(" in text, each[0]


def test_every_row_says_what_stops_it_and_which_test_shows_it() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## What remains")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and "|---" not in line][1:]
    assert len(rows) >= 10
    for row in rows:
        assert len(row.split(" | ")) == 5, row
        assert NAMED.search(row), row
