"""Which Python line a reviewer should look at for a resource."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from operations.common.files import read_object
from operations.synthesis.sources_recorder import FILE

WIRING: Final = "stacks/"


class Location(NamedTuple):
    """A line of a file of the repository."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a resource comes from.

    `own` is the line of its construct, `wiring` the line of a stack that leads there. `edited` are the lines of a
    change without which the resource would be another; empty where that is not known.
    """

    own: Location
    wiring: Location | None = None
    edited: tuple[Location, ...] = ()

    @property
    def place(self) -> Location:
        """The line to look at."""
        return self.edited[0] if self.edited else self.own

    def with_edited(self, lines: tuple[Location, ...]) -> "Origin":
        """Return it with edited lines."""
        return replace(self, edited=lines)


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
        document = read_object(file, "synthesise again: python main.py")
        chains = [tuple(Location(*frame) for frame in chain) for chain in document["chains"]]
        return cls({path: chains[index] for path, index in document["paths"].items()})

    def origin(self, path: str) -> Origin | None:
        """Return where the resource at a construct path comes from, None if it was not recorded."""
        chain = self.chains.get(path)
        if not chain:
            return None
        wiring = next((place for place in chain if place.file.startswith(WIRING)), None)
        return Origin(own=chain[0], wiring=wiring)
