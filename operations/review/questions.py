"""The questions of who approves a change, in their order: production first, then data, access, availability, cost."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from operations.common.severity import Severity
from operations.common.tables import Span, Table
from operations.review import answers
from operations.review.change import Action
from operations.review.environments import LOCAL, only_local
from operations.review.part import Part
from operations.review.parts import NOTES, note_cells
from operations.review.report import WORDS, Review, counted
from operations.review.rows import NoteRow
from operations.review.security.detection import KIND as DETECTION

MATRIX: Final = "matrix"
"""The kind of the table whose cells lead to the changes that they count."""


def first_parts(review: Review, url: str | None) -> tuple[Part, ...]:
    """Return what is asked first: environments, data, access, availability, cost, what changed outside."""
    watching = [note for note in review.security if note.kind == DETECTION]
    access = [note for note in review.security if note.kind != DETECTION]
    removed = [source for source in review.sources if source.action is Action.DESTROY]
    less = [
        *review.availability,
        *(note for note in watching if not any(source.holds(note.change) for source in removed)),
    ]
    return (
        environments(review),
        _notes("data", "Which data is at risk", review.data_rows, url, "none"),
        _notes(
            "access",
            "Who may do what that could not before",
            review.rows_of(access),
            url,
            "nothing changes for trust, rights, exposure or keys",
        ),
        _notes(
            "availability",
            "What is no longer watched or redundant",
            review.rows_of(less),
            url,
            "nothing becomes smaller, less redundant, interrupted or unwatched",
        ),
        answers.cost(review),
        answers.outside(review),
    )


def last_parts(review: Review) -> tuple[Part, ...]:
    """Return what was tried beside the review: scan, conformance, rehearsal."""
    return answers.findings(review), answers.rehearsal(review)


def environments(review: Review) -> Part:
    """Return what happens to each environment, as a matrix."""
    matrix = review.matrix
    answer = "nothing"
    if matrix.touched:
        answer = f"changes in {', '.join(matrix.touched)}"
    elif matrix.only_settings:
        answer = f"only settings change, in {', '.join(matrix.only_settings)}"
    settings = ("settings",) if matrix.settings else ()
    columns = ("environment", *(WORDS[each] for each in matrix.actions), *settings)
    rows = tuple(
        (
            Span(name, tag="environment", sign=f"**{name}**"),
            *(_count(held.get(each, 0)) for each in matrix.actions),
            *(_count(matrix.settings.get(name, 0)) for _ in settings),
        )
        for name, held in matrix.environments.items()
    )
    told = [
        *(f"{source.sentence[0].upper()}{source.sentence[1:]}." for source in review.sources),
        *([f"{LOCAL}, which is no environment: {counted(matrix.local)}."] if matrix.local else []),
    ]
    return Part(
        id="environments",
        heading="What happens to each environment",
        answer=answer,
        tables=(Table(columns=columns, rows=rows, kind=MATRIX),),
        after=" ".join(told),
    )


def _count(count: int) -> str:
    return str(count) if count else "-"


def _notes(id_: str, heading: str, found: Iterable[NoteRow], url: str | None, nothing: str) -> Part:
    rows = tuple(found)
    if not rows:
        return Part(id=id_, heading=heading, answer=nothing)
    counts = Counter(row.note.severity for row in rows if not only_local(row.stacks))
    answer = ", ".join(f"{counts[each]} {each}" for each in reversed(Severity) if counts[each])
    alike: dict[object, list[NoteRow]] = {}
    for row in rows:
        alike.setdefault((row.note.severity, row.note.sentence, row.stacks), []).append(row)
    table = Table(
        columns=NOTES,
        rows=tuple(note_cells(held, url) for held in alike.values()),
        kind="notes",
        quiet=sum(held[0].note.severity is Severity.LOW for held in alike.values()),
    )
    return Part(id=id_, heading=heading, answer=answer or f"{LOCAL} alone", tables=(table,))
