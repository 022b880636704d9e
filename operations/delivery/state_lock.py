"""Terraform's lock of a state in S3: who holds it, and how a forgotten one is taken away.

It is the only lock there is. Terraform takes it for every apply and compares the plan's state under it, so that of
two applies the second finds its plan stale; GitHub's `concurrency` only keeps them from trying.
"""

import contextlib
import getpass
import json
import socket
import uuid
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from botocore.exceptions import ClientError

from operations.common.bucket import error_code
from operations.common.errors import InputError, OperationError
from operations.common.files import object_of
from operations.record.target import Target

SUFFIX: Final = ".tflock"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLock:
    """A held lock: its id, who took it and what for, and since when by the clock of S3."""

    id: str
    who: str
    operation: str
    since: datetime

    def age(self, now: datetime) -> timedelta:
        """Return how long it is held."""
        return now - self.since


def read_lock(target: Target) -> StateLock | None:
    """Return the lock of a state, None if nobody holds it. Raises InputError where the state is in no bucket."""
    bucket = target.state_bucket()
    key = target.state_key + SUFFIX
    with bucket.asking("reading", key):
        try:
            found = bucket.client.get_object(Bucket=bucket.bucket, Key=key)
        except ClientError as error:
            if error_code(error) in {"404", "NoSuchKey"}:
                return None
            raise
        text = found["Body"].read()
    try:
        facts = object_of(text, key, "look at who holds it")
    except OperationError:
        # It is a lock all the same: Terraform asks only whether the object is there.
        facts = {}
    return StateLock(
        id=str(facts.get("ID", "")),
        who=str(facts.get("Who", "unknown")),
        operation=str(facts.get("Operation", "unknown")),
        since=found["LastModified"],
    )


def remove_lock(target: Target, id_: str, *, older_than: timedelta, dry_run: bool) -> StateLock:
    """Remove a lock that its holder forgot, and return it; with `dry_run` only check.

    Raises InputError if nobody holds the lock or its id is another, OperationError if it is not old enough: its
    holder may still be at work, and two writers lose a state.
    """
    held = read_lock(target)
    if held is None:
        raise InputError(f"{target.state_key} is not locked: there is nothing to remove")
    if held.id != id_:
        raise InputError(
            f"--id: the lock of {target.state_key} is {held.id}, not {id_}: look at who holds it first"
        )
    age = held.age(datetime.now(UTC))
    if age < older_than:
        raise OperationError(
            f"the lock is {in_words(age)} old, not yet {in_words(older_than)}: {held.who} may still be at work; "
            "wait for that run, or end it and wait"
        )
    if not dry_run:
        _remove(target, held.id)
    return held


@contextlib.contextmanager
def held_lock(target: Target, *, operation: str) -> Generator[StateLock]:
    """Hold the lock of a state as Terraform does. Raises OperationError if somebody else holds it."""
    id_ = str(uuid.uuid4())
    facts = {
        "ID": id_,
        "Operation": operation,
        "Info": "",
        "Who": f"{getpass.getuser()}@{socket.gethostname()}",
        "Version": "",
        "Created": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "Path": f"{target.bucket}/{target.state_key}",
    }
    if not target.state_bucket().put(target.state_key + SUFFIX, json.dumps(facts).encode(), only_new=True):
        other = read_lock(target)
        whose = f"{other.who} ({other.operation}, lock {other.id})" if other else "somebody"
        raise OperationError(f"{target.state_key} is locked by {whose}: wait for that run to end")
    try:
        yield StateLock(id=id_, who=facts["Who"], operation=operation, since=datetime.now(UTC))
    finally:
        _remove(target, id_)


def _remove(target: Target, id_: str) -> None:
    held = read_lock(target)
    # Another one's lock that came in between stays.
    if held is not None and held.id == id_:
        target.state_bucket().delete(target.state_key + SUFFIX)


def in_words(span: timedelta) -> str:
    """Return a span as hours, minutes and seconds."""
    return str(span - timedelta(microseconds=span.microseconds))
