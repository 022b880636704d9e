"""Equal changes of several stacks as one row: environments are one class, so most changes come several times.

Equal means equal in everything that a row shows but for what each environment owns. Whatever else differs has a row of
its own: a row shows the first stack's text, and nothing may hide behind it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from operations.review.change import Action, Change
from operations.review.layers import LAYERS
from operations.review.owned import Ownership
from operations.review.severity import RANK, Note

_ORDER: Final = {action: rank for rank, action in enumerate(Action)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A change and the stacks in which it happens; the change is that of the first."""

    change: Change
    stacks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """A note and the stacks for which it holds; the note is that of the first."""

    note: Note
    stacks: tuple[str, ...]


def rows(changes: Iterable[Change], ownership: Ownership | None = None) -> tuple[Row, ...]:
    """Return the changes by layer, construct and gravity, equal ones of several stacks as one.

    What environments own is what is configured, if it is not given.
    """
    owned = ownership if ownership is not None else Ownership.configured()
    grouped: dict[object, list[Change]] = {}
    for change in changes:
        grouped.setdefault(_change_key(change, owned), []).append(change)
    order = list(LAYERS)
    return tuple(
        sorted(
            (Row(change=_joined(group), stacks=_stacks(group)) for group in grouped.values()),
            key=lambda row: (
                order.index(row.change.layer),
                row.change.construct,
                _ORDER[row.change.action],
                row.change.relative_path,
            ),
        )
    )


def note_rows(notes: Sequence[Note], ownership: Ownership | None = None) -> tuple[NoteRow, ...]:
    """Return the notes, the gravest first, equal ones of several stacks as one; see `rows`."""
    owned = ownership if ownership is not None else Ownership.configured()
    grouped: dict[object, list[Note]] = {}
    for note in notes:
        sentence = owned.alike(note.change.stack, note.sentence)
        key = (note.severity, note.kind, sentence, _where(note.change))
        grouped.setdefault(key, []).append(note)
    found = (
        NoteRow(note=replace(group[0], change=_joined(changes)), stacks=_stacks(changes))
        for group in grouped.values()
        for changes in [[note.change for note in group]]
    )
    return tuple(sorted(found, key=lambda row: (RANK[row.note.severity], row.note.kind)))


def _change_key(change: Change, owned: Ownership) -> object:
    def alike(text: str | None) -> object:
        return owned.alike(change.stack, text)

    return (
        _where(change),
        change.layer,
        change.action,
        change.forcing,
        *map(alike, (change.address, change.moved_from, change.why)),
        # In no order: it follows the names of entries, which may be an environment's own.
        frozenset(
            (alike(argument.path), alike(argument.before), alike(argument.after))
            for argument in change.arguments
        ),
    )


def _where(change: Change) -> object:
    """Return what a row says of the place of a change; edited lines are those of every stack together."""
    origin = None if change.origin is None else change.origin.with_edited(())
    return change.relative_path, change.type, origin


def _joined(group: Sequence[Change]) -> Change:
    """Return the first change, with the edited lines of all."""
    first = group[0]
    if first.origin is None:
        return first
    lines = dict.fromkeys(line for each in group if each.origin is not None for line in each.origin.edited)
    return replace(first, origin=first.origin.with_edited(tuple(lines)))


def _stacks(group: Iterable[Change]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(change.stack for change in group))
