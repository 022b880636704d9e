"""A drift as JSON and as Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from operations.common.markdown import code, codes, plain, table
from operations.drift.finding import Drift, Finding

COLUMNS: Final = ("severity", "resource", "what", "differs", "since", "by")


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftReport:
    """A look at an environment: what it found, against which release, and what it could not ask.

    `first_seen` is when each address was first found, `new` the addresses that no look before this one found.
    """

    environment: str
    stack: str
    release: str
    at: str
    drift: Drift
    first_seen: Mapping[str, str]
    new: tuple[str, ...]
    remark: str | None


def headline(report: DriftReport) -> str:
    """Return the report in a line."""
    if not report.drift.findings:
        return f"{report.stack} is as release {report.release[:12]} says"
    count = len(report.drift.findings)
    noun = "resource is" if count == 1 else "resources are"
    return f"{count} {noun} not as deployed in {report.stack}, worst: {report.drift.severity}"


def as_document(report: DriftReport) -> dict[str, Any]:
    """Return the report for programs."""
    drift = report.drift
    return {
        "environment": report.environment,
        "stack": report.stack,
        "release": report.release,
        "at": report.at,
        "severity": str(drift.severity) if drift.severity else None,
        "new": list(report.new),
        "findings": [_entry(finding, report) for finding in drift.findings],
        "pending": list(drift.pending),
        "noise": list(drift.noise),
        "echoes": list(drift.echoes),
        "remark": report.remark,
    }


def as_markdown(report: DriftReport) -> str:
    """Return the report for people: no value is in it, only names."""
    lines = [f"**{headline(report)}**"]
    if report.drift.findings:
        lines += [
            *table(COLUMNS, (_row(finding, report) for finding in report.drift.findings)),
            "",
            "An apply of the deployed release takes these back; if one was meant, bring it as a pull request.",
        ]
    if report.drift.pending:
        names = codes(report.drift.pending)
        lines += ["", f"Not touched, and yet not as deployed (a deployment that ended halfway?): {names}."]
    if report.drift.noise:
        lines += ["", f"Left out as known noise (`policies/drift_noise.toml`): {codes(report.drift.noise)}."]
    if report.remark:
        lines += ["", f"Who did it is not known: {report.remark}."]
    lines += ["", f"Compared with release `{report.release[:12]}` at {report.at}."]
    return "\n".join(lines)


def _row(finding: Finding, report: DriftReport) -> tuple[str, ...]:
    touch = finding.touch
    by = f"{touch.who}, {touch.event}, {touch.at}" if touch else "not known"
    differs = codes(finding.attributes) or "all of it"
    since = report.first_seen.get(finding.address, report.at)
    return str(finding.severity), code(finding.address), finding.happened, differs, since, plain(by)


def _entry(finding: Finding, report: DriftReport) -> dict[str, Any]:
    touch = finding.touch
    return {
        "address": finding.address,
        "type": finding.type,
        "severity": str(finding.severity),
        "happened": finding.happened,
        "fix": finding.fix,
        "attributes": list(finding.attributes),
        "first_seen": report.first_seen.get(finding.address, report.at),
        "by": {"who": touch.who, "at": touch.at, "event": touch.event} if touch else None,
    }
