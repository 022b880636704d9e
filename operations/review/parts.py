"""What a review shows, as data that Markdown and page both write: headings, sentences and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from configuration.names import PROJECT
from operations.common.severity import Severity
from operations.common.tables import Cell, Span, Table
from operations.rehearsal.rehearsal import FAILED, PASSED
from operations.review.change import Action, Change
from operations.review.report import Review, counted, money
from operations.review.rows import NoteRow, Row

ACTIONS: Final = {
    Action.DESTROY: "🗑️ destroy",
    Action.REPLACE: "♻️ replace",
    Action.MAY_REPLACE: "❔ update or replace",
    Action.UPDATE: "✏️ update",
    Action.RULES: "📎 rules",
    Action.FORGET: "🫥 forget",
    Action.UNKNOWN: "❔ unknown",
    Action.IMPORT: "📥 import",
    Action.MOVE: "➡️ move",
    Action.CREATE: "🆕 add",
}
SEVERITIES: Final = {Severity.HIGH: "🔴 high", Severity.MEDIUM: "🟠 medium", Severity.LOW: "⚪ low"}
OUTCOMES: Final = {PASSED: "✅", FAILED: "❌"}
CHANGES: Final = ("", "resource", "stacks", "Python")
NOTES: Final = ("", "what", "resource", "stacks", "Python")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part: a heading, a sentence, tables, another sentence; `short` is what is said where they have no room."""

    heading: str
    note: str = ""
    tables: tuple[Table, ...] = ()
    after: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The changes of a layer, and their counts in words."""

    name: str
    words: str
    rows: tuple[Row, ...]


def grave_parts(review: Review, url: str | None) -> Iterator[Part]:
    """Yield what is grave: security, and data if any is touched."""
    nothing = "Nothing changes for trust, rights, exposure or keys."
    for heading, found in (("Security", review.security_rows), ("Data", review.data_rows)):
        if found:
            table = Table(
                columns=NOTES,
                rows=tuple(_note(row, url) for row in found),
                kind="notes",
                quiet=sum(row.note.severity is Severity.LOW for row in found),
            )
            yield Part(heading=heading, tables=(table,))
        elif heading == "Security":
            yield Part(heading=heading, note=nothing)


def layers(review: Review) -> Iterator[Layer]:
    """Yield the changes by layer."""
    for name, group in groupby(review.rows, key=lambda row: row.change.layer):
        rows = tuple(group)
        counts = {each: sum(len(row.stacks) for row in rows if row.change.action is each) for each in Action}
        yield Layer(
            name=name, words=counted({each: count for each, count in counts.items() if count}), rows=rows
        )


def change_cells(row: Row, url: str | None) -> tuple[Cell, ...]:
    """Return the cells of a change, under the columns `CHANGES`."""
    change = row.change
    return (
        Span(change.action.value, tag=change.action.name.lower(), sign=ACTIONS[change.action]),
        (Span(change.relative_path, code=True), Span(change.type, below=True)),
        stacks_text(row.stacks),
        _places(change, url),
    )


def closing_parts(review: Review) -> tuple[Part, Part, Part]:
    """Return cost, findings and rehearsal."""
    return _cost(review), _findings(review), _rehearsal(review)


def stacks_text(stacks: Sequence[str]) -> str:
    """Return names of stacks, short: the common beginning once."""
    return ", ".join(stack.removeprefix(f"{PROJECT}-") for stack in stacks)


def _places(change: Change, url: str | None) -> Cell:
    """Return the Python lines of a change: the one to look at, where it is wired, the data that decide it."""
    origin = change.origin
    if origin is None:
        return ""
    wired = [] if origin.wiring in {None, origin.place} else [(origin.wiring, "")]
    places = [(origin.place, ""), *wired, *((place, "data: ") for place in origin.data)]
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


def _note(row: NoteRow, url: str | None) -> tuple[Cell, ...]:
    note = row.note
    return (
        Span(note.severity, tag=note.severity, sign=SEVERITIES[note.severity]),
        note.sentence,
        Span(note.change.relative_path, code=True),
        stacks_text(row.stacks),
        _places(note.change, url),
    )


def _cost(review: Review) -> Part:
    cost = review.cost
    total = f"about {money(cost.monthly, cost.currency)} a month" if cost.lines else "no price changes"
    priced = Table(
        columns=("stack", "what", "units", "a month", "beside it"),
        rows=tuple(
            (each.stack, each.unit, f"{each.units:+g}", money(each.monthly, cost.currency), each.beside or "")
            for each in cost.lines
        ),
    )
    alike: dict[tuple[str, ...], list[str]] = {}
    for each in cost.unpriced:
        row = (each.type, each.by, str(each.added), str(each.removed), str(each.changed))
        alike.setdefault(row, []).append(each.stack)
    by_use = Table(
        before="Not in the sum, paid by use:",
        columns=("type", "paid by", "added", "removed", "changed", "stacks"),
        rows=tuple((Span(row[0], code=True), *row[1:], stacks_text(held)) for row, held in alike.items()),
    )
    note = f"An estimate from list prices of {cost.region} as of {cost.as_of}."
    unknown = f"Not in the price table at all: {', '.join(cost.unknown)}." if cost.unknown else ""
    return Part(heading=f"Cost: {total}", note=note, tables=(priced, by_use), after=unknown)


def _findings(review: Review) -> Part:
    found = review.findings
    if found is None:
        return Part(heading="Policy findings", note="Not scanned: add --scan.")
    heading = (
        f"Policy findings: {len(found.unwaived)} new, {len(found.waived)} new but waived, "
        f"{len(found.fixed)} fixed"
    )
    rows = tuple(
        (
            Span(word, tag=tag, sign=sign),
            each.check,
            Span(each.address, code=True),
            stacks_text([each.stack]),
            each.title,
        )
        for word, tag, sign, findings in (
            ("new", "high", "🔴 new", found.unwaived),
            ("new, waived", "low", "⚪ waived", found.waived),
            ("fixed", "create", "✅ fixed", found.fixed),
        )
        for each in findings
    )
    table = Table(columns=("", "check", "resource", "stack", "what"), rows=rows)
    return Part(heading=heading, tables=(table,), short="The list had no room here.")


def _rehearsal(review: Review) -> Part:
    rehearsal = review.rehearsal
    if rehearsal is None:
        return Part(heading="Rehearsal", note="Not rehearsed: add --rehearse.")
    outcome = "passed" if rehearsal.passed else "FAILED"
    failed = [step.name for step in rehearsal.steps if step.outcome == FAILED]
    steps = Table(
        columns=("", "step", "seconds", ""),
        rows=tuple(
            (
                Span(step.outcome, tag=step.outcome, sign=OUTCOMES.get(step.outcome, "⏭️")),
                step.name,
                f"{step.seconds:.1f}",
                step.detail,
            )
            for step in rehearsal.steps
        ),
        kind="steps",
    )
    return Part(
        heading=f"Rehearsal of {rehearsal.stack}: {outcome} in {rehearsal.seconds:.0f} s",
        tables=(steps,),
        short=f"Failed: {', '.join(failed) or 'nothing'}.",
    )
