"""One attempt to deploy: recorded before anything is changed, and again when it has ended.

A run that is killed in between leaves its beginning, from which anybody sees that it ended without a result; the next
one says so in a record of its own.
"""

import os
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from operations.common.errors import OperationError
from operations.common.text_output import Say
from operations.record.deployer import may_run, this_process, who
from operations.record.entry import Position, Purpose, Record, Result, outputs_digest
from operations.record.ledger import Ledger
from operations.record.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who approved what is deployed, and in which pull request."""

    approved_by: tuple[str, ...] = ()
    pull_request: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is to be deployed, how, and on whose word. `forced` is why it need not be approved."""

    environment: str
    purpose: Purpose
    via: str
    release: str
    commit: str
    dirty: bool
    plan: str | None = None
    review: Review | None = None
    forced: str = ""
    identity: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt whose beginning is recorded."""

    place: Place
    begun: Record

    def end(self, result: Result, *, note: str = "", unstored: bool = False, begun: bool = True) -> Record:
        """Record how it ended and return that record.

        `unstored` says that the state could not be stored, so that what is stored is not what there is; `begun` is
        False where Terraform refused before it changed anything.
        """
        ledger = Ledger(self.place.store, self.place.stack)
        stored = None if unstored else self.place.state()
        before = self.begun.before or Position()
        changed = result == "succeeded" or (
            begun and (stored is None or _moved_by(self.begun, before, stored.position, ledger))
        )
        record = self.begun.model_copy(
            update={
                "result": result,
                "at": datetime.now(UTC),
                "note": "; ".join(filter(None, (self.begun.note, note))),
                "state": stored.position if stored else None,
                "outputs": outputs_digest(stored.outputs) if stored else None,
                "changed": changed,
            }
        )
        ledger.add(record)
        return record


def begin(place: Place, intent: Intent, *, say: Say) -> Attempt:
    """Record that an attempt begins, after the records before it have been put in order."""
    notes = [intent.note, *put_in_order(place, say=say)]
    review = intent.review
    record = Record(
        environment=intent.environment,
        stack=place.stack,
        release=intent.release,
        commit=intent.commit,
        purpose=intent.purpose,
        result="started",
        at=datetime.now(UTC),
        plan=intent.plan,
        note="; ".join(filter(None, notes)),
        attempt=uuid.uuid4().hex[:12],
        via=intent.via,
        by=who(os.environ),
        identity=intent.identity,
        dirty=intent.dirty,
        reviewed=review is not None,
        approved_by=review.approved_by if review else (),
        pull_request=review.pull_request if review else None,
        forced=intent.forced,
        process=this_process(),
        before=place.state().position,
    )
    Ledger(place.store, place.stack).add(record)
    return Attempt(place, record)


def put_in_order(place: Place, *, say: Say) -> list[str]:
    """Close attempts that ended without a result, set damaged records aside, and return what a record is to note.

    That the state moved without a record is noted too: by an `anthill state restore`, or by Terraform without this
    project's commands.
    """
    ledger = Ledger(place.store, place.stack)
    records, damaged = ledger.read()
    notes = [f"the record {each.key} could not be read and was set aside: {each.why}" for each in damaged]
    ledger.set_aside(damaged)
    position = place.state().position
    for record in records:
        if record.result == "started" and not may_run(record):
            closed = interrupted(record, position)
            ledger.add(closed)
            say(f"{place.stack}: the attempt of {record.at:%Y-%m-%d %H:%M} UTC by {record.by} {closed.note}")
    if unknown := unrecorded(records, position):
        notes.append(unknown)
    for note in notes:
        say(f"{place.stack}: {note}")
    return notes


def interrupted(record: Record, position: Position) -> Record:
    """Return the end of an attempt that left none, by where the state is now."""
    before = record.before or Position()
    moved = position != before
    what = (
        f"the state went from serial {before.serial} to {position.serial}, so it is applied wholly or in part"
        if moved
        else "the state is where it was before"
    )
    update: dict[str, Any] = {
        "result": "interrupted",
        "at": datetime.now(UTC),
        "state": position,
        "changed": moved,
        "note": f"ended without a result: {what}",
    }
    return record.model_copy(update=update)


def unrecorded(records: list[Record], position: Position) -> str:
    """Return that the state moved without a record, nothing if it did not or something may be at work."""
    if any(record.result == "started" for record in records):
        return ""
    known = next((record.state for record in reversed(records) if record.state is not None), None)
    if known is None:
        attempted = any(record.purpose != "verdict" for record in records)
        if attempted or position == Position():
            return ""
        return f"the state is at serial {position.serial}, and nothing is recorded of how it came there"
    if position == known:
        return ""
    return f"the state is at serial {position.serial}, and the last record left it at {known.serial}"


def _moved_by(begun: Record, before: Position, now: Position, ledger: Ledger) -> bool:
    """Return whether the state moved, and by no other attempt that is recorded."""
    if now == before:
        return False
    others = (record for record in ledger.read()[0] if record.attempt != begun.attempt)
    return all(record.state != now for record in others)


def refuse_unreviewed(
    stack: str, *, dirty: bool, reviewed: bool, forced: str, how: str, alternative: str
) -> None:
    """Raise OperationError unless what is deployed is committed and approved, or there is a reason why not.

    `how` is how a reason is given, `alternative` what to do instead.
    """
    if reviewed or forced.strip():
        return
    what = "has uncommitted changes and no approval" if dirty else "was approved in no pull request"
    raise OperationError(
        f"{stack} takes only what was committed and approved, and this {what}: {alternative}; in an emergency give "
        f"the reason with {how}, which every record and `anthill status` show"
    )
