"""Earlier states, and how one is put back: by a new version that Terraform takes as the next."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from operations.common.bucket import error_code
from operations.common.errors import InputError, OperationError
from operations.delivery.state_lock import held_lock
from operations.record.state_content import addresses_of, state_of
from operations.record.target import Target

BACKUPS: Final = "backups/"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateVersion:
    """A stored version of a state: its id in S3, its number and how many resources it knows.

    One that is damaged has no number, since nothing in it can be trusted.
    """

    id: str
    at: datetime
    current: bool
    size: int
    serial: int | None
    lineage: str
    resources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A restore: which version, what addresses come and go by it, the new serial and the backup's key."""

    version: StateVersion
    comes: tuple[str, ...]
    goes: tuple[str, ...]
    serial: int
    backup: str


def list_versions(target: Target, *, limit: int) -> list[StateVersion]:
    """Return the latest versions of a state, newest first. Raises InputError where the state is in no bucket."""
    return [
        _described(entry, state_of(_read(target, entry["VersionId"])))
        for entry in stored_entries(target)[:limit]
    ]


def newest_state(target: Target, entries: Sequence[dict[str, Any]]) -> tuple[dict[str, Any] | None, int]:
    """Return the newest version that is a state, None if there is none, and how many damaged ones are newer."""
    for damaged, entry in enumerate(entries):
        if (state := state_of(_read(target, entry["VersionId"]))) is not None:
            return state, damaged
    return None, len(entries)


def restore_version(target: Target, version: str, *, dry_run: bool) -> Restored:
    """Put an earlier version of a state back, or with `dry_run` say what that would do.

    It is written as the next version, with a serial above the current one: whoever planned on that is told
    that the plan is stale. The current state is copied aside first, damaged or not; a lock keeps Terraform out
    meanwhile; what was written is read again. Raises InputError for an unknown version, the current one or a damaged
    one, OperationError for another state's, or while somebody holds the lock.
    """
    entries = stored_entries(target)
    chosen = next((entry for entry in entries if entry["VersionId"] == version), None)
    if chosen is None:
        raise InputError(
            f"--version: {version!r} is no version of {target.state_key}: `anthill state list {target.in_commands}` "
            "shows them"
        )
    if chosen["IsLatest"]:
        raise InputError(f"--version: {version} is the current state: choose an earlier one")
    old = state_of(_read(target, version))
    if old is None:
        raise InputError(
            f"--version: {version} of {target.state_key} is damaged: choose another of `anthill state list "
            f"{target.in_commands}`"
        )
    return put_back(
        target,
        old,
        described=_described(chosen, old),
        entries=entries,
        operation="anthill state restore",
        dry_run=dry_run,
    )


def put_back(
    target: Target,
    old: dict[str, Any],
    *,
    described: StateVersion,
    entries: Sequence[dict[str, Any]],
    operation: str,
    dry_run: bool,
) -> Restored:
    """Write a state as the next version after `entries`, those of S3 with the newest first.

    Each version that is damaged counts as one serial: what was planned on it is stale then.
    """
    known, damaged = newest_state(target, entries)
    if known is not None and old["lineage"] != known["lineage"]:
        raise OperationError(
            f"version {described.id} is of another state (lineage {old['lineage']}, not {known['lineage']}): it "
            "describes other resources, and is not restored"
        )
    # Newest first; after a deletion it is not the latest, and still the last that was.
    last = entries[0] if entries else None
    present = (
        _read(target, last["VersionId"])
        if last
        else json.dumps(old | {"serial": 0, "resources": []}).encode()
    )
    serial = (known["serial"] if known else 0) + damaged
    before, after = addresses_of(known) if known and not damaged else set[str](), addresses_of(old)
    wanted = old | {"serial": serial + 1}
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tfstate"
    restored = Restored(
        version=described,
        comes=tuple(sorted(after - before)),
        goes=tuple(sorted(before - after)),
        serial=wanted["serial"],
        backup=f"{BACKUPS}damaged-{stamp}" if damaged else f"{BACKUPS}serial-{serial}-{stamp}",
    )
    if not dry_run:
        with held_lock(target, operation=operation):
            newest = next(iter(stored_entries(target)), None)
            if (newest or {}).get("VersionId") != (last or {}).get("VersionId"):
                raise OperationError("the state changed meanwhile: look at its versions again")
            target.store.put(restored.backup, present)
            _write(target, wanted)
            if state_of(_read(target, stored_entries(target)[0]["VersionId"])) != wanted:
                raise OperationError(
                    f"what was written to {target.state_key} is not what is there: restore again"
                )
    return restored


def stored_entries(target: Target) -> list[dict[str, Any]]:
    """Return what S3 says of each stored version of a state, newest first."""
    bucket = target.state_bucket()
    with bucket.asking("listing the versions of", target.state_key):
        pages = bucket.client.get_paginator("list_object_versions").paginate(
            Bucket=bucket.bucket, Prefix=target.state_key
        )
        # Of one key S3 lists the newest version first.
        return [
            entry for page in pages for entry in page.get("Versions", []) if entry["Key"] == target.state_key
        ]


def _read(target: Target, version: str) -> bytes:
    bucket = target.state_bucket()
    with bucket.asking("reading", target.state_key):
        return bucket.client.get_object(Bucket=bucket.bucket, Key=target.state_key, VersionId=version)[
            "Body"
        ].read()


def _write(target: Target, state: dict[str, Any]) -> None:
    bucket = target.state_bucket()
    with bucket.asking("writing", target.state_key):
        try:
            head = bucket.client.head_object(Bucket=bucket.bucket, Key=target.state_key)
        except ClientError as error:
            if error_code(error) not in {"404", "NoSuchKey"}:
                raise
            head = {}
        # Encrypted as the one before, which may differ from what the bucket would choose.
        encryption = {
            name: head[name] for name in ("ServerSideEncryption", "SSEKMSKeyId") if head.get(name) is not None
        }
        bucket.client.put_object(
            Bucket=bucket.bucket,
            Key=target.state_key,
            Body=json.dumps(state, indent=2).encode(),
            ContentType="application/json",
            **encryption,
        )


def _described(entry: dict[str, Any], state: dict[str, Any] | None) -> StateVersion:
    return StateVersion(
        id=entry["VersionId"],
        at=entry["LastModified"],
        current=entry["IsLatest"],
        size=entry["Size"],
        serial=state["serial"] if state else None,
        lineage=state["lineage"] if state else "",
        resources=len(addresses_of(state)) if state else 0,
    )
