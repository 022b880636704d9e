"""What was tried of a change beside its review, in jobs of their own: findings and rehearsal, read back from JSON."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from operations.common.errors import InputError
from operations.rehearsal.rehearsal import Rehearsal, Step
from operations.review.document import VERSION, read_document
from operations.review.findings import NewFindings
from operations.review.report import Review


class _Rehearsed(BaseModel):
    """A rehearsal as a review's JSON holds it."""

    model_config = ConfigDict(frozen=True)

    stack: str
    left_out: tuple[str, ...]
    steps: tuple[Step, ...]


class _Tried(BaseModel):
    """The parts of a review's JSON that are taken from it."""

    model_config = ConfigDict(frozen=True)

    version: int
    findings: NewFindings | None
    rehearsal: _Rehearsed | None


def with_tried(review: Review, files: Iterable[Path]) -> Review:
    """Return a review with the findings and the rehearsal of other reviews of the same change.

    Raises InputError if a file is no review's JSON, or says nothing of either, or two say the same.
    """
    findings, rehearsal = review.findings, review.rehearsal
    for file in files:
        tried = _read(file)
        if tried.findings is None and tried.rehearsal is None:
            raise InputError(
                f"--beside: {file} holds neither findings nor a rehearsal: make it by `anthill review BASE HEAD "
                "--scan --output FOLDER` or with --rehearse"
            )
        if (findings and tried.findings) or (rehearsal and tried.rehearsal):
            raise InputError(f"--beside: {file} says again what another file says: give each once")
        findings = findings or tried.findings
        if tried.rehearsal is not None:
            held = tried.rehearsal
            rehearsal = Rehearsal(stack=held.stack, steps=held.steps, left_out=held.left_out)
    return replace(review, findings=findings, rehearsal=rehearsal)


def _read(file: Path) -> _Tried:
    tried = read_document(_Tried, file, "--beside")
    if tried.version != VERSION:
        raise InputError(
            f"--beside: {file} is of version {tried.version}; allowed is {VERSION}: make it with this code"
        )
    return tried
