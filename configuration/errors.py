"""The errors of configuration: what is wrong, where, with which value, what is allowed, how to fix it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

LONGEST_VALUE = 120
"""Characters of a value that a message repeats."""


def as_text(value: object) -> str:
    """Return a value as one line of ASCII JSON, shortened; what JSON lacks appears as its text."""
    text = json.dumps(value, default=str)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in the configuration; its text is one line."""

    field: str
    """The path of the field from the document's root, such as `dev.network.cidr`."""
    what: str
    given: str
    allowed: str
    fix: str

    def __str__(self) -> str:
        return f"{self.field}: {self.what}; given {self.given}; allowed: {self.allowed}; {self.fix}"

    def under(self, prefix: str) -> "Problem":
        """Return the same problem with its field inside another."""
        return replace(self, field=".".join(part for part in (prefix, self.field) if part))

    def as_dict(self) -> dict[str, str]:
        """Return the parts of the problem by name."""
        return asdict(self)


class RuleError(ValueError):
    """Carries the rules that the fields of one model break between them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class ConfigurationError(ValueError):
    """Says what is wrong in the configuration, where, which value was given and which are allowed."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
