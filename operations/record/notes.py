"""What is kept beside a state for people who ask what waits and what drifted: plans that were made, the last look.

Only where the embedded AWS is: in an account plans and looks are made with a role that reads. There the pull request
shows its plan, and the issue its drift.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from operations.common.store import Store
from operations.record.entry import Position

Note = TypeVar("Note", bound=BaseModel)

PLANS: Final = "plans/"
DRIFT: Final = "drift.json"


class PlanNote(BaseModel):
    """A plan that was kept: of which release, on which state, and what it would do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    by: str
    release: str
    commit: str
    plan: str
    changes: dict[str, int]
    state: Position


class DriftNote(BaseModel):
    """What the last look at a stack found: since when each address differs from the release."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    release: str
    severity: str | None
    first_seen: dict[str, str]

    @property
    def since(self) -> str | None:
        """When the first of what differs was found."""
        return min(self.first_seen.values(), default=None)


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes beside the state of one stack."""

    store: Store

    def keep_plan(self, note: PlanNote) -> None:
        """Keep the note of a plan."""
        stamp = note.at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        self.store.put(f"{PLANS}{stamp}-{note.plan[:12]}.json", note.model_dump_json(indent=2).encode())

    def plans(self) -> list[PlanNote]:
        """Return the plans that were kept, oldest first; a damaged note counts for nothing."""
        read = (_read(PlanNote, self.store.get(key)) for key in self.store.keys(PLANS))
        return [note for note in read if note is not None]

    def keep_drift(self, note: DriftNote) -> None:
        """Keep what the last look found in place of the one before."""
        self.store.put(DRIFT, note.model_dump_json(indent=2).encode())

    def drift(self) -> DriftNote | None:
        """Return what the last look found, None if there was none."""
        return _read(DriftNote, self.store.get(DRIFT))


def seen_before(note: DriftNote | None, release: str) -> Mapping[str, str]:
    """Return since when addresses differ from a release, by the last look at it."""
    return note.first_seen if note is not None and note.release == release else {}


def _read(kind: type[Note], data: bytes | None) -> Note | None:
    try:
        facts: Any = json.loads(data or b"null")
        return kind.model_validate(facts) if facts is not None else None
    except (ValueError, ValidationError):
        return None
