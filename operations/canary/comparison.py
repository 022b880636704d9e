"""Two syntheses of the same stacks, compared element by element and argument by argument."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from operations.canary.elements import read_stack
from operations.synthesis.differences import by_path, differences

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
    here, there = ({each.name for each in (folder / "stacks").iterdir()} for folder in (before, after))
    for stack in sorted(here | there):
        old, new = (
            read_stack(folder, stack) if stack in known else None
            for folder, known in ((before, here), (after, there))
        )
        between = list(_between(stack, old, new))
        counts.append(_count(stack, old or new or {}, len(between)))
        found += between
    return Comparison(stacks=tuple(counts), differences=tuple(found))


def kind_of(address: str) -> str:
    """Return the kind of an element."""
    return KINDS.get(address.partition(".")[0], RESOURCES)


def _between(
    stack: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Iterator[Difference]:
    if old is None or new is None:
        sides = (None if each is None else json.dumps(stack) for each in (old, new))
        yield _difference(stack, WHOLE_STACK, "", *sides)
        return
    for address in sorted(old.keys() | new.keys()):
        if address not in old or address not in new:
            sides = (_whole(elements[address]) if address in elements else None for elements in (old, new))
            yield _difference(stack, address, "", *sides)
            continue
        for each in differences(old[address], new[address], strict=True):
            yield _difference(stack, address, each.path, each.before, each.after)


def _difference(stack: str, address: str, argument: str, before: str | None, after: str | None) -> Difference:
    return Difference(stack=stack, address=address, argument=argument, before=before, after=after)


def _whole(body: Any) -> str:
    held = by_path(body, strict=True)
    return json.dumps({path: json.loads(value) for path, value in sorted(held.items())})


def _count(stack: str, elements: Mapping[str, Any], found: int) -> StackCount:
    return StackCount(
        stack=stack,
        elements=Counter(map(kind_of, elements)),
        arguments=sum(len(by_path(body, strict=True)) for body in elements.values()),
        differences=found,
    )
