"""One resource that a change of the repository changes."""

import json
import re
from collections.abc import Iterator, Mapping
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
    UNKNOWN = "unknown"
    IMPORT = "import"
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
"""What a plan's actions mean; `no-op` alone is no change, but it may move or import."""

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

DEFERRALS: Final[Mapping[str, str]] = {
    "instance_count_unknown": "its count or for_each is not known yet",
    "resource_config_unknown": "its configuration is not known yet",
    "provider_config_unknown": "the configuration of its provider is not known yet",
    "absent_prereq": "what it needs is not there yet",
    "deferred_prereq": "what it needs is itself deferred",
    "unknown": "Terraform gives no reason",
}
"""Why Terraform puts a change off until a later plan (`deferred_changes`), in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A resource and what happens to it; values that are sensitive are already unreadable.

    `path` is the construct path with the stack first. `forcing` are the arguments that force a replacement,
    `why` says in words why it is destroyed or replaced, and whatever else a plan says of it: what it imports, that it
    is a deposed object, that it is put off. `imports` is the id of what exists and is taken over, whatever else
    happens to it then; `deferred` that this plan does not do it.
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
    imports: str | None = None
    deferred: bool = False
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


def read_change(
    stack: str, entry: Mapping[str, Any], path: str, *, deferral: str | None = None
) -> Change | None:
    """Return an entry of a plan's `resource_changes`, None if nothing happens to what it names.

    `deferral` is Terraform's reason where the entry is one of `deferred_changes`. Data that are read change nothing.
    """
    change = entry["change"]
    moved_from = entry.get("previous_address")
    imports = _imported(change.get("importing"))
    if entry.get("mode", "managed") != "managed" or change["actions"] == ["read"]:
        return None
    action = OF_TERRAFORM.get(tuple(change["actions"]), Action.UNKNOWN)
    if change["actions"] == ["no-op"]:
        if imports is None and not moved_from:
            return None
        action = Action.MOVE if imports is None else Action.IMPORT
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
        why="; ".join(_why(action, entry, forcing, imports, deferral)) or None,
        moved_from=moved_from,
        imports=imports,
        deferred=deferral is not None,
    )


def _imported(importing: Mapping[str, Any] | None) -> str | None:
    """Return the id, or the identity, of what a plan imports."""
    if importing is None:
        return None
    if importing.get("id"):
        return str(importing["id"])
    return json.dumps(importing["identity"]) if importing.get("identity") else UNKNOWN


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
    if action in {Action.MOVE, Action.IMPORT}:
        return ()
    found = differences(None if action is Action.CREATE else before, None if action in ENDING else after)
    if action in {Action.UPDATE, Action.UNKNOWN}:
        return found
    return tuple(each for each in found if each.after != UNKNOWN or forced_by(each.path, forcing))


def forced_by(argument: str, forcing: tuple[str, ...]) -> bool:
    """Return whether an argument is, or is within, one that forces a replacement."""
    bare = re.sub(r"\[[^\]]*\]", "", argument)
    return any(bare == each or bare.startswith(f"{each}.") for each in forcing)


def _path_text(path: list[str | int]) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _why(
    action: Action,
    entry: Mapping[str, Any],
    forcing: tuple[str, ...],
    imports: str | None,
    deferral: str | None,
) -> Iterator[str]:
    reason = entry.get("action_reason")
    words = REASONS.get(reason or "", reason)
    if deferral is not None:
        yield f"put off until a later plan: {DEFERRALS.get(deferral, deferral)}"
    if action is Action.UNKNOWN:
        yield f"Terraform says {', '.join(entry['change']['actions'])}, which is not known here"
    if imports is not None:
        yield f"it exists already and is imported, by its id {imports}"
    if deposed := entry.get("deposed"):
        yield f"the deposed object {deposed}, which a replacement that failed left behind"
    if action is Action.REPLACE and "forget" in entry["change"]["actions"]:
        yield "what is there is forgotten, not destroyed"
    if action is Action.REPLACE and forcing:
        yield f"{', '.join(forcing)}: {words or REASONS['replace_because_cannot_update']}"
    elif words:
        yield words
