"""How bad something is, in one scale for drift, reviews and notifications."""

from enum import StrEnum


class Severity(StrEnum):
    """The severities, least first."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for the least."""
        return list(Severity).index(self)
