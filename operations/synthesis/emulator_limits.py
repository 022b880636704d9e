"""A stack without what the embedded AWS cannot hold, as anthill-local is built without it."""

import json
from typing import Any

from environments.configured import configured


def without_gaps(stack: dict[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """Return a copy of a stack's JSON without the gaps that the local environment declares, and their types."""
    changed: dict[str, Any] = json.loads(json.dumps(stack))
    gaps = [gap for config in configured() for gap in config.emulator_gaps]
    held = changed.get("resource", {})
    left_out = frozenset(gap.resource_type for gap in gaps if gap.argument is None) & held.keys()
    for type_ in left_out:
        del held[type_]
    for instances in held.values():
        for arguments in instances.values():
            if "depends_on" in arguments:
                arguments["depends_on"] = [
                    address for address in arguments["depends_on"] if address.split(".")[0] not in left_out
                ]
    for gap in gaps:
        for arguments in held.get(gap.resource_type, {}).values():
            if gap.argument is not None:
                arguments.pop(gap.argument, None)
    return changed, left_out
