"""How much attention something deserves, and the note that says it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from operations.review.change import Change


class Severity(StrEnum):
    """How much attention a note deserves, most first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something about one change that a reviewer must not miss: a kind, and a sentence."""

    severity: Severity
    kind: str
    sentence: str
    change: Change
