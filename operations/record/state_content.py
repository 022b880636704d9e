"""What Terraform's state holds, and whether a file or an object is one at all."""

import json
from typing import Any


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
