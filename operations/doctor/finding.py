"""What was looked at on this machine, what was found there, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How well a machine meets a need."""

    OK = "ok"
    WARNING = "warning"
    """Some of the commands do not work, or a later one may fail."""
    MISSING = "missing"
    """Nothing works before it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One need of the project: `remedy` says what to do unless it is met."""

    name: str
    state: State
    found: str
    remedy: str = ""
