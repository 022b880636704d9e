"""What a change does to trust, rights, exposure, keys and detection."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from operations.review.change import Action, Change
from operations.review.security.detection import detection
from operations.review.security.exposure import exposure
from operations.review.security.grants import grants
from operations.review.security.keys import keys
from operations.review.security.policies import policies
from operations.review.severity import RANK, Note

Detector = Callable[[Change], Iterator[Note]]

DETECTORS: Final[tuple[Detector, ...]] = (policies, grants, exposure, keys, detection)


def security_notes(changes: Iterable[Change]) -> tuple[Note, ...]:
    """Return what every detector says of the changes, the gravest first."""
    found = (
        note
        for change in changes
        if change.action is not Action.MOVE
        for detector in DETECTORS
        for note in detector(change)
    )
    return tuple(sorted(found, key=lambda note: (RANK[note.severity], note.change.path, note.sentence)))
