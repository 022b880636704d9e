"""Prose of the pages is wrapped at 120 characters; tables, code and what cannot be broken are exempt."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LIMIT = 120
GENERATED = ("docs/reference/", "docs/examples/")
PAGES = [
    page
    for page in sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
    if not page.relative_to(ROOT).as_posix().startswith(GENERATED)
]


def too_long(text: str) -> Iterator[str]:
    """Yield each line of prose that could be broken and is not."""
    within_code = False
    for line in text.splitlines():
        fence = re.match(r" *```", line) is not None
        within_code ^= fence
        if within_code or fence or line.lstrip().startswith("|") or len(line) <= LIMIT:
            continue
        marker = re.match(r" *(?:[-*>]|\d+\.)? *", line)
        # A code span and the target of a link stay whole.
        body = re.sub(r"`[^`]+`", "code", line[marker.end() if marker else 0 :])
        if " " in body:
            yield line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_prose_is_wrapped(page: Path) -> None:
    assert list(too_long(page.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("word " * 25, True),
        (f"* {'word ' * 25}", True),
        (f"   > {'word ' * 25}", True),
        ("word " * 23, False),
        (f"| {'word ' * 25}|", False),
        (f"```console\n{'word ' * 25}\n```", False),
        (f"* [a](https://example.com/{'x' * 120}).", False),
        (f"* `{'word ' * 25}`:", False),
    ],
)
def test_only_prose_is_measured(line: str, found: bool) -> None:
    assert (list(too_long(line)) != []) == found
