"""What no longer protects, records or detects once a resource is destroyed."""

from collections.abc import Iterator

from operations.common.severity import Severity
from operations.review.change import Action, Change
from operations.review.severity import Note
from provider_facts.resource_types import known_of


def unprotected(change: Change, kind: str) -> Iterator[Note]:
    """Yield what ends with a destroyed resource, if its protection is of this kind."""
    protection = known_of(change.type).protection
    if protection and protection.kind == kind and change.action is Action.DESTROY:
        yield Note(severity=Severity(protection.severity), kind=kind, sentence=protection.ends, change=change)
