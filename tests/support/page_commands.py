"""The commands that pages tell people to type, and which of them a test of its own types, or none."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.support.project_copy import blocks

ROOT = Path(__file__).resolve().parents[2]
LISTED = ROOT / "tests/e2e/not_typed.toml"
SHELLS = ("console", "bash", "sh", "shell")
PAGES = sorted(
    [ROOT / "README.md", *(page for page in (ROOT / "docs").rglob("*.md") if "examples" not in page.parts)]
)


@dataclass(frozen=True)
class Typed:
    """A section of a page whose commands a test of its own types."""

    section: str
    test: str


@dataclass(frozen=True)
class NotTyped:
    """Commands that no test types here: a pattern of the whole line, why, and what tries the same, if anything."""

    line: str
    reason: str
    test: str | None = None

    def matches(self, line: str) -> bool:
        return re.fullmatch(self.line, line) is not None


def listed(file: Path = LISTED) -> tuple[list[Typed], list[NotTyped]]:
    """Return the reviewed lists: sections that are typed elsewhere, commands that are not typed."""
    document = tomllib.loads(file.read_text())
    return (
        [Typed(**each) for each in document["typed_elsewhere"]],
        [NotTyped(**each) for each in document["not_typed"]],
    )


def commands(page: Path) -> list[tuple[str, str]]:
    """Return each command of a page's blocks with its section: PAGE#Heading, for what is above any the page alone."""
    name = page.relative_to(ROOT).as_posix()
    found: list[tuple[str, str]] = []
    for part in re.split(r"^(?=## )", page.read_text(), flags=re.MULTILINE):
        heading = re.match(r"## (.*)", part)
        section = f"{name}#{heading[1]}" if heading else name
        for language in SHELLS:
            for block in blocks(part, language):
                found += [(section, line) for line in lines(block)]
    return found


def lines(block: str) -> list[str]:
    """Return the commands of a block: lines that go on are one, remarks are left out, and so is `uv run`."""
    whole = re.sub(r"\\\n\s*", "", block)
    bare = (re.sub(r"\s{2,}# .*$", "", line).strip() for line in whole.splitlines())
    return [re.sub(r"\buv run ", "", line) for line in bare if line]
