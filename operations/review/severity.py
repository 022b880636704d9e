"""How much attention something deserves, and the note that says it."""

from dataclasses import dataclass
from typing import Final

from operations.common.severity import Severity
from operations.review.change import Change

RANK: Final = {severity: -severity.rank for severity in Severity}
"""The order in which a reviewer reads, worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something about one change that a reviewer must not miss: a kind, and a sentence."""

    severity: Severity
    kind: str
    sentence: str
    change: Change
