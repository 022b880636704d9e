"""Sources that a change adds or removes: each is one fact, however many resources it has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from operations.review.change import Action, Change

FOLDER: Final = "ingestion/"
WITNESSES: Final = frozenset({"events/queue", "events/rule"})
"""What every source has, whatever its kind: its arrivals are announced and queued."""

WHOLE: Final = {Action.CREATE: "added", Action.DESTROY: "removed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """A source that is wholly added or removed, and the stacks in which it is."""

    construct: str
    action: Action
    stacks: tuple[str, ...]

    @property
    def name(self) -> str:
        """The source's id."""
        return self.construct.removeprefix(FOLDER)

    @property
    def sentence(self) -> str:
        """What happens, in words."""
        return f"source {self.name} is {WHOLE[self.action]}"

    def holds(self, change: Change) -> bool:
        """Return whether a change is part of it."""
        return (
            change.construct == self.construct
            and change.action is self.action
            and change.stack in self.stacks
        )


def source_changes(changes: Iterable[Change]) -> tuple[SourceChange, ...]:
    """Return the sources of which everything is added, or everything destroyed, by name."""
    found: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if change.construct.startswith(FOLDER):
            found.setdefault((change.construct, change.stack), []).append(change)
    whole: dict[tuple[str, Action], list[str]] = {}
    for (construct, stack), held in found.items():
        actions = {change.action for change in held}
        action = held[0].action
        paths = {change.relative_path.removeprefix(f"{construct}/") for change in held}
        if len(actions) == 1 and action in WHOLE and paths >= WITNESSES:
            whole.setdefault((construct, action), []).append(stack)
    return tuple(
        SourceChange(construct=construct, action=action, stacks=tuple(stacks))
        for (construct, action), stacks in sorted(whole.items())
    )
