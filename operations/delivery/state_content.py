"""What Terraform's state holds, and whether a file or an object is one at all."""

import json
from typing import Any

from operations.common.errors import OperationError
from operations.record.target import Target


def state_of(data: bytes) -> dict[str, Any] | None:
    """Return the state that some bytes are; None if they are cut, empty or anything else."""
    try:
        state = json.loads(data)
        addresses_of(state)
        if isinstance(state["lineage"], str) and isinstance(state["serial"], int):
            return state
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        pass
    return None


def addresses_of(state: dict[str, Any]) -> set[str]:
    """Return the addresses of the resources that a state knows."""
    return {
        f"{resource['type']}.{resource['name']}" + (f"[{json.dumps(key)}]" if key is not None else "")
        for resource in state.get("resources", [])
        if resource["mode"] == "managed"
        for instance in resource["instances"]
        for key in [instance.get("index_key")]
    }


def refuse_damaged(target: Target) -> None:
    """Raise OperationError if what is stored as the state of a target is none.

    Terraform takes an empty state for none, and would then make everything a second time.
    """
    if target.in_bucket:
        data = target.state_bucket().get(target.state_key)
        place = f"s3://{target.bucket}/{target.state_key}"
        remedy = (
            f"`anthill state list {target.in_commands}` shows its versions, `anthill state restore "
            f"{target.in_commands} --version ID` puts a good one back"
        )
    else:
        data = target.state_file.read_bytes() if target.state_file.is_file() else None
        place, remedy = (
            str(target.state_file),
            "`make down` forgets what the embedded AWS holds, and `make up` builds it again",
        )
    if data is not None and state_of(data) is None:
        raise OperationError(f"{place} is damaged: its {len(data)} bytes are no state of Terraform; {remedy}")
