"""What runs in a stack, by its records and its state, and what about it is not as it should be."""

from dataclasses import dataclass
from typing import Any

from operations.common.errors import OperationError
from operations.record.attempt import interrupted, unrecorded
from operations.record.deployer import may_run
from operations.record.entry import Position, Record
from operations.record.ledger import Damaged, Ledger, current
from operations.record.notes import DriftNote, Notes, PlanNote
from operations.record.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A stack as it stands: `now` is what runs there, `problems` what about it anybody should know."""

    environment: str
    stack: str
    now: Record | None
    position: Position
    resources: int
    problems: tuple[str, ...]
    drift: DriftNote | None
    waiting: tuple[str, ...]
    records: tuple[Record, ...] = ()
    plans: tuple[PlanNote, ...] = ()
    damaged: tuple[Damaged, ...] = ()


def standing(environment: str, place: Place) -> Standing:
    """Return how a stack stands. Nothing is changed: what a killed run left is told, and put in order by the next."""
    ledger, notes = Ledger(place.store, place.stack), Notes(place.store)
    records, damaged = ledger.read()
    problems = [f"the record {each.key} is damaged: {each.why}" for each in damaged]
    position, resources = Position(), 0
    try:
        stored = place.state()
        position, resources = stored.position, stored.resources
        records = [_as_it_is(record, position) for record in records]
        problems += [unknown] if (unknown := unrecorded(records, position)) else []
    except OperationError as error:
        problems.append(str(error))
    now = current(records)
    problems += _open_attempts(records)
    if now is not None:
        problems += _about(now, records)
    drift = notes.drift()
    if drift is not None and (now is None or drift.release != now.release):
        # A look at another release says nothing of this one.
        drift = None
    plans = notes.plans()
    return Standing(
        environment=environment,
        stack=place.stack,
        now=now,
        position=position,
        resources=resources,
        problems=tuple(problems),
        drift=drift,
        waiting=tuple(_waiting(plans, records, position)),
        records=tuple(records),
        plans=tuple(plans),
        damaged=tuple(damaged),
    )


def nothing(environment: str, stack: str) -> Standing:
    """Return the standing of a stack that was never deployed."""
    return Standing(
        environment=environment,
        stack=stack,
        now=None,
        position=Position(),
        resources=0,
        problems=(),
        drift=None,
        waiting=(),
    )


def as_document(found: Standing) -> dict[str, Any]:
    """Return a standing for programs."""
    drift = found.drift
    return {
        "environment": found.environment,
        "stack": found.stack,
        "now": found.now.model_dump(mode="json") if found.now else None,
        "state": found.position.model_dump(),
        "resources": found.resources,
        "problems": list(found.problems),
        "drift": {**drift.model_dump(mode="json"), "since": drift.since} if drift else None,
        "waiting": list(found.waiting),
    }


def _as_it_is(record: Record, position: Position) -> Record:
    """Return a record; of a run that is gone without a result, what the next one will record of it."""
    return interrupted(record, position) if record.result == "started" and not may_run(record) else record


def _open_attempts(records: list[Record]) -> list[str]:
    return [
        f"a {record.purpose} by {record.by} is at work since {record.at:%Y-%m-%d %H:%M} UTC"
        for record in records
        if record.result == "started"
    ]


def _about(now: Record, records: list[Record]) -> list[str]:
    """Return what is wrong with what runs: how it ended, its verdict, that nobody approved it."""
    problems: list[str] = []
    if now.result in {"failed", "interrupted"}:
        problems.append(f"the last {now.purpose} {now.result}: {now.note}")
    verdicts = [each for each in records if each.purpose == "verdict" and each.release == now.release]
    if verdicts and verdicts[-1].result == "unhealthy" and verdicts[-1].at > now.at:
        problems.append(f"it is unhealthy: {verdicts[-1].note}")
    if now.forced:
        problems.append(f"deployed without approval, because: {now.forced}")
    return problems


def _waiting(plans: list[PlanNote], records: list[Record], position: Position) -> list[str]:
    """Return the plans that could be applied now: made on the state as it is, and not applied since."""
    applied = {record.plan for record in records if record.plan and record.result != "started"}
    return [
        f"plan {note.plan[:12]} of release {note.release[:12]} by {note.by}, {note.at:%Y-%m-%d %H:%M} UTC"
        for note in plans
        if note.state == position and note.changes and note.plan not in applied
    ]
