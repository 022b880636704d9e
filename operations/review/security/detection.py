"""What records and detects: trails, flow logs, threat detection, alarms that go."""

from collections.abc import Iterator, Mapping
from typing import Final

from operations.common.severity import Severity
from operations.review.change import Change
from operations.review.security.protections import unprotected
from operations.review.severity import Note
from provider_facts.resource_types import known_of

KIND: Final = "detection"

SWITCHED_OFF: Final[Mapping[str, frozenset[object]]] = {
    "enable_logging": frozenset({False}),
    "enable_log_file_validation": frozenset({False}),
    "enable": frozenset({False}),
    "actions_enabled": frozenset({False}),
    "status": frozenset({"DISABLED", "Disabled"}),
    "is_multi_region_trail": frozenset({False}),
}
"""Arguments of such resources with the values that switch them off."""


def detection(change: Change) -> Iterator[Note]:
    """Yield what is no longer recorded or detected."""
    yield from unprotected(change, KIND)
    records = known_of(change.type).protection
    if change.after is None or records is None or records.kind != KIND:
        return
    for argument, off in SWITCHED_OFF.items():
        old, new = ((side or {}).get(argument) for side in (change.before, change.after))
        if new in off and old not in off:
            sentence = f"{argument} is {str(new).lower()}: {records.ends}"
            yield Note(severity=Severity(records.severity), kind=KIND, sentence=sentence, change=change)
