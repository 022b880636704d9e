"""Where a stack's state is, and with it the records of its deployments."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from operations.common.bucket import BucketStore
from operations.common.errors import OperationError
from operations.common.files import read_object
from operations.common.store import FolderStore, Store
from operations.record.entry import Position
from operations.record.target import STATE_OBJECT, Target
from operations.synthesis.stacks import STACK_FILE

DEFAULT_STATE: Final = "terraform.tfstate"
"""Where Terraform keeps the state of a stack that names no backend."""


@dataclass(frozen=True, slots=True)
class StoredState:
    """What the stored state says of itself, and its outputs that are not secret."""

    position: Position
    outputs: dict[str, Any]
    resources: int


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
            return StoredState(Position(), {}, 0)
        try:
            state: dict[str, Any] = json.loads(data)
            outputs = {
                name: output["value"]
                for name, output in state.get("outputs", {}).items()
                if not output.get("sensitive")
            }
            resources = sum(
                len(resource["instances"])
                for resource in state.get("resources", [])
                if resource["mode"] == "managed"
            )
            return StoredState(Position(lineage=state["lineage"], serial=state["serial"]), outputs, resources)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise OperationError(
                f"{self.where} is no state of Terraform: restore an earlier version (`anthill state list` shows them)"
            ) from error


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
