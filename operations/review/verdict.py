"""What a pull request shows of its review beside the comment: labels, and a check."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from operations.common.severity import Severity
from operations.review.document import read_document
from operations.review.environments import LOCAL, environment_of

LABELS: Final = {
    "review:data-at-risk": "data would, or may, be lost",
    "review:access": "somebody may do more than before, or something is less protected",
    "review:availability": "something is less redundant, smaller, interrupted or unwatched",
    "review:destroys": "something is destroyed or replaced",
    "review:costs-more": "the estimate of the month's bill rises",
    "review:nothing-changes": "nothing changes in any environment",
}
"""Every label that the pipeline sets and removes, and what it means."""

CHECK: Final = "review"
"""The name of the check."""

Conclusion = Literal["success", "neutral", "failure"]
ENDING: Final = frozenset({"destroy", "replace"})


class _Note(BaseModel):
    model_config = ConfigDict(frozen=True)

    severity: Severity
    stack: str


class _Cost(BaseModel):
    model_config = ConfigDict(frozen=True)

    monthly: float


class _Findings(BaseModel):
    model_config = ConfigDict(frozen=True)

    unwaived: tuple[object, ...]


class _Rehearsal(BaseModel):
    model_config = ConfigDict(frozen=True)

    passed: bool


class Verdict(BaseModel):
    """The parts of a review's JSON that decide labels and check."""

    model_config = ConfigDict(frozen=True)

    headline: str
    environments: dict[str, dict[str, int]]
    security: tuple[_Note, ...]
    data: tuple[_Note, ...]
    availability: tuple[_Note, ...]
    cost: _Cost
    findings: _Findings | None
    rehearsal: _Rehearsal | None

    @property
    def labels(self) -> frozenset[str]:
        """The labels that hold."""
        return frozenset(self._labels())

    def _labels(self) -> Iterator[str]:
        grave = {
            "review:data-at-risk": self.data,
            "review:access": self.security,
            "review:availability": self.availability,
        }
        for label, notes in grave.items():
            if any(note.severity is Severity.HIGH and environment_of(note.stack) != LOCAL for note in notes):
                yield label
        counts = {action: count for held in self.environments.values() for action, count in held.items()}
        if counts.keys() & ENDING:
            yield "review:destroys"
        if self.cost.monthly > 0:
            yield "review:costs-more"
        if not counts:
            yield "review:nothing-changes"

    @property
    def conclusion(self) -> Conclusion:
        """How the check ends: failed by what was tried, neutral where a person must look, else well."""
        tried = self.rehearsal is None or self.rehearsal.passed
        if not tried or (self.findings is not None and self.findings.unwaived):
            return "failure"
        grave = {"review:data-at-risk", "review:access", "review:availability"}
        return "neutral" if self.labels & grave else "success"


def read_verdict(file: Path) -> Verdict:
    """Return what a review's JSON decides. Raises InputError if the file cannot be read or is none."""
    return read_document(Verdict, file, "--review")
