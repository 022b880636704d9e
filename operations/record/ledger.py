"""What was deployed when: records beside the state, with the releases themselves."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, cast

from pydantic import ValidationError

from contracts.model import first_mistake, shown
from operations.common.errors import InputError, OperationError
from operations.common.files import canonical, pack, sha256, unpack
from operations.common.store import Store
from operations.record.entry import Record, settled
from operations.record.release import Release, verify_release

RECORDS: Final = "deployments/"
DAMAGED: Final = "backups/deployments/"
"""Where the next deployment copies a record that cannot be read: it may remove nothing."""
RELEASES: Final = "releases/"

_REMEDY: Final = (
    "a record is never changed: restore the object's first version, or remove it if there is none; the next "
    "deployment notes it and sets it aside"
)
_CHECKSUM: Final = "checksum"


@dataclass(frozen=True, slots=True)
class Damaged:
    """A record that says nothing any more: its key and why."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The records and releases of one stack; records of another one count as damaged where `stack` is given."""

    store: Store
    stack: str | None = None

    def records(self) -> list[Record]:
        """Return every record, oldest first; the beginning of an attempt only while it has no end.

        Raises OperationError that names a damaged one: without it nobody knows what ran here.
        """
        found, damaged = self.read()
        for each in damaged:
            raise OperationError(f"{self.store.place}{each.key} is damaged: {each.why}; {_REMEDY}")
        return found

    def read(self) -> tuple[list[Record], list[Damaged]]:
        """Return the records that can be read, and those that are damaged or of another stack.

        What was set aside, and is still as it was then, is left out.
        """
        found: list[Record] = []
        damaged: list[Damaged] = []
        for key in self.store.keys(RECORDS):
            data = self.store.get(key)
            if data is None:
                continue
            read = _read(key, data, self.stack)
            if isinstance(read, Record):
                found.append(read)
            elif self.store.get(_aside(key)) != data:
                damaged.append(read)
        return settled(found), damaged

    def add(self, record: Record) -> None:
        """Write a record; none is ever changed."""
        stamp = record.at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        words = (stamp, record.purpose, record.release[:12] or record.commit[:12], record.attempt)
        key = f"{RECORDS}{'-'.join(filter(None, words))}.json"
        if not self.store.put(key, _written(record), only_new=True):
            raise OperationError(f"{self.store.place}{key} is there already: two deployments ran at once")

    def set_aside(self, damaged: Sequence[Damaged]) -> None:
        """Copy records that cannot be read, as they are; from then on they are known."""
        for each in damaged:
            data = self.store.get(each.key)
            if data is not None:
                self.store.put(_aside(each.key), data)

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
    """Return the last attempt that may have changed anything: its release is what is there, wholly or in part.

    None if there was none, or the last one took everything down.
    """
    attempts = [record for record in records if record.purpose != "verdict" and record.changed]
    if not attempts or (attempts[-1].purpose == "destroy" and attempts[-1].result == "succeeded"):
        return None
    return attempts[-1]


def last_good(records: Sequence[Record]) -> Record | None:
    """Return the last deployment to go back to: one that succeeded and was not rejected since.

    A release is rejected by the verdict `unhealthy` and by a rollback away from it, until it is deployed again.
    That of the last attempt counts only if the attempt failed: then it is to be applied again.
    """
    good: list[Record] = []
    now: Record | None = None
    for record in records:
        if not record.changed:
            continue
        rejected: str | None = None
        if record.purpose == "verdict":
            rejected = record.release if record.result == "unhealthy" else None
        elif record.purpose == "rollback" and now is not None and now.release != record.release:
            rejected = now.release
        good = [each for each in good if each.release != rejected]
        if record.purpose != "verdict":
            now = record
            good += [record] if record.result == "succeeded" and record.release else []
        if record.purpose == "destroy" and record.result == "succeeded":
            good, now = [], None
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
        "attempt": "",
        "process": None,
    }
    record = now.model_copy(update=changes)
    ledger.add(record)
    return record


def find_release(records: Sequence[Record], wanted: str) -> str:
    """Return the digest that begins as wanted. Raises InputError if none does, or several do."""
    known = list(dict.fromkeys(record.release for record in records if record.release))
    found = [digest for digest in known if wanted and digest.startswith(wanted)]
    if len(found) != 1:
        names = ", ".join(digest[:12] for digest in known) or "none"
        what = "fits several releases" if found else "is no release that was deployed here"
        raise InputError(f"--to: {wanted!r} {what}; known are {names}")
    return found[0]


def _key(digest: str) -> str:
    return f"{RELEASES}{digest}.zip"


def _written(record: Record) -> bytes:
    facts = record.model_dump(mode="json")
    return json.dumps({**facts, _CHECKSUM: _checksum(facts)}, indent=2).encode()


def _checksum(facts: dict[str, Any]) -> str:
    return sha256(canonical(facts).encode())


def _aside(key: str) -> str:
    return DAMAGED + key.removeprefix(RECORDS)


def _read(key: str, data: bytes, stack: str | None) -> Record | Damaged:
    try:
        found: object = json.loads(data)
    except ValueError as error:
        return Damaged(key, f"it is not a JSON object: {error}")
    if not isinstance(found, dict):
        return Damaged(key, f"it is not a JSON object: it is {shown(found)}")
    facts = cast("dict[str, Any]", found)
    checksum = facts.pop(_CHECKSUM, None)
    # Older records have none.
    if checksum is not None and checksum != _checksum(facts):
        return Damaged(key, "it was changed after it was written: its checksum is another one")
    try:
        record = Record.model_validate(facts)
    except ValidationError as error:
        where, given, allowed = first_mistake(error)
        return Damaged(key, f"{where} is {given}; allowed: {allowed}")
    if stack is not None and record.stack != stack:
        return Damaged(key, f"it is a record of {record.stack}")
    return record
