"""What was deployed when: one record per attempt, beside the state, with the releases themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from operations.common.errors import InputError, OperationError
from operations.common.files import model_of, pack, unpack
from operations.common.store import Store
from operations.record.release import Release, verify_release

RECORDS: Final = "deployments/"
RELEASES: Final = "releases/"

_REMEDY: Final = (
    "a record is never changed: restore the object's first version, or remove it if there is none"
)

Result = Literal["succeeded", "failed", "unhealthy"]
"""`unhealthy` is said of a release that was applied and then did not do its work."""


class Record(BaseModel):
    """One attempt to deploy a release, or a later verdict on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: str
    stack: str
    release: str
    commit: str
    purpose: Literal["deploy", "rollback", "verdict"]
    result: Result
    at: datetime
    plan: str | None = None
    """The plan's semantic digest."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The records and releases of one stack."""

    store: Store

    def records(self) -> list[Record]:
        """Return every record, oldest first. Raises OperationError that names one that is damaged."""
        keys = self.store.keys(RECORDS)
        return [
            model_of(Record, data, f"{self.store.place}{key}", _REMEDY)
            for key in keys
            if (data := self.store.get(key)) is not None
        ]

    def add(self, record: Record) -> None:
        """Write a record; none is ever changed."""
        stamp = record.at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        key = f"{RECORDS}{stamp}-{record.purpose}-{record.release[:12]}.json"
        if not self.store.put(key, record.model_dump_json(indent=2).encode(), only_new=True):
            raise OperationError(f"{self.store.place}{key} is there already: two deployments ran at once")

    def keep_release(self, release: Release) -> None:
        """Store a release by its digest, once."""
        self.store.put(_key(release.digest), pack(release.folder), only_new=True)

    def fetch_release(self, digest: str, folder: Path) -> Release:
        """Write a stored release into a folder and return it, verified. Raises OperationError if it is not there."""
        place = f"{self.store.place}{_key(digest)}"
        data = self.store.get(_key(digest))
        if data is None:
            raise OperationError(f"{place} is not there: give the release with --release, or choose another")
        unpack(data, folder, place, "restore the object's first version, or give the release with --release")
        found = verify_release(folder)
        if found.digest != digest:
            raise OperationError(
                f"{place} holds release {found.digest[:12]}: somebody replaced it; restore the object's first version"
            )
        return found


def current(records: Sequence[Record]) -> Record | None:
    """Return the last attempt: its release is what is there, wholly or in part."""
    attempts = [record for record in records if record.purpose != "verdict"]
    return attempts[-1] if attempts else None


def last_good(records: Sequence[Record]) -> Record | None:
    """Return the last deployment to go back to: one that succeeded and was not rejected since.

    A release is rejected by the verdict `unhealthy` and by a rollback away from it, until it is deployed again.
    That of the last attempt counts only if the attempt failed: then it is to be applied again.
    """
    good: list[Record] = []
    now: Record | None = None
    for record in records:
        rejected: str | None = None
        if record.purpose == "verdict":
            rejected = record.release if record.result == "unhealthy" else None
        elif record.purpose == "rollback" and now is not None and now.release != record.release:
            rejected = now.release
        good = [each for each in good if each.release != rejected]
        if record.purpose != "verdict":
            now = record
            good += [record] if record.result == "succeeded" else []
    if now is not None and now.result == "succeeded":
        good = [each for each in good if each.release != now.release]
    return good[-1] if good else None


def verdict_on_current(ledger: Ledger, *, healthy: bool, note: str) -> Record:
    """Record a verdict on what is deployed, and return it. Raises InputError if nothing is."""
    now = current(ledger.records())
    if now is None:
        raise InputError(f"nothing was deployed yet: {ledger.store.place}{RECORDS} has no record")
    changes = {
        "purpose": "verdict",
        "result": "succeeded" if healthy else "unhealthy",
        "at": datetime.now(UTC),
        "note": note,
    }
    record = now.model_copy(update=changes)
    ledger.add(record)
    return record


def find_release(records: Sequence[Record], wanted: str) -> str:
    """Return the digest that begins as wanted. Raises InputError if none does, or several do."""
    known = list(dict.fromkeys(record.release for record in records))
    found = [digest for digest in known if wanted and digest.startswith(wanted)]
    if len(found) != 1:
        names = ", ".join(digest[:12] for digest in known) or "none"
        what = "fits several releases" if found else "is no release that was deployed here"
        raise InputError(f"--to: {wanted!r} {what}; known are {names}")
    return found[0]


def _key(digest: str) -> str:
    return f"{RELEASES}{digest}.zip"
