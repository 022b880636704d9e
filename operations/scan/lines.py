"""Which Python lines made what a scan finds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.synthesis.locations import Location, Origin, Sources
from operations.synthesis.stacks import read_stacks

PROGRAM: Final = Location("main.py", 1)
"""What is shown for something that no recorded line made, such as a provider."""

INSTANCE: Final = re.compile(r"\[[^\]]*\]$")


@dataclass(frozen=True, slots=True)
class Lines:
    """Where each resource comes from, by stack and address."""

    origins: Mapping[tuple[str, str], Origin]

    @classmethod
    def read(cls, synthesised: Path) -> "Lines":
        """Return the lines of an output folder that the recorder wrote its part of."""
        sources = Sources.read(synthesised)
        return cls(
            {
                (stack.name, address): origin
                for stack in read_stacks(synthesised).values()
                for address, path in stack.paths.items()
                if (origin := sources.origin(path)) is not None
            }
        )

    def origin(self, stack: str, address: str) -> Origin:
        """Return the origin of a resource; every instance of one has the same."""
        found = self.origins.get((stack, INSTANCE.sub("", address)))
        return found or Origin(own=PROGRAM)
