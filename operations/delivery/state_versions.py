"""Earlier states, and how one is put back: by a new version that Terraform takes as the next."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from operations.common.bucket import error_code
from operations.common.errors import InputError, OperationError
from operations.delivery.state_lock import held_lock
from operations.record.target import Target

BACKUPS: Final = "backups/"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateVersion:
    """A stored version of a state: its id in S3, its number and how many resources it knows."""

    id: str
    at: datetime
    current: bool
    size: int
    serial: int
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
    return [_described(entry, _read(target, entry["VersionId"])) for entry in stored_entries(target)[:limit]]


def restore_version(target: Target, version: str, *, dry_run: bool) -> Restored:
    """Put an earlier version of a state back, or with `dry_run` say what that would do.

    It is written as the next version, with a serial above the current one: whoever planned on that is told
    that the plan is stale. The current state is copied aside first; a lock keeps Terraform out meanwhile; what
    was written is read again. Raises InputError for an unknown version or the current one, OperationError for
    another state's, or while somebody holds the lock.
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
    # Newest first; after a deletion it is not the latest, and still the last that was.
    last = entries[0]
    return put_back(
        target,
        _read(target, version),
        described=lambda state: _described(chosen, state),
        last=last,
        operation="anthill state restore",
        dry_run=dry_run,
    )


def put_back(
    target: Target,
    old: dict[str, Any],
    *,
    described: Callable[[dict[str, Any]], StateVersion],
    last: dict[str, Any] | None,
    operation: str,
    dry_run: bool,
) -> Restored:
    """Write a state as the next version after `last`, the newest entry of S3; None where none is stored yet."""
    nothing: dict[str, Any] = {**old, "serial": 0, "resources": []}
    present = _read(target, last["VersionId"]) if last else nothing
    if old["lineage"] != present["lineage"]:
        raise OperationError(
            f"version {described(old).id} is of another state (lineage {old['lineage']}, not {present['lineage']}): it "
            "describes other resources, and is not restored"
        )
    wanted = old | {"serial": present["serial"] + 1}
    before, after = addresses_of(present), addresses_of(old)
    restored = Restored(
        version=described(old),
        comes=tuple(sorted(after - before)),
        goes=tuple(sorted(before - after)),
        serial=wanted["serial"],
        backup=f"{BACKUPS}serial-{present['serial']}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tfstate",
    )
    if not dry_run:
        with held_lock(target, operation=operation):
            newest = next(iter(stored_entries(target)), None)
            if (newest or {}).get("VersionId") != (last or {}).get("VersionId"):
                raise OperationError("the state changed meanwhile: look at its versions again")
            target.store.put(restored.backup, json.dumps(present).encode())
            _write(target, wanted)
            if _read(target, stored_entries(target)[0]["VersionId"]) != wanted:
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


def _read(target: Target, version: str) -> dict[str, Any]:
    bucket = target.state_bucket()
    with bucket.asking("reading", target.state_key):
        body = bucket.client.get_object(Bucket=bucket.bucket, Key=target.state_key, VersionId=version)["Body"]
        return json.loads(body.read())


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


def _described(entry: dict[str, Any], state: dict[str, Any]) -> StateVersion:
    return StateVersion(
        id=entry["VersionId"],
        at=entry["LastModified"],
        current=entry["IsLatest"],
        size=entry["Size"],
        serial=state.get("serial", 0),
        lineage=state.get("lineage", ""),
        resources=len(addresses_of(state)),
    )


def addresses_of(state: dict[str, Any]) -> set[str]:
    """Return the addresses of the resources that a state knows."""
    return {
        f"{resource['type']}.{resource['name']}" + (f"[{json.dumps(key)}]" if key is not None else "")
        for resource in state.get("resources", [])
        if resource["mode"] == "managed"
        for instance in resource["instances"]
        for key in [instance.get("index_key")]
    }
