"""What a review shows, as data that text, Markdown and page all write: headings, sentences and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from configuration.names import PROJECT
from operations.common.severity import Severity
from operations.common.tables import Cell, Span, spans
from operations.review.change import ENDING, Action, Change
from operations.review.environments import environment_of, rank
from operations.review.report import Review, counted
from operations.review.rows import NoteRow, Row
from operations.review.sources import SourceChange

LOUD: Final = frozenset({*ENDING, Action.REPLACE, Action.MAY_REPLACE})
"""Actions after which something is not what it was: Markdown shows them in bold."""

SEVERITIES: Final = {Severity.HIGH: "**HIGH**", Severity.MEDIUM: "medium", Severity.LOW: "low"}
CHANGES: Final = ("action", "resource", "stacks", "Python")
NOTES: Final = ("severity", "what", "resource", "stacks", "Python")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The changes of a source that is added or removed as a whole."""

    source: SourceChange
    rows: tuple[Row, ...]

    @property
    def sentence(self) -> str:
        """What happens, where, and how much of it there is in one stack."""
        most = max(sum(stack in row.stacks for row in self.rows) for stack in self.source.stacks)
        return f"{self.source.sentence} in {stacks_text(self.source.stacks)}: {most} resources in each"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The changes of a layer, and their counts in words; those of whole sources are in groups."""

    name: str
    words: str
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]

    @property
    def every(self) -> tuple[Row, ...]:
        """All changes of the layer."""
        return (*(row for group in self.groups for row in group.rows), *self.rows)


def layers(review: Review) -> Iterator[Layer]:
    """Yield the changes by layer."""
    for name, group in groupby(review.rows, key=lambda row: row.change.layer):
        rows = tuple(group)
        counts = {each: sum(len(row.stacks) for row in rows if row.change.action is each) for each in Action}
        groups = tuple(
            Group(source=source, rows=held)
            for source in review.sources
            if (held := tuple(row for row in rows if source.holds(row.change)))
        )
        inside = {id(row) for group in groups for row in group.rows}
        yield Layer(
            name=name,
            words=counted({each: count for each, count in counts.items() if count}),
            groups=groups,
            rows=tuple(row for row in rows if id(row) not in inside),
        )


def action_sign(action: Action) -> str:
    """Return an action as Markdown shows it: its word, bold where something ends."""
    return f"**{action.value}**" if action in LOUD else action.value


def change_cells(row: Row, url: str | None) -> tuple[Cell, ...]:
    """Return the cells of a change, under the columns `CHANGES`."""
    change = row.change
    return (
        Span(change.action.value, tag=change.action.name.lower(), sign=action_sign(change.action)),
        (Span(change.relative_path, code=True), Span(change.type, below=True)),
        stacks_text(row.stacks),
        python_lines(change, url),
    )


def note_cells(rows: Sequence[NoteRow], url: str | None) -> tuple[Cell, ...]:
    """Return the cells of notes that say the same of several resources, under the columns `NOTES`."""
    note = rows[0].note
    places = tuple(dict.fromkeys(row.note.change.relative_path for row in rows))
    python = dict.fromkeys(
        span for row in rows for span in spans(python_lines(row.note.change, url)) if span.text
    )
    return (
        Span(note.severity, tag=note.severity, sign=SEVERITIES[note.severity]),
        note.sentence,
        tuple(Span(place, code=True, below=index > 0) for index, place in enumerate(places)),
        stacks_text(rows[0].stacks),
        tuple(replace(span, below=index > 0) for index, span in enumerate(python)),
    )


def stacks_text(stacks: Sequence[str]) -> str:
    """Return names of stacks, short and the most important environment first."""
    ordered = sorted(stacks, key=lambda stack: (rank(environment_of(stack)), stack))
    return ", ".join(stack.removeprefix(f"{PROJECT}-") for stack in ordered)


def python_lines(change: Change, url: str | None) -> Cell:
    """Return the Python lines of a change: the edited ones that make it, and where the resource is made."""
    origin = change.origin
    if origin is None:
        return ""
    edited = [(place, "") for place in origin.edited]
    made = dict.fromkeys(
        place for place in (origin.own, origin.wiring) if place and place not in origin.edited
    )
    places = [*edited, *((place, "made by: ") for place in made)]
    base = url.rstrip("/") if url else ""
    return tuple(
        Span(
            str(place),
            code=True,
            url=f"{base}/{place.file}#L{place.line}" if base and place else "",
            label=label,
            below=index > 0,
        )
        for index, (place, label) in enumerate(places)
    )
