"""One resource that a change of the repository changes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from operations.review.arguments import UNKNOWN, Argument, differences, masked, with_unknown
from operations.review.layers import construct_of, layer_of
from operations.synthesis.locations import Origin

LIFECYCLE_ARGUMENTS: Final = frozenset({"lifecycle", "depends_on", "provisioner", "connection"})
"""Arguments that Terraform keeps to itself: no provider sees them."""


class Action(StrEnum):
    """What happens to a resource, the gravest first."""

    DESTROY = "destroy"
    REPLACE = "replace"
    MAY_REPLACE = "update or replace"
    UPDATE = "update"
    RULES = "rules"
    FORGET = "forget"
    MOVE = "move"
    CREATE = "create"


OF_TERRAFORM: Final[Mapping[tuple[str, ...], Action]] = {
    ("create",): Action.CREATE,
    ("update",): Action.UPDATE,
    ("delete",): Action.DESTROY,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("create", "forget"): Action.REPLACE,
    ("forget",): Action.FORGET,
}
"""What a plan's actions mean; `no-op` and `read` are no change."""

ENDING: Final = frozenset({Action.DESTROY, Action.FORGET})
"""What leaves nothing of a resource, or nothing that Terraform knows of."""

REASONS: Final[Mapping[str, str]] = {
    "replace_because_cannot_update": "the provider cannot change this in place",
    "replace_because_tainted": "its creation failed before, it is marked as tainted",
    "replace_by_request": "the plan was asked to replace it",
    "replace_by_triggers": "its replace_triggered_by names something that changes",
    "delete_because_no_resource_config": "no code makes it any more",
    "delete_because_no_module": "its module is gone",
    "delete_because_wrong_repetition": "its count or for_each is gone",
    "delete_because_count_index": "its index is beyond count",
    "delete_because_each_key": "its key is not in for_each any more",
    "delete_because_no_move_target": "it was moved to an address that no code makes",
}
"""Terraform's `action_reason`, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A resource and what happens to it; values that are sensitive are already unreadable.

    `path` is the construct path with the stack first. `forcing` are the arguments that force a replacement,
    `why` says in words why it is destroyed or replaced.
    """

    stack: str
    address: str
    type: str
    path: str
    action: Action
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    arguments: tuple[Argument, ...] = ()
    forcing: tuple[str, ...] = ()
    why: str | None = None
    moved_from: str | None = None
    origin: Origin | None = field(default=None, compare=False)

    @property
    def layer(self) -> str:
        """The layer that it belongs to."""
        return layer_of(self.path)

    @property
    def construct(self) -> str:
        """The construct that it is part of, without the stack."""
        return construct_of(self.path)

    @property
    def relative_path(self) -> str:
        """The construct path without the stack."""
        return self.path.partition("/")[2]

    @property
    def created(self) -> bool:
        """Whether nothing was there before."""
        return self.action is Action.CREATE

    @property
    def ends(self) -> bool:
        """Whether what is there now ends, or may end."""
        return self.action in {Action.DESTROY, Action.REPLACE, Action.MAY_REPLACE}


def read_change(stack: str, entry: Mapping[str, Any], path: str) -> Change | None:
    """Return an entry of a plan's `resource_changes`, None if it changes nothing that is managed."""
    change = entry["change"]
    actions = tuple(change["actions"])
    moved_from = entry.get("previous_address")
    action = OF_TERRAFORM.get(actions)
    if entry.get("mode", "managed") != "managed":
        return None
    if action is None:
        if not moved_from:
            return None
        action = Action.MOVE
    before = masked(change.get("before"), change.get("before_sensitive"))
    after = masked(
        with_unknown(change.get("after"), change.get("after_unknown")), change.get("after_sensitive")
    )
    forcing = tuple(dict.fromkeys(_path_text(path) for path in change.get("replace_paths") or ()))
    return Change(
        stack=stack,
        address=entry["address"],
        type=entry["type"],
        path=path,
        action=action,
        before=before,
        after=after,
        arguments=_arguments(action, before, after, forcing),
        forcing=forcing,
        why=_why(action, entry.get("action_reason"), forcing),
        moved_from=moved_from,
    )


def _arguments(
    action: Action,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    forcing: tuple[str, ...],
) -> tuple[Argument, ...]:
    """Return what differs: of what is added or goes, all that it has.

    A replacement makes everything new that the provider computes, as does a creation; that says nothing unless it
    is the cause.
    """
    if action is Action.MOVE:
        return ()
    found = differences(None if action is Action.CREATE else before, None if action in ENDING else after)
    if action is Action.UPDATE:
        return found
    return tuple(each for each in found if each.after != UNKNOWN or forced_by(each.path, forcing))


def forced_by(argument: str, forcing: tuple[str, ...]) -> bool:
    """Return whether an argument is, or is within, one that forces a replacement."""
    bare = re.sub(r"\[[^\]]*\]", "", argument)
    return any(bare == each or bare.startswith(f"{each}.") for each in forcing)


def _path_text(path: list[str | int]) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _why(action: Action, reason: str | None, forcing: tuple[str, ...]) -> str | None:
    words = REASONS.get(reason or "", reason)
    if action is Action.REPLACE and forcing:
        return f"{', '.join(forcing)}: {words or REASONS['replace_because_cannot_update']}"
    return words
