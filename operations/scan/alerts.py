"""What a scan of the configuration finds, at the Python lines that people see beside their code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from operations.scan.checkov import Finding, Scan
from operations.scan.lines import Lines
from operations.scan.outcome import Outcome
from operations.scan.report import ScanReport, Tool
from operations.scan.sarif import Level, Result, Rule, in_words
from operations.synthesis.locations import Origin
from policies.waivers import Waiver

LEVELS: Final[dict[str, Level]] = {"LOW": "note", "MEDIUM": "warning"}
"""Levels of checkov's severities. Any other finding, and one without severity, fails the scan: an error."""

POLICIES: Final = "https://www.checkov.io/5.Policy%20Index/all.html"
"""Checkov's list of every check, for those that name no page of their own."""


@dataclass(frozen=True, kw_only=True)
class StackReport(ScanReport[Finding, Waiver]):
    """A scan of stacks; `scans` are those of the JSON and of the plan by stack."""

    tool: Tool = field(
        default_factory=lambda: Tool(name="checkov", version=version("checkov"), uri="https://www.checkov.io")
    )
    scans: Mapping[str, tuple[Scan, Scan]]
    lines: Lines

    def results(self) -> Iterator[Result]:
        """Return the alerts."""
        return alerts(self.outcome, self.lines)

    def document(self) -> Mapping[str, Any]:
        """Return the findings by what became of them, and how many checks passed by stack."""
        return {
            "stacks": {
                stack: {"json": {"passed": one.passed}, "plan": {"passed": other.passed}}
                for stack, (one, other) in self.scans.items()
            },
            "unwaived": [self._entry(found) for found in self.outcome.left],
            "waived": [self._entry(found) for found, _ in self.outcome.accepted],
            "expired": [waiver.check for waiver in self.outcome.expired],
            "unused": [waiver.check for waiver in self.outcome.unused],
            "waivers": len(self.waivers),
        }

    def show(self) -> None:
        """Print counts, then what is left to do, each with its line, on standard error."""
        console = Console(stderr=True)
        table = Table("stack", "passed: JSON", "plan", "failed: JSON", "plan")
        for stack, (of_json, of_plan) in self.scans.items():
            counts = of_json.passed, of_plan.passed, len(of_json.findings), len(of_plan.findings)
            table.add_row(stack, *(str(count) for count in counts))
        console.print(table)
        for found in self.outcome.left:
            line = f"{self._place(found)}: {found.check} {found.stack} {found.address}: {found.title}"
            console.print(f"[red]unwaived[/] {line}", soft_wrap=True)
        for line in self.stale_waivers():
            console.print(line)
        console.print(
            f"{len(self.outcome.left)} unwaived failures, {len(self.outcome.accepted)} waived "
            f"by {len(self.waivers)} waivers"
        )

    def _place(self, finding: Finding) -> str:
        return str(self.lines.origin(finding.stack, finding.address).own)

    def _entry(self, found: Finding) -> dict[str, str]:
        return {
            "check": found.check,
            "stack": found.stack,
            "address": found.address,
            "place": self._place(found),
        }


def alerts(outcome: Outcome[Finding, Waiver], lines: Lines) -> Iterator[Result]:
    """Yield one result per check and address, however many stacks it is found in.

    Stacks come apart where a waiver covers some of them, other lines made the resource there, or anything else
    is said of them.
    """
    groups: dict[tuple[object, Waiver | None, Origin], list[Finding]] = {}
    for finding, waiver in (*((each, None) for each in outcome.left), *outcome.accepted):
        origin = lines.origin(finding.stack, finding.address)
        # All that a result says of a finding but its stack.
        said = finding.check, finding.address, finding.title, finding.guideline, finding.severity
        groups.setdefault((said, waiver, origin), []).append(finding)
    seen: set[tuple[str, str]] = set()
    for (_, waiver, origin), found in groups.items():
        check, address = found[0].check, found[0].address
        # The first keeps the plain fingerprint, so that another environment does not make it a new alert.
        yield _alert(found, origin, waiver, apart=(check, address) in seen)
        seen.add((check, address))


def _alert(found: Sequence[Finding], origin: Origin, waiver: Waiver | None, *, apart: bool) -> Result:
    finding, stacks = found[0], [each.stack for each in found]
    text = f"{finding.title}. {finding.address} in {', '.join(stacks)}."
    return Result(
        rule=Rule(id=finding.check, title=f"{finding.title}.", help_uri=finding.guideline or POLICIES),
        level="note" if waiver else LEVELS.get(finding.severity, "error"),
        text=f"{text} Waived: {in_words(waiver)}" if waiver else text,
        place=origin.own,
        identity=(finding.address, *(stacks if apart else ())),
        related=((origin.wiring, "wired here"),) if origin.wiring else (),
        named=tuple((f"{stack}/{finding.address}", "resource") for stack in stacks),
        accepted=waiver,
    )
