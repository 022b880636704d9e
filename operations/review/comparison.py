"""What changes between two synthesised stacks, without asking anybody: a plan's entries, from the JSON alone."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from operations.review.arguments import Argument, differences
from operations.review.change import LIFECYCLE_ARGUMENTS, Action, Change, read_change
from operations.synthesis.stacks import Synthesised

NOTES: Final = "//"
ORDER_ONLY: Final = frozenset({"depends_on", NOTES})
RENAMED: Final = "the same arguments appear at {address}: an id changed; `move_to_id` keeps the resource"

UNREAD: Final = "what it is now, and so whether it is changed to this, only a plan says"


def compare(before: Synthesised, after: Synthesised) -> tuple[Change, ...]:
    """Return the changes from one revision of a stack to another.

    Whether an update replaces the resource is not in the JSON: such a change is marked as either.
    """
    moves = {
        f"{move['to']}": f"{move['from']}"
        for move in _blocks(after, "moved")
        if move["from"] in before.resources and move["to"] in after.resources
    }
    gone = before.resources.keys() - after.resources.keys() - set(moves.values())
    found = [
        change
        for address in sorted(gone | after.resources.keys())
        if (change := _one(before, after, address, moves.get(address))) is not None
    ]
    return tuple(_with_renames(found))


def with_moved_references(before: Synthesised, after: Synthesised) -> Synthesised:
    """Return a stack as it was, with references to what the change moves as they are written afterwards.

    Terraform moves the state: who refers to what is moved does not change.
    """
    moves = {f"{move['from']}": f"{move['to']}" for move in after.document.get("moved", [])}
    if not moves:
        return before
    old = re.compile(rf"\b({'|'.join(map(re.escape, moves))})(?![\w-])")
    resources = {
        address: json.loads(old.sub(lambda found: moves[found[0]], json.dumps(arguments)))
        for address, arguments in before.resources.items()
    }
    return replace(before, resources=resources)


def settings(before: Synthesised, after: Synthesised) -> tuple[Argument, ...]:
    """Return what differs in the stack itself, which is all but its resources.

    That is its providers with their default tags, its backend, its outputs, its checks, the data that it reads, what
    it moves, imports and forgets.
    """
    parts = dict.fromkeys([*after.document, *before.document])
    return tuple(
        difference
        for part in parts
        if part not in {"resource", NOTES}
        for difference in differences(
            {part: _without_notes(before.document.get(part))},
            {part: _without_notes(after.document.get(part))},
        )
    )


def _without_notes(value: Any) -> Any:
    """Return a part of a document without the notes that the library leaves for itself."""
    if isinstance(value, Mapping):
        return {key: _without_notes(held) for key, held in value.items() if key != NOTES}
    return [_without_notes(held) for held in cast("list[Any]", value)] if isinstance(value, list) else value


def _one(before: Synthesised, after: Synthesised, address: str, moved_from: str | None) -> Change | None:
    old = _seen(before.resources.get(moved_from or address))
    new = _seen(after.resources.get(address))
    importing = next((each for each in _blocks(after, "import") if each.get("to") == address), None)
    forgotten = any(
        each.get("from") == address and _keeps(each.get("lifecycle")) for each in _blocks(after, "removed")
    )
    if old is None:
        actions = ["no-op"] if importing else ["create"]
    elif new is None:
        actions = ["forget"] if forgotten else ["delete"]
    else:
        actions = ["update"] if differences(old, new) else ["no-op"]
    stack = after.name if address in after.paths else before.name
    change = read_change(
        stack,
        {
            "address": address,
            "type": address.split(".", maxsplit=1)[0],
            "previous_address": moved_from,
            "change": {
                "actions": actions,
                "before": old,
                "after": new,
                "importing": importing if old is None else None,
            },
            "action_reason": "delete_because_no_resource_config" if new is None else None,
        },
        after.paths.get(address) or before.paths[address],
    )
    if change is not None and change.action is Action.IMPORT:
        return replace(change, arguments=differences(None, new), why=f"{change.why}; {UNREAD}")
    if change is None or change.action is not Action.UPDATE:
        return change
    only_rules = all(
        argument.path.split(".")[0].split("[")[0] in LIFECYCLE_ARGUMENTS for argument in change.arguments
    )
    return replace(change, action=Action.RULES if only_rules else Action.MAY_REPLACE)


def _blocks(stack: Synthesised, name: str) -> list[Mapping[str, Any]]:
    held = stack.document.get(name, [])
    return [held] if isinstance(held, Mapping) else held


def _keeps(lifecycle: Any) -> bool:
    """Return whether a `removed` block leaves what is deployed; it destroys unless it says otherwise."""
    (held,) = lifecycle if isinstance(lifecycle, list) and lifecycle else [lifecycle]
    return isinstance(held, Mapping) and held.get("destroy") is False


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
