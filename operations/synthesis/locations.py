"""Which Python line a reviewer should look at for a resource."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from configuration.stack_ids import ACCOUNT_STACK, environment_stack
from operations.common.git import git
from operations.synthesis.sources_recorder import FILE

WIRING: Final = "stacks/"
DATA: Final = "environments/"
SHARED_DATA: Final = ("shared", "market_data", "databricks_account", "catalogue")
"""The modules that hold values of every environment; each environment has one of its own beside them."""

HUNK: Final = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
MOST_DATA_PLACES: Final = 3


class Location(NamedTuple):
    """A line of a file of the repository."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a resource comes from.

    `place` is the line to look at: one that this change edits if the resource is made by such a line, else the
    construct's own. `wiring` is the line of a stack that leads there, `data` are edited lines of the environment
    that it belongs to.
    """

    place: Location
    own: Location
    wiring: Location | None = None
    data: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Edits:
    """The edited lines of one side of a change: the first and last line of each hunk, by file."""

    hunks: Mapping[str, tuple[tuple[int, int], ...]]

    def has(self, place: Location) -> bool:
        """Return whether a line is edited."""
        return any(first <= place.line <= last for first, last in self.hunks.get(place.file, ()))

    def data_of(self, stack: str, environments: Iterable[str]) -> tuple[Location, ...]:
        """Return the edited lines of environments that may reach a stack: not those of another environment.

        None where they are many: then no single one explains why a resource changes.
        """
        # The stack of the Databricks account is made of what every environment says.
        modules = [
            *SHARED_DATA,
            *(
                name.replace("-", "_")
                for name in environments
                if stack == ACCOUNT_STACK or f"{stack}-".startswith(f"{environment_stack(name)}-")
            ),
        ]
        files = {f"{DATA}{module}.py" for module in modules}
        found = tuple(
            Location(file, first)
            for file, hunks in sorted(self.hunks.items())
            if file in files
            for first, _ in hunks
        )
        return found if len(found) <= MOST_DATA_PLACES else ()


@dataclass(frozen=True, slots=True)
class Sources:
    """Which lines made the constructs of one revision, innermost first."""

    chains: Mapping[str, tuple[Location, ...]]

    @classmethod
    def read(cls, synthesised: Path) -> "Sources":
        """Return what the recorder wrote beside the stacks; nothing where it did not run."""
        file = synthesised / FILE
        if not file.is_file():
            return cls({})
        document = json.loads(file.read_text(encoding="utf-8"))
        chains = [tuple(Location(*frame) for frame in chain) for chain in document["chains"]]
        return cls({path: chains[index] for path, index in document["paths"].items()})

    def origin(self, path: str, edits: Edits, data: tuple[Location, ...] = ()) -> Origin | None:
        """Return where the resource at a construct path comes from, None if it was not recorded."""
        chain = self.chains.get(path)
        if not chain:
            return None
        edited = next((place for place in chain if edits.has(place)), None)
        wiring = next((place for place in chain if place.file.startswith(WIRING)), None)
        return Origin(
            place=edited or chain[0], own=chain[0], wiring=wiring, data=() if edited is not None else data
        )


def edits(repository: Path, base: str, head: str | None) -> tuple[Edits, Edits]:
    """Return the edited Python lines of two revisions, old and new; without `head` of the working tree."""
    revisions = [base, head] if head else [base]
    compared = ("diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames", *revisions)
    return read_edits(git(repository, *compared, "--", "*.py"))


def read_edits(diff: str) -> tuple[Edits, Edits]:
    """Return the hunks of a unified diff without context, of the old and of the new side."""
    old: dict[str, list[tuple[int, int]]] = {}
    new: dict[str, list[tuple[int, int]]] = {}
    files = {"---": "", "+++": ""}
    for line in diff.splitlines():
        if line.startswith(("--- ", "+++ ")):
            files[line[:3]] = re.sub(r"^[ab]/", "", line[4:].strip().strip('"'))
        elif hunk := HUNK.match(line):
            for side, mark, (start, count) in (
                (old, "---", hunk.group(1, 2)),
                (new, "+++", hunk.group(3, 4)),
            ):
                first, length = int(start), int(count) if count is not None else 1
                if length:
                    side.setdefault(files[mark], []).append((first, first + length - 1))
    return _edits(old), _edits(new)


def _edits(side: Mapping[str, list[tuple[int, int]]]) -> Edits:
    return Edits({file: tuple(hunks) for file, hunks in side.items()})
