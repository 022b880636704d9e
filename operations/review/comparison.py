"""What changes between two synthesised stacks, without asking anybody: a plan's entries, from the JSON alone."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from operations.review.arguments import Argument, differences
from operations.review.change import LIFECYCLE_ARGUMENTS, Action, Change, read_change
from operations.synthesis.stacks import Synthesised

ORDER_ONLY: Final = frozenset({"depends_on", "//"})
RENAMED: Final = "the same arguments appear at {address}: an id changed; `move_to_id` keeps the resource"


def compare(before: Synthesised, after: Synthesised) -> tuple[Change, ...]:
    """Return the changes from one revision of a stack to another.

    Whether an update replaces the resource is not in the JSON: such a change is marked as either.
    """
    moves = {
        f"{move['to']}": f"{move['from']}"
        for move in after.document.get("moved", [])
        if move["from"] in before.resources and move["to"] in after.resources
    }
    gone = before.resources.keys() - after.resources.keys() - set(moves.values())
    found = [
        change
        for address in sorted(gone | after.resources.keys())
        if (change := _one(before, after, address, moves.get(address))) is not None
    ]
    return tuple(_with_renames(found))


def settings(before: Synthesised, after: Synthesised) -> tuple[Argument, ...]:
    """Return what differs in the stack itself: its providers with their default tags, its backend, its outputs."""
    return tuple(
        difference
        for part in ("terraform", "provider", "output")
        for difference in differences({part: before.document.get(part)}, {part: after.document.get(part)})
    )


def _one(before: Synthesised, after: Synthesised, address: str, moved_from: str | None) -> Change | None:
    old = _seen(before.resources.get(moved_from or address))
    new = _seen(after.resources.get(address))
    if old is None or new is None:
        actions = ["create"] if old is None else ["delete"]
    elif differences(old, new):
        actions = ["update"]
    else:
        actions = ["no-op"]
    stack = after.name if address in after.paths else before.name
    change = read_change(
        stack,
        {
            "address": address,
            "type": address.split(".", maxsplit=1)[0],
            "previous_address": moved_from,
            "change": {"actions": actions, "before": old, "after": new},
            "action_reason": "delete_because_no_resource_config" if new is None else None,
        },
        after.paths.get(address) or before.paths[address],
    )
    if change is None or change.action is not Action.UPDATE:
        return change
    only_rules = all(
        argument.path.split(".")[0].split("[")[0] in LIFECYCLE_ARGUMENTS for argument in change.arguments
    )
    return replace(change, action=Action.RULES if only_rules else Action.MAY_REPLACE)


def _seen(arguments: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if arguments is None:
        return None
    return {name: value for name, value in arguments.items() if name not in ORDER_ONLY}


def _with_renames(changes: list[Change]) -> Iterator[Change]:
    """Yield the changes; what disappears at one address and appears at another says so."""
    created = {_identity(change): change.address for change in changes if change.created}
    for change in changes:
        twin = created.get(_identity(change)) if change.action is Action.DESTROY else None
        yield replace(change, why=RENAMED.format(address=twin)) if twin else change


def _identity(change: Change) -> str:
    return json.dumps([change.type, change.after if change.created else change.before], sort_keys=True)
