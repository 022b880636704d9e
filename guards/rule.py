"""What a rule is and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from guards.synthesized import Json, Resource


@dataclass(frozen=True, slots=True)
class Violation:
    """A breach: the rule's id, the construct path, what is wrong and how to fix it."""

    rule: str
    path: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.rule} {self.path}: {self.fault}; {self.remedy}"


Rule = Callable[[Json], Iterator[Violation]]
"""A pure function from the synthesised JSON of a stack to its breaches."""


def violation(rule: str, resource: Resource, fault: str, remedy: str) -> Violation:
    """Return a breach by one resource."""
    return Violation(rule, resource.path, f"{resource.address} {fault}", remedy)
