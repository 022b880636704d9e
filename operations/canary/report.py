"""What a canary comes to, for people and for programs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from operations.canary.comparison import Comparison, Difference
from operations.canary.elements import IGNORED
from operations.canary.explanations import FILE, Explanation, Verdict
from operations.canary.pins import Pin
from operations.canary.renamed_tree import RenamedTree

ABSENT: Final = "absent"
LONGEST: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryReport:
    """A canary: the versions on both sides, what was renamed, what was compared, the verdict.

    `pins` are the versions of providers that CDKTF's side asks for, each judged by its schema.
    """

    versions: Mapping[str, tuple[str, str]]
    renamed: RenamedTree
    comparison: Comparison
    verdict: Verdict
    pins: tuple[Pin, ...]

    @property
    def passed(self) -> bool:
        """Whether all differences are explained, and every pinned version takes what is synthesised."""
        return self.verdict.passed and not self.refused

    @property
    def refused(self) -> tuple[str, ...]:
        """What the schemas of the pinned versions refuse."""
        return tuple(refused for pin in self.pins for refused in pin.refused)

    @property
    def moved(self) -> tuple[Difference, ...]:
        """The resources whose address is on one side only."""
        return tuple(each for each in self.comparison.differences if each.moves_state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The same difference in one stack or more, with its explanation if it has one."""

    address: str
    argument: str
    before: str
    after: str
    stacks: tuple[str, ...]
    explanation: Explanation | None


def rows(verdict: Verdict) -> Iterator[Row]:
    """Yield the differences, those without an explanation first, equal ones as one."""
    yield from _grouped(verdict.unexplained, None)
    for explanation, differences in verdict.explained:
        yield from _grouped(differences, explanation)


def headline(report: CanaryReport) -> str:
    """Return the report in a line."""
    verdict = report.verdict
    number = sum(len(found) for _, found in verdict.explained)
    return (
        f"{len(verdict.unexplained)} unexplained and {number} explained differences, "
        f"{len(verdict.stale)} stale explanations, {len(report.moved)} addresses on one side only, "
        f"{len(report.refused)} refused by pinned providers"
    )


def print_report(report: CanaryReport, console: Console) -> None:
    """Print the counts, the differences with why they may be, and what is left to do."""
    renamed = report.renamed
    console.print(
        f"renamed {renamed.names} names in {len(renamed.files)} files; "
        f"{len(renamed.mentions)} strings that name a package were left"
    )
    counts = Table("stack", "resources", "all elements", "arguments", "differences")
    for each in report.comparison.stacks:
        numbers = each.elements.get("resources", 0), sum(each.elements.values()), each.arguments
        counts.add_row(each.stack, *(str(number) for number in (*numbers, each.differences)))
    console.print(counts)
    table = Table(show_lines=True)
    for title in ("where", "cdktf", "cdktn", "stacks", "why, and what follows"):
        table.add_column(title, overflow="fold")
    for row in rows(report.verdict):
        table.add_row(*_cells(row, len(report.comparison.stacks)))
    if table.row_count:
        console.print(table)
    for stale in report.verdict.stale:
        console.print(
            f"[red]stale[/] {FILE}: nothing differs like {escape(stale.address)} {escape(stale.argument)} "
            "any more: delete the entry",
            soft_wrap=True,
        )
    for pin in report.pins:
        console.print(escape(sentence(pin)), soft_wrap=True)
        for refused in pin.refused:
            console.print(f"[red]refused[/] {escape(refused)}", soft_wrap=True)
    console.print(headline(report), soft_wrap=True)


def sentence(pin: Pin) -> str:
    """Return what was judged of a pinned version, in a sentence."""
    described = f"the schema of {pin.bindings}" if pin.bindings else "no schema"
    return (
        f"{pin.provider} {pin.version}: {pin.resources} resources of {len(pin.stacks)} stacks held against "
        f"{described}, {len(pin.refused)} refused"
    )


def where(row: Row) -> str:
    """Return the place of a difference."""
    return f"{row.address} {row.argument}" if row.argument else row.address


def as_document(report: CanaryReport) -> dict[str, Any]:
    """Return the report as JSON."""
    verdict = report.verdict
    return {
        "passed": report.passed,
        "versions": {role: list(both) for role, both in report.versions.items()},
        "renamed": {
            "files": list(report.renamed.files),
            "names": report.renamed.names,
            "left": [
                {"file": each.file, "line": each.line, "text": each.text} for each in report.renamed.mentions
            ],
        },
        "ignored": [{"address": address, "argument": path} for address, path in sorted(IGNORED)],
        "stacks": {
            each.stack: {
                "elements": dict(sorted(each.elements.items())),
                "arguments": each.arguments,
                "differences": each.differences,
            }
            for each in report.comparison.stacks
        },
        "unexplained": [_entry(difference) for difference in verdict.unexplained],
        "explained": [
            _entry(difference) | {"why": explanation.why, "consequence": explanation.consequence}
            for explanation, differences in verdict.explained
            for difference in differences
        ],
        "stale": [each.model_dump(exclude_none=True) for each in verdict.stale],
        "addresses_on_one_side": [f"{each.stack} {each.address}" for each in report.moved],
        "pins": [asdict(each) for each in report.pins],
    }


def _cells(row: Row, stacks: int) -> tuple[str, ...]:
    place = escape(where(row)), escape(row.before), escape(row.after)
    if row.explanation is None:
        return (*place, "\n".join(row.stacks), "[red]unexplained[/]")
    return (*place, f"{len(row.stacks)} of {stacks}", f"{row.explanation.why}\n{row.explanation.consequence}")


def _entry(difference: Difference) -> dict[str, Any]:
    return {
        "stack": difference.stack,
        "address": difference.address,
        "argument": difference.argument,
        "before": difference.before,
        "after": difference.after,
    }


def _grouped(differences: Iterable[Difference], explanation: Explanation | None) -> Iterator[Row]:
    found: dict[tuple[str, str, str | None, str | None], list[str]] = {}
    for each in differences:
        key = each.address, each.argument, each.before, each.after
        found.setdefault(key, []).append(each.stack)
    for (address, argument, before, after), stacks in found.items():
        yield Row(
            address=address,
            argument=argument,
            before=_short(before),
            after=_short(after),
            stacks=tuple(stacks),
            explanation=explanation,
        )


def _short(value: str | None) -> str:
    if value is None:
        return ABSENT
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
