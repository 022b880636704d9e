"""What a check of conformance comes to, for people, for programs and for code scanning."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from rich.console import Console
from rich.markup import escape

from operations.conformance.counterparts import counterparts
from operations.conformance.coverage import Coverage
from operations.conformance.violation import Violation
from operations.scan.lines import Lines
from operations.scan.report import ScanReport
from operations.scan.sarif import Result, Rule, in_words
from operations.synthesis.locations import Location, Origin
from policies.waivers import ConformanceWaiver

PAGE: Final = "docs/conformance.md"
TITLES: Final = {
    "arguments.enum": "AWS takes other values here.",
    "arguments.pattern": "AWS takes no such text here.",
    "arguments.length": "AWS takes a shorter or a longer text or list here.",
    "arguments.range": "AWS takes a smaller or a larger number here.",
    "arguments.required": "AWS takes no call without it.",
    "arguments.start": "It starts before it can run.",
    "arguments.unlisted": "Nothing judges this.",
    "statements.action": "No action is called so.",
    "statements.resource": "The action does not take this resource.",
    "statements.condition": "Requests of the action have no such condition key.",
    "statements.principal": "The principal cannot meet the statement.",
    "statements.grammar": "AWS reads no such policy.",
    "statements.kind": "A policy document that nothing judges.",
    "statements.boundary": "The role's boundary takes it away again.",
    "statements.size": "The policy is too large.",
    "reach.deploy": "A deployment may not make a call that it needs.",
    "reach.plan": "A plan may not make a call that it needs.",
    "reach.unknown": "Nobody knows what this calls.",
    "ceiling": "A known way leads to more rights.",
    "between.account-administrator": "One environment's pipeline rules the Databricks account.",
    "between.administrator-resource": "Only an administrator of every environment could deploy it.",
    "between.binding": "Another environment's workspace may write it.",
    "between.federation": "Runs of more than one environment sign in as it.",
    "between.foreign-identity": "One environment's pipeline may act as another's.",
    "between.metastore-grant": "The metastore of every environment lets it do too much.",
    "between.metastore-owner": "One environment's pipeline owns the metastore of all.",
    "between.named": "It names what is another environment's.",
    "between.place": "It deploys to another environment, or keeps its state there.",
    "between.right": "Another environment's pipeline has a right here.",
    "between.state": "Another environment's pipeline reaches this state.",
    "between.statement": "The policy reaches another environment.",
    "between.trust": "Another environment's pipeline may assume it.",
    "run-as": "Who runs it may not use it.",
    "run-as.metastore": "Who deploys may not make it in the metastore.",
    "run-as.bundle": "Who runs it may not read its files.",
    "bundle.target": "The bundle does not go there.",
}
"""What each check says, in a few words; another one is called by its name."""


@dataclass(frozen=True, kw_only=True)
class ConformanceReport(ScanReport[Violation, ConformanceWaiver]):
    """What was judged in `stacks`, and how much of it."""

    stacks: Sequence[str]
    coverage: Coverage
    lines: Lines

    def results(self) -> Iterator[Result]:
        """Yield one result for what is the same in several stacks."""
        left, accepted = self.outcome.left, self.outcome.accepted
        yield from (self._result(found, None) for found in self._grouped(left))
        for waiver in dict.fromkeys(by for _, by in accepted):
            for found in self._grouped(each for each, by in accepted if by == waiver):
                yield self._result(found, waiver)

    def document(self) -> Mapping[str, Any]:
        """Return violations, and how much was judged."""
        covered = self.coverage
        reasons = counterparts().without
        return {
            "stacks": list(self.stacks),
            "coverage": {
                "types_with_counterpart": len(covered.types),
                "types_without": {each: reasons[each] for each in sorted(covered.without)},
                "types_unlisted": sorted(covered.unlisted),
                "arguments_unmatched": sorted(covered.unmatched),
                "values_held_against_a_rule": covered.ruled.total(),
                "values_without_a_rule": covered.free.total(),
                "patterns_unreadable": sorted(covered.unreadable),
            },
            "violations": [self._entry(each) for each in self.outcome.left],
            "waived": [self._entry(each) | {"reason": by.reason} for each, by in self.outcome.accepted],
            "expired": [each.subject for each in self.outcome.expired],
            "waivers": len(self.waivers),
        }

    def show(self) -> None:
        """Print what is left to fix by check, each once with every stack that has it, and how much was judged."""
        console = Console(soft_wrap=True, highlight=False)
        check = ""
        for found in self._grouped(self.outcome.left):
            first = found[0]
            if first.check != check:
                check = first.check
                console.print(f"\n[bold]{check}[/] {escape(TITLES.get(check, ''))}")
            stacks = ", ".join(dict.fromkeys(each.stack for each in found if each.stack))
            where = f" {self._origin(first).own} ({stacks})" if stacks else ""
            console.print(f"  [red]{escape(first.address)}[/]{where}")
            for name in ("given", "allowed", "fix", "source"):
                console.print(f"    {name:<8}{escape(getattr(first, name))}")
        for line in self.stale_waivers():
            console.print(f"\n{line}")
        covered = self.coverage
        console.print(
            f"\n{len(self.stacks)} stacks, {len(covered.types)} types of AWS with a counterpart, "
            f"{len(covered.without)} without; {covered.ruled.total()} values held against a rule, "
            f"{covered.free.total()} have none"
        )
        console.print(
            f"{len(self.outcome.left)} violations, {len(self.outcome.accepted)} waived "
            f"by {len(self.waivers)} waivers"
        )

    def _origin(self, violation: Violation) -> Origin:
        """Return the Python line that made what is wrong, or the file that it is in if no stack has it."""
        if not violation.stack:
            file = Location(violation.address.partition(":")[0], 1)
            return Origin(own=file)
        return self.lines.origin(violation.stack, violation.address)

    def _entry(self, violation: Violation) -> dict[str, str]:
        return asdict(violation) | {"place": str(self._origin(violation).own)}

    def _grouped(self, violations: Iterable[Violation]) -> Iterator[list[Violation]]:
        """Yield together what is the same in several stacks, where account ids and names differ in what is given."""
        groups: dict[tuple[object, ...], list[Violation]] = {}
        for each in sorted(violations):
            count = 0
            key = (each.check, each.address, each.allowed, each.source, self._origin(each))
            while any(one.stack == each.stack for one in groups.get((*key, count), [])):
                count += 1
            groups.setdefault((*key, count), []).append(each)
        yield from sorted(groups.values(), key=lambda found: (found[0].check, found[0].address))

    def _result(self, found: Sequence[Violation], waiver: ConformanceWaiver | None) -> Result:
        first, origin = found[0], self._origin(found[0])
        text = (
            f"{first.address}: {first.given}. Allowed: {first.allowed}. Fix: {first.fix}. Source: {first.source}. "
            f"In {', '.join(each.stack or 'no stack' for each in found)}."
        )
        return Result(
            rule=Rule(id=first.check, title=TITLES.get(first.check, first.check), help_uri=""),
            level="note" if waiver else "error",
            text=f"{text} Waived: {in_words(waiver)}" if waiver else text,
            place=origin.own,
            identity=(first.address, first.allowed, first.given if waiver is None else ""),
            related=((origin.wiring, "wired here"),) if origin.wiring else (),
            named=tuple((f"{each.stack}/{each.address}".lstrip("/"), "resource") for each in found),
            accepted=waiver,
        )
