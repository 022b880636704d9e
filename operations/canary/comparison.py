"""Two syntheses of the same stacks, compared element by element and argument by argument."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.canary.elements import Arguments, read_stack

KINDS: Final[Mapping[str, str]] = {
    "//": "comment",
    "data": "data sources",
    "file": "files",
    "manifest": "manifest",
    "output": "outputs",
    "provider": "providers",
    "terraform": "settings",
    "locals": "locals",
    "variable": "variables",
    **dict.fromkeys(("check", "ephemeral", "import", "module", "moved", "removed"), "other blocks"),
}
"""Names of elements by how their address begins; any other is a resource."""

RESOURCES: Final = "resources"
WHOLE_STACK: Final = "stack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference: where, and the values as JSON, None where there is none.

    Without `argument` it is the whole element that one side has and the other lacks.
    """

    stack: str
    address: str
    argument: str
    before: str | None
    after: str | None

    @property
    def moves_state(self) -> bool:
        """Whether a resource has an address on one side only, so that Terraform would destroy or create it."""
        return not self.argument and (self.address == WHOLE_STACK or kind_of(self.address) == RESOURCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class StackCount:
    """What was compared of a stack: elements by kind, all arguments, and how many differences."""

    stack: str
    elements: Mapping[str, int]
    arguments: int
    differences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was compared, and every difference in it."""

    stacks: tuple[StackCount, ...]
    differences: tuple[Difference, ...]


def compare(before: Path, after: Path) -> Comparison:
    """Compare the stacks of two output folders."""
    counts: list[StackCount] = []
    found: list[Difference] = []
    here, there = (_stacks(folder) for folder in (before, after))
    for stack in sorted(here | there):
        old, new = (
            read_stack(folder, stack) if stack in known else None
            for folder, known in ((before, here), (after, there))
        )
        differences = list(_between(stack, old, new))
        counts.append(_count(stack, old or new or {}, len(differences)))
        found += differences
    return Comparison(stacks=tuple(counts), differences=tuple(found))


def kind_of(address: str) -> str:
    """Return the kind of an element."""
    return KINDS.get(address.partition(".")[0], RESOURCES)


def _stacks(output: Path) -> set[str]:
    return {folder.name for folder in (output / "stacks").iterdir()}


def _between(
    stack: str, old: Mapping[str, Arguments] | None, new: Mapping[str, Arguments] | None
) -> Iterator[Difference]:
    if old is None or new is None:
        sides = (None if each is None else json.dumps(stack) for each in (old, new))
        yield _difference(stack, WHOLE_STACK, "", *sides)
        return
    for address in sorted(old.keys() | new.keys()):
        if address not in old or address not in new:
            sides = (_whole(elements.get(address)) for elements in (old, new))
            yield _difference(stack, address, "", *sides)
            continue
        one, other = old[address], new[address]
        for path in sorted(one.keys() | other.keys()):
            if one.get(path) != other.get(path):
                yield _difference(stack, address, path, one.get(path), other.get(path))


def _difference(stack: str, address: str, argument: str, before: str | None, after: str | None) -> Difference:
    return Difference(stack=stack, address=address, argument=argument, before=before, after=after)


def _whole(arguments: Arguments | None) -> str | None:
    if arguments is None:
        return None
    return json.dumps({path: json.loads(value) for path, value in sorted(arguments.items())})


def _count(stack: str, elements: Mapping[str, Arguments], differences: int) -> StackCount:
    by_kind: dict[str, int] = {}
    for address in elements:
        by_kind[kind_of(address)] = by_kind.get(kind_of(address), 0) + 1
    return StackCount(
        stack=stack,
        elements=by_kind,
        arguments=sum(len(arguments) for arguments in elements.values()),
        differences=differences,
    )
