"""Data that a change destroys, may destroy, or stops protecting."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from operations.common.severity import Severity
from operations.review.change import Action, Change
from operations.review.retention import shortened
from operations.review.severity import RANK, Note
from provider_facts.resource_types import known_of, lost_with

KIND: Final = "data"
VERSIONING: Final = "aws_s3_bucket_versioning"
LIFECYCLE: Final = "aws_s3_bucket_lifecycle_configuration"


def data_notes(changes: Iterable[Change]) -> tuple[Note, ...]:
    """Return what happens to data, the gravest first."""
    found = (note for change in changes for note in (*_endings(change), *_protections(change)))
    return tuple(sorted(found, key=lambda note: (RANK[note.severity], note.change.path, note.sentence)))


def _endings(change: Change) -> Iterator[Note]:
    lost = lost_with(change.type, change.before)
    if lost is None or not change.ends:
        return
    if change.action is Action.MAY_REPLACE:
        yield _note(change, Severity.MEDIUM, f"{change.type} may be replaced: then {lost} would be lost")
        return
    verb = "destroyed" if change.action is Action.DESTROY else "replaced"
    yield _note(change, Severity.HIGH, f"{change.type} is {verb}: {lost} would be lost")


def _protections(change: Change) -> Iterator[Note]:
    before, after = change.before, change.after
    if before is None or after is None:
        return
    known = known_of(change.type)
    if known.data:
        yield from _guards(change, before, after)
    for argument in change.arguments:
        old, new = _number(argument.before), _number(argument.after)
        keeps = known.retention.keeps if known.retention and known.retention.argument == argument.path else ""
        if keeps and new and old is not None and (old > new or old == 0):
            kept = f"{old:g}" if old else "ever"
            yield _note(change, Severity.MEDIUM, f"{keeps} for {new:g}, not for {kept}")
        if change.type == VERSIONING and argument.path.endswith("status") and argument.before == "Enabled":
            yield _note(change, Severity.HIGH, f"versions are no longer kept: {argument.after}")
    if change.type == LIFECYCLE:
        for expiry, earlier in shortened(before, after):
            what = f"objects under {expiry.prefix!r}" if expiry.prefix else "objects"
            what = what if expiry.current else f"earlier versions of {what}"
            kept = "for ever" if earlier is None else f"for {earlier:g}"
            yield _note(change, Severity.MEDIUM, f"{what} are kept for {expiry.days:g} days, not {kept}")


def _guards(change: Change, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Note]:
    prevented, prevents = (_lifecycle(side).get("prevent_destroy") is True for side in (before, after))
    if prevented and not prevents:
        yield _note(change, Severity.HIGH, "prevent_destroy goes: a later change may destroy it")
    if after.get("force_destroy") is True and before.get("force_destroy") is not True:
        yield _note(change, Severity.HIGH, "force_destroy: a destroy deletes what is in it")
    if before.get("deletion_protection_enabled") is True and not after.get("deletion_protection_enabled"):
        yield _note(change, Severity.HIGH, "deletion protection goes")


def _lifecycle(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    held = arguments.get("lifecycle")
    return held if isinstance(held, Mapping) else {}


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None


def _note(change: Change, severity: Severity, sentence: str) -> Note:
    return Note(severity=severity, kind=KIND, sentence=sentence, change=change)
