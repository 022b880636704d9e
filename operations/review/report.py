"""A review: everything that its texts, its page and its JSON say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from operations.common.severity import Severity
from operations.rehearsal.rehearsal import Rehearsal
from operations.review.arguments import Argument
from operations.review.availability import availability_notes
from operations.review.change import Action, Change
from operations.review.cost import Estimate, estimate
from operations.review.data_loss import data_notes
from operations.review.environments import LOCAL, Matrix, environment_of, only_local, rank
from operations.review.findings import NewFindings
from operations.review.graph import Graph
from operations.review.names import Names
from operations.review.owned import Ownership
from operations.review.rows import NoteRow, Row, note_rows, rows
from operations.review.security import security_notes
from operations.review.severity import Note
from operations.review.sources import SourceChange, source_changes
from policies.prices import PriceTable, load_prices

WORDS: Final[Mapping[Action, str]] = {
    Action.DESTROY: "destroyed",
    Action.REPLACE: "replaced",
    Action.MAY_REPLACE: "changed or replaced",
    Action.UPDATE: "changed",
    Action.RULES: "with other lifecycle rules",
    Action.FORGET: "forgotten",
    Action.UNKNOWN: "with an action that is not known",
    Action.IMPORT: "imported",
    Action.MOVE: "moved",
    Action.CREATE: "added",
}
"""What happens, in the words of the headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review.

    `method` says in a sentence how the changes were found, `caveats` what is not known because of it. `settings`
    are differences of the stacks themselves. `findings` and `rehearsal` are None where they were not asked for.
    `outside` is what changed outside of Terraform, None where no state was read. `ownership` says in what changes of
    several stacks may differ and still be one row, `names` what people call what is referred to: rows have names, the
    changes themselves hold what is written.
    """

    base: str
    head: str
    method: str
    stacks: tuple[str, ...]
    changes: tuple[Change, ...]
    settings: Mapping[str, tuple[Argument, ...]]
    security: tuple[Note, ...]
    data: tuple[Note, ...]
    availability: tuple[Note, ...]
    cost: Estimate
    graph: Graph
    caveats: tuple[str, ...] = ()
    findings: NewFindings | None = None
    rehearsal: Rehearsal | None = None
    outside: tuple[Change, ...] | None = None
    ownership: Ownership = field(default_factory=Ownership.configured)
    names: Names = field(default_factory=Names)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The changes, equal ones of several stacks as one."""
        return tuple(self._named(row) for row in rows(self.changes, self.ownership))

    @property
    def security_rows(self) -> tuple[NoteRow, ...]:
        """The notes about security, the gravest first."""
        return self.rows_of(self.security)

    @property
    def data_rows(self) -> tuple[NoteRow, ...]:
        """The notes about data, the gravest first."""
        return self.rows_of(self.data)

    @property
    def availability_rows(self) -> tuple[NoteRow, ...]:
        """The notes about availability, the gravest first."""
        return self.rows_of(self.availability)

    def rows_of(self, notes: Iterable[Note]) -> tuple[NoteRow, ...]:
        """Return notes, the gravest first, equal ones of several stacks as one, with names for references."""
        ordered = sorted(notes, key=lambda note: rank(environment_of(note.change.stack)))
        return tuple(
            replace(
                row,
                note=replace(row.note, sentence=self.names.text(row.note.change.stack, row.note.sentence)),
            )
            for row in note_rows(ordered, self.ownership)
        )

    def _named(self, row: Row) -> Row:
        arguments = self.names.arguments(row.change.stack, row.change.arguments)
        return replace(row, change=replace(row.change, arguments=arguments))

    @property
    def matrix(self) -> Matrix:
        """What happens to each environment."""
        return Matrix.of(self.stacks, self.changes, self.settings)

    @property
    def sources(self) -> tuple[SourceChange, ...]:
        """The sources that are added or removed."""
        return source_changes(self.changes)

    @property
    def counts(self) -> Mapping[Action, int]:
        """How many resources each action meets, over every environment, the gravest first."""
        return self.matrix.counts

    @property
    def headline(self) -> str:
        """What happens, in one line."""
        matrix = self.matrix
        parts = ["nothing changes in any environment"]
        if matrix.counts:
            parts = [f"{counted(matrix.counts)} in {', '.join(matrix.touched)}"]
        elif matrix.only_settings:
            parts = [f"only settings of stacks change, in {', '.join(matrix.only_settings)}"]
        elif self.settings:
            parts = [f"only settings of stacks change, in {LOCAL}"]
        parts += [source.sentence for source in self.sources if not only_local(source.stacks)]
        at_risk, security, availability = (
            _grave(found) for found in (self.data_rows, self.security_rows, self.availability_rows)
        )
        if at_risk:
            parts.append(f"DATA AT RISK in {at_risk} {'place' if at_risk == 1 else 'places'}")
        if security:
            parts.append(f"{security} grave for security")
        if availability:
            parts.append(f"{availability} grave for availability")
        if self.cost.lines:
            parts.append(f"about {money(self.cost.monthly, self.cost.currency)} a month")
        if self.rehearsal is not None:
            parts.append("rehearsed" if self.rehearsal.passed else "REHEARSAL FAILED")
        if matrix.local:
            parts.append(f"local: {counted(matrix.local)}")
        return "; ".join(parts)


def _grave(found: Iterable[NoteRow]) -> int:
    return sum(row.note.severity is Severity.HIGH and not only_local(row.stacks) for row in found)


def assemble(
    *,
    base: str,
    head: str,
    method: str,
    stacks: Iterable[str],
    changes: Iterable[Change],
    settings: Mapping[str, tuple[Argument, ...]],
    graph: Graph,
    caveats: tuple[str, ...] = (),
    findings: NewFindings | None = None,
    rehearsal: Rehearsal | None = None,
    outside: Iterable[Change] | None = None,
    prices: PriceTable | None = None,
    ownership: Ownership | None = None,
    names: Names | None = None,
) -> Review:
    """Return the review of changes, with what the rules say of them."""
    # What several stacks share is shown with the text of the first, the most important one.
    held = tuple(sorted(changes, key=lambda change: rank(environment_of(change.stack))))
    return Review(
        base=base,
        head=head,
        method=method,
        stacks=tuple(stacks),
        changes=held,
        settings={
            stack: settings[stack]
            for stack in sorted(settings, key=lambda stack: rank(environment_of(stack)))
            if settings[stack]
        },
        security=security_notes(held),
        data=data_notes(held),
        availability=availability_notes(held),
        cost=estimate(held, prices or load_prices()),
        graph=graph,
        caveats=caveats,
        findings=findings,
        rehearsal=rehearsal,
        outside=None if outside is None else tuple(outside),
        ownership=ownership if ownership is not None else Ownership.configured(),
        names=names or Names(),
    )


def counted(counts: Mapping[Action, int]) -> str:
    """Return counts by action as words."""
    return ", ".join(f"{count} {WORDS[action]}" for action, count in counts.items())


def money(amount: float, currency: str) -> str:
    """Return a difference of money with its sign."""
    sign = "+" if amount > 0 else "-" if amount < 0 else "±"
    return f"{sign}{abs(amount):.2f} {currency}"
