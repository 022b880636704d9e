"""A review: everything that its texts, its page and its JSON say."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from operations.common.severity import Severity
from operations.rehearsal.rehearsal import Rehearsal
from operations.review.arguments import Argument
from operations.review.change import Action, Change
from operations.review.cost import Estimate, estimate
from operations.review.data_loss import data_notes
from operations.review.findings import NewFindings
from operations.review.graph import Graph
from operations.review.owned import Ownership
from operations.review.rows import NoteRow, Row, note_rows, rows
from operations.review.security import security_notes
from operations.review.severity import Note
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
    `ownership` says in what changes of several stacks may differ and still be one row.
    """

    base: str
    head: str
    method: str
    stacks: tuple[str, ...]
    changes: tuple[Change, ...]
    settings: Mapping[str, tuple[Argument, ...]]
    security: tuple[Note, ...]
    data: tuple[Note, ...]
    cost: Estimate
    graph: Graph
    caveats: tuple[str, ...] = ()
    findings: NewFindings | None = None
    rehearsal: Rehearsal | None = None
    ownership: Ownership = field(default_factory=Ownership.configured)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The changes, equal ones of several stacks as one."""
        return rows(self.changes, self.ownership)

    @property
    def security_rows(self) -> tuple[NoteRow, ...]:
        """The notes about security, the gravest first."""
        return note_rows(self.security, self.ownership)

    @property
    def data_rows(self) -> tuple[NoteRow, ...]:
        """The notes about data, the gravest first."""
        return note_rows(self.data, self.ownership)

    @property
    def counts(self) -> Mapping[Action, int]:
        """How many resources each action meets, over every stack, the gravest first."""
        found = Counter(change.action for change in self.changes)
        return {action: found[action] for action in Action if found[action]}

    @property
    def headline(self) -> str:
        """What happens, in one line."""
        parts = [counted(self.counts) if self.changes else "nothing changes in any stack"]
        touched = len({change.stack for change in self.changes})
        if self.changes:
            parts[0] += f" in {touched} {'stack' if touched == 1 else 'stacks'}"
        elif any(self.settings.values()):
            parts = ["only settings of stacks change"]
        grave = sum(row.note.severity is Severity.HIGH for row in self.data_rows)
        if grave:
            parts.append(f"DATA AT RISK in {grave} {'place' if grave == 1 else 'places'}")
        alarming = sum(row.note.severity is Severity.HIGH for row in self.security_rows)
        if alarming:
            parts.append(f"{alarming} grave for security")
        if self.cost.lines:
            parts.append(f"about {money(self.cost.monthly, self.cost.currency)} a month")
        if self.rehearsal is not None:
            parts.append("rehearsed" if self.rehearsal.passed else "REHEARSAL FAILED")
        return "; ".join(parts)


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
    prices: PriceTable | None = None,
    ownership: Ownership | None = None,
) -> Review:
    """Return the review of changes, with what the rules say of them."""
    held = tuple(changes)
    return Review(
        base=base,
        head=head,
        method=method,
        stacks=tuple(stacks),
        changes=held,
        settings={stack: differences for stack, differences in settings.items() if differences},
        security=security_notes(held),
        data=data_notes(held),
        cost=estimate(held, prices or load_prices()),
        graph=graph,
        caveats=caveats,
        findings=findings,
        rehearsal=rehearsal,
        ownership=ownership if ownership is not None else Ownership.configured(),
    )


def counted(counts: Mapping[Action, int]) -> str:
    """Return counts by action as words."""
    return ", ".join(f"{count} {WORDS[action]}" for action, count in counts.items())


def money(amount: float, currency: str) -> str:
    """Return a difference of money with its sign."""
    sign = "+" if amount > 0 else "-" if amount < 0 else "±"
    return f"{sign}{abs(amount):.2f} {currency}"
