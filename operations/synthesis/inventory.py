"""The recorded addresses of every stack: an address that changes is a resource destroyed and created again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.files import write_file
from operations.synthesis.stacks import Synthesised
from provider_facts.resource_types import STATEFUL_TYPES

FOLDER: Final = "tests/inventory"
"""Below the project: a file of each stack, an address a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What recording a stack changed: how many addresses it has, which are new, which went."""

    stack: str
    addresses: int
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def lost(self) -> tuple[str, ...]:
        """The addresses that went with the data of their resources."""
        return tuple(address for address in self.removed if holds_data(address))


def holds_data(address: str) -> bool:
    """Return whether the resource of an address loses data when it is destroyed."""
    return address.partition(".")[0] in STATEFUL_TYPES


def recorded_addresses(root: Path) -> dict[str, list[str]]:
    """Return what is recorded of each stack."""
    return {
        file.stem: file.read_text(encoding="utf-8").splitlines()
        for file in sorted((root / FOLDER).glob("*.txt"))
    }


def record(root: Path, stacks: Mapping[str, Synthesised]) -> Iterator[Recorded]:
    """Record the addresses of stacks instead of what was recorded, and yield what changed, by stack."""
    before = recorded_addresses(root)
    for name in sorted({*stacks, *before}):
        now = set(stacks[name].resources) if name in stacks else set[str]()
        file, then = root / FOLDER / f"{name}.txt", set(before.get(name, ()))
        if now:
            write_file(file, "".join(f"{address}\n" for address in sorted(now)))
        else:
            file.unlink()
        yield Recorded(
            stack=name,
            addresses=len(now),
            added=tuple(sorted(now - then)),
            removed=tuple(sorted(then - now)),
        )
