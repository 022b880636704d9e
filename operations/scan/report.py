"""What a scan of the configuration comes to, for people, for programs and for code scanning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from operations.scan.alerts import alerts
from operations.scan.checkov import Finding, Scan
from operations.scan.lines import Lines
from operations.scan.outcome import Outcome
from operations.scan.sarif import sarif
from operations.scan.waiver_file import waiver_results
from policies.waivers import Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A scan with what it comes to.

    `scans` are those of the JSON and of the plan by stack; `whole` says that every stack was scanned: only then
    a waiver that covers nothing is one too many.
    """

    scans: Mapping[str, tuple[Scan, Scan]]
    outcome: Outcome[Finding, Waiver]
    waivers: Sequence[Waiver]
    lines: Lines
    whole: bool

    @property
    def unused(self) -> tuple[Waiver, ...]:
        """The waivers to delete."""
        return self.outcome.unused if self.whole else ()

    @property
    def passed(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.outcome.left or self.outcome.expired or self.unused)

    def place(self, finding: Finding) -> str:
        """Return the Python line that made what is wrong."""
        return str(self.lines.origin(finding.stack, finding.address).own)


def print_report(report: Report, console: Console) -> None:
    """Print counts, then what is left to do, each with its line."""
    table = Table("stack", "passed: JSON", "plan", "failed: JSON", "plan")
    for stack, (of_json, of_plan) in report.scans.items():
        counts = of_json.passed, of_plan.passed, len(of_json.findings), len(of_plan.findings)
        table.add_row(stack, *(str(count) for count in counts))
    console.print(table)
    outcome = report.outcome
    for found in outcome.left:
        line = f"{report.place(found)}: {found.check} {found.stack} {found.address}: {found.title}"
        console.print(f"[red]unwaived[/] {line}", soft_wrap=True)
    for waiver in outcome.expired:
        console.print(f"[red]expired[/] waiver of {waiver.check} on {waiver.expires}, owner {waiver.owner}")
    for waiver in report.unused:
        console.print(f"[red]unused[/] waiver of {waiver.check} for {', '.join(waiver.addresses)}: delete it")
    console.print(
        f"{len(outcome.left)} unwaived failures, {len(outcome.accepted)} waived "
        f"by {len(report.waivers)} waivers"
    )


def as_document(report: Report) -> dict[str, object]:
    """Return the report as JSON."""
    outcome = report.outcome
    return {
        "passed": report.passed,
        "stacks": {
            stack: {"json": {"passed": one.passed}, "plan": {"passed": other.passed}}
            for stack, (one, other) in report.scans.items()
        },
        "unwaived": [_finding(report, found) for found in outcome.left],
        "waived": [_finding(report, found) for found, _ in outcome.accepted],
        "expired": [waiver.check for waiver in outcome.expired],
        "unused": [waiver.check for waiver in outcome.unused],
        "waivers": len(report.waivers),
    }


def as_sarif(report: Report, root: Path) -> dict[str, Any]:
    """Return the report for code scanning; waivers that no longer hold are findings of their own."""
    results = [
        *alerts(report.outcome, report.lines),
        *waiver_results(root, report.waivers, report.outcome.expired, report.unused),
    ]
    return sarif("checkov", version=version("checkov"), uri="https://www.checkov.io", results=results)


def _finding(report: Report, found: Finding) -> dict[str, str]:
    return {
        "check": found.check,
        "stack": found.stack,
        "address": found.address,
        "place": report.place(found),
    }
