"""Equal changes of several stacks as one row: environments are one class, so most changes come several times."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from operations.review.arguments import Argument
from operations.review.change import Action, Change
from operations.review.layers import LAYERS
from operations.review.severity import RANK, Note

VARYING: Final = re.compile(
    r"\b\d{12}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b\d{1,3}(\.\d{1,3}){3}(/\d+)?\b"
    r"|(?<![A-Za-z])(dev|test|prod|local)(?![A-Za-z])"
)
"""What differs between environments by itself: accounts, ids, addresses but not the whole internet, names."""

EVERYWHERE: Final = "0.0.0.0/0"

_ORDER: Final = {action: rank for rank, action in enumerate(Action)}

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Defines a change and the stacks in which it happens; the change is that of the first."""

    change: Change
    stacks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """Defines a note and the stacks for which it holds; the note is that of the first."""

    note: Note
    stacks: tuple[str, ...]


def rows(changes: Iterable[Change]) -> tuple[Row, ...]:
    """Return the changes by layer, construct and gravity, equal ones of several stacks as one."""
    grouped: dict[object, list[Change]] = {}
    for change in changes:
        key = (
            change.relative_path,
            change.type,
            change.action,
            change.forcing,
            tuple(map(_alike_argument, change.arguments)),
        )
        grouped.setdefault(key, []).append(change)
    order = list(LAYERS)
    return tuple(
        sorted(
            (
                Row(change=group[0], stacks=tuple(dict.fromkeys(change.stack for change in group)))
                for group in grouped.values()
            ),
            key=lambda row: (
                order.index(row.change.layer),
                row.change.construct,
                _ORDER[row.change.action],
                row.change.relative_path,
            ),
        )
    )


def note_rows(notes: Sequence[Note]) -> tuple[NoteRow, ...]:
    """Return the notes, the gravest first, equal ones of several stacks as one."""
    grouped: dict[object, list[Note]] = {}
    for note in notes:
        key = (note.severity, note.kind, note.change.relative_path, alike(note.sentence))
        grouped.setdefault(key, []).append(note)
    found = (
        NoteRow(note=group[0], stacks=tuple(dict.fromkeys(note.change.stack for note in group)))
        for group in grouped.values()
    )
    return tuple(sorted(found, key=lambda row: (RANK[row.note.severity], row.note.kind)))


def alike(text: str) -> str:
    """Return a text without what differs between environments by itself."""
    return VARYING.sub(lambda match: match[0] if match[0] == EVERYWHERE else "…", text)


def _alike_argument(argument: Argument) -> tuple[str, str | None, str | None]:
    old, new = (alike(value) if value is not None else None for value in (argument.before, argument.after))
    return alike(argument.path), old, new
