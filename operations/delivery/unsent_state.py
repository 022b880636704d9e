"""A state that Terraform could not store after an apply: without it, what was made is in no state."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from operations.common.errors import InputError, OperationError
from operations.common.files import write_file
from operations.delivery.planned import PRIVATE
from operations.delivery.state_versions import (
    BACKUPS,
    Restored,
    StateVersion,
    newest_state,
    put_back,
    stored_entries,
)
from operations.record.state_content import addresses_of, state_of
from operations.record.target import Target
from operations.terraform.saved_plan_run import ERRORED_STATE

UNSENT: Final = f"{BACKUPS}unsent-"
"""What the keys of kept states begin with, beside the state and encrypted like it."""


def read_state(data: bytes, where: str) -> dict[str, Any]:
    """Return a state. Raises InputError that names `where` if it is none."""
    if (state := state_of(data)) is not None:
        return state
    raise InputError(f"{where} is no state of Terraform: give the {ERRORED_STATE} that a failed apply left")


def keep_state(target: Target, file: Path) -> str:
    """Put a file with a state beside the state of a target and return its key; the file stays.

    Raises InputError for a file that is no state, OperationError if the store refuses it.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    state = read_state(data, str(file))
    key = f"{UNSENT}serial-{state['serial']}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tfstate"
    target.store.put(key, data)
    return key


def kept_states(target: Target) -> list[str]:
    """Return the keys of the kept states of a target, oldest first."""
    return sorted(target.store.keys(UNSENT), key=lambda key: key.rpartition("-")[2])


def restore_kept(target: Target, key: str, *, dry_run: bool) -> Restored:
    """Put a kept state in place as the next version, or with `dry_run` say what that would do.

    Raises InputError for a key that is none of a kept state, OperationError for the state of something else, or if
    the state went on since: what was applied later would be forgotten.
    """
    data = target.store.get(key) if key.startswith(UNSENT) else None
    if data is None:
        known = ", ".join(kept_states(target)) or "none"
        raise InputError(f"--kept: {key!r} is no kept state of {target.stack}; known are {known}")
    state = read_state(data, f"{target.store.place}{key}")
    entries = stored_entries(target)
    now, _ = newest_state(target, entries)
    if now is not None and now["serial"] >= state["serial"]:
        raise OperationError(
            f"{key} has serial {state['serial']}, and the state is at {now['serial']} by now: what was applied since "
            "would be forgotten; compare the two, and import what is missing"
        )
    version = StateVersion(
        id=key,
        at=datetime.now(UTC),
        current=False,
        size=len(data),
        serial=state["serial"],
        lineage=state["lineage"],
        resources=len(addresses_of(state)),
    )
    return put_back(
        target,
        state,
        described=version,
        entries=entries,
        operation="anthill state restore",
        dry_run=dry_run,
    )


def rescue(target: Target, left: Path, folder: Path | None) -> str:
    """Bring a state that Terraform left in a working folder to safety, and say where it is; nothing if there is none.

    It goes beside the state in the bucket. If that fails too, as it does when the session is over, it is written
    to `folder`, by default among the home's unsent states, readable by its owner only, for `anthill state keep` with
    a new session. What was left before is never written over.
    """
    if not left.is_file():
        return ""
    try:
        key = keep_state(target, left)
    except (InputError, OperationError) as error:
        file = _left_on_disk(target, left, folder)
        return (
            f"\nTerraform could not store the state, and neither could this command ({error}). It is in {file} and "
            f"has secret values: sign in again and run `anthill state keep {target.in_commands} --file {file}` before "
            "anything else is applied"
        )
    return (
        f"\nTerraform could not store the state; it is kept in {target.store.place}{key}: run "
        f"`anthill state restore {target.in_commands} --kept {key}` before anything else is applied"
    )


def _left_on_disk(target: Target, left: Path, folder: Path | None) -> Path:
    state = left.read_bytes()
    name = f"{target.stack}-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.tfstate"
    try:
        if folder is not None:
            file = folder / ERRORED_STATE
            if write_file(file, state, mode=PRIVATE, only_new=True):
                return file
        file = target.home.unsent / name
        write_file(file, state, mode=PRIVATE)
    except OperationError:
        # A full disk: under another name in its own file system it takes no room.
        file = Path(tempfile.gettempdir()) / name
        left.chmod(PRIVATE)
        left.rename(file)
    return file
