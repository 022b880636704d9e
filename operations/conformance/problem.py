"""A violation before it is known where it stands."""

from dataclasses import dataclass

from operations.conformance.violation import Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong in a policy: the fields of a violation without its place."""

    check: str
    given: str
    allowed: str
    fix: str
    source: str

    def at(self, stack: str, address: str) -> Violation:
        """Return it as a violation at an address of a stack."""
        return Violation(
            check=self.check,
            stack=stack,
            address=address,
            given=self.given,
            allowed=self.allowed,
            fix=self.fix,
            source=self.source,
        )
