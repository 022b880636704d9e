"""Where a stack's state is, and with it the records of its deployments."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from operations.common.bucket import BucketStore
from operations.common.errors import OperationError
from operations.common.files import read_object
from operations.common.store import FolderStore, Store
from operations.record.entry import Position
from operations.record.state_content import state_of
from operations.record.target import STATE_OBJECT, Target
from operations.synthesis.stacks import STACK_FILE

DEFAULT_STATE: Final = "terraform.tfstate"
"""Where Terraform keeps the state of a stack that names no backend."""


@dataclass(frozen=True, slots=True)
class StoredState:
    """What the stored state says of itself, its outputs that are not secret, and all of it, secrets too."""

    position: Position
    outputs: dict[str, Any]
    resources: int
    content: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stack, the store beside its state, and the state."""

    stack: str
    store: Store
    where: str
    """The state, for people."""
    fetch: Callable[[], bytes | None]

    def state(self) -> StoredState:
        """Return the state as it is stored now. Raises OperationError if it cannot be read."""
        data = self.fetch()
        if not data:
            return StoredState(Position(), {}, 0, {})
        state = state_of(data)
        if state is None:
            raise OperationError(
                f"{self.where} is no state of Terraform: restore an earlier version (`anthill state list` shows them)"
            )
        outputs = {
            name: output["value"]
            for name, output in state.get("outputs", {}).items()
            if not output.get("sensitive")
        }
        resources = [each for each in state.get("resources", []) if each["mode"] == "managed"]
        return StoredState(
            Position(lineage=state["lineage"], serial=state["serial"]),
            outputs,
            sum(len(each["instances"]) for each in resources),
            state,
        )


def place_of(target: Target) -> Place:
    """Return the place of an environment's stack."""
    if target.in_bucket:
        bucket = target.state_bucket()
        return Place(
            stack=target.stack,
            store=target.store,
            where=f"{bucket.place}{target.state_key}",
            fetch=lambda: bucket.get(target.state_key),
        )
    return Place(
        stack=target.stack,
        store=target.store,
        where=str(target.state_file),
        fetch=lambda: _file(target.state_file),
    )


def place_of_folder(folder: Path) -> Place | None:
    """Return the place of a synthesised stack, by its backend; None for a backend that is neither S3 nor a file.

    The bucket is reached with the credentials in force, as Terraform reaches it.
    """
    terraform: dict[str, Any] = read_object(folder / STACK_FILE, "synthesise again: python main.py")[
        "terraform"
    ]
    backend: dict[str, Any] = terraform.get("backend") or {"local": {}}
    if "s3" in backend:
        import boto3  # noqa: PLC0415 - slow to import, and most stacks here have a file

        settings = backend["s3"]
        prefix = settings["key"].removesuffix(STATE_OBJECT)
        client = boto3.Session().client("s3", region_name=settings["region"])
        bucket = BucketStore(client=client, bucket=settings["bucket"], prefix=prefix)
        return Place(
            stack=folder.name,
            store=bucket,
            where=f"{bucket.place}{STATE_OBJECT}",
            fetch=lambda: bucket.get(STATE_OBJECT),
        )
    if "local" in backend:
        file = (folder / backend["local"].get("path", DEFAULT_STATE)).resolve()
        return Place(
            stack=folder.name,
            store=FolderStore(file.parent / folder.name),
            where=str(file),
            fetch=lambda: _file(file),
        )
    return None


def _file(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def refuse_damaged(target: Target) -> None:
    """Raise OperationError if what is stored as the state of a target is none.

    Terraform takes an empty state for none, and would then make everything a second time.
    """
    place = place_of(target)
    data = place.fetch()
    remedy = (
        f"`anthill state list {target.in_commands}` shows its versions, `anthill state restore "
        f"{target.in_commands} --version ID` puts a good one back"
        if target.in_bucket
        else "`make down` forgets what the embedded AWS holds, and `make up` builds it again"
    )
    if data is not None and state_of(data) is None:
        raise OperationError(
            f"{place.where} is damaged: its {len(data)} bytes are no state of Terraform; {remedy}"
        )
