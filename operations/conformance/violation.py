"""One thing that a real service would refuse, or that would not work there."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Violation:
    """One violation of a service's rule."""

    check: str
    """The id of the check that found it."""
    stack: str = ""
    """The stack, empty for what belongs to none, such as a workflow."""
    address: str = ""
    """The Terraform address with the argument, or the place in a file; empty until `at` says it."""
    given: str
    """What is there."""
    allowed: str
    """What the service accepts."""
    fix: str
    """What to do."""
    source: str
    """Where the rule is written down."""

    def at(self, stack: str, address: str) -> "Violation":
        """Return it at an address of a stack."""
        return replace(self, stack=stack, address=address)
