"""Keys and encryption: what is encrypted with what, and how long a key can be saved."""

import re
from collections.abc import Iterator
from typing import Final

from operations.common.severity import Severity
from operations.review.change import Action, Change
from operations.review.security.protections import unprotected
from operations.review.severity import Note

KIND: Final = "encryption"
NAMED: Final = re.compile(
    r"(^|\.)(kms_(master_)?key(_id|_arn)?|sse_algorithm|encrypt(ed|ion_type|ion)?|key_type)$"
)
"""Arguments that say whether, and with which key, something is encrypted."""

FREE_TEXTS: Final = frozenset({"tags", "tags_all", "environment", "policy"})
"""Arguments whose keys are anybody's choice, or which another rule reads."""

SHORTEST_WINDOW: Final = 7


def keys(change: Change) -> Iterator[Note]:
    """Yield what changes about a key, or about the encryption of something."""
    if change.type == "aws_kms_key":
        yield from _key(change)
    yield from unprotected(change, KIND)
    if change.before is None or change.after is None:
        return
    for argument in change.arguments:
        bare = re.sub(r"\[[^\]]*\]", "", argument.path)
        texts = bare.split(".")[0] in FREE_TEXTS
        if change.type == "aws_kms_key" or texts or not NAMED.search(bare):
            continue
        weaker = argument.after in {None, "", "NONE", "false", "AES256", "DEFAULT"}
        yield _note(
            change,
            Severity.HIGH if weaker and argument.before else Severity.MEDIUM,
            f"{argument.path}: {argument.before or 'none'} becomes {argument.after or 'none'}",
        )


def _key(change: Change) -> Iterator[Note]:
    if change.action is Action.DESTROY:
        window = (change.before or {}).get("deletion_window_in_days", SHORTEST_WINDOW)
        yield _note(
            change,
            Severity.HIGH,
            f"the key goes, after {window} days for ever, and all that it encrypts with it",
        )
        return
    after, before = change.after or {}, change.before or {}
    rotates, rotated = (bool(side.get("enable_key_rotation")) for side in (after, before))
    if not rotates and (change.created or rotated):
        yield _note(change, Severity.HIGH, "the key is not rotated")
    if after.get("is_enabled") is False and before.get("is_enabled") is not False:
        yield _note(change, Severity.HIGH, "the key is disabled: nothing that it encrypted can be read")
    new, old = after.get("deletion_window_in_days"), before.get("deletion_window_in_days")
    if isinstance(new, int | float) and isinstance(old, int | float) and new != old:
        severity = Severity.MEDIUM if new < old else Severity.LOW
        yield _note(change, severity, f"a deleted key can be saved for {new:g} days instead of {old:g}")


def _note(change: Change, severity: Severity, sentence: str) -> Note:
    return Note(severity=severity, kind=KIND, sentence=sentence, change=change)
