"""Findings against waivers."""

from collections.abc import Iterable, Sequence
from datetime import date

from operations.scan.checkov import Finding
from operations.scan.outcome import Outcome, weigh
from policies.waivers import Waiver


def judge(findings: Iterable[Finding], waivers: Sequence[Waiver], *, today: date) -> Outcome[Finding, Waiver]:
    """Return what a scan comes to: equal findings of several scans count once per check, stack and address."""
    distinct = {(finding.check, finding.stack, finding.address): finding for finding in findings}

    def covers(waiver: Waiver, finding: Finding) -> bool:
        return waiver.covers(finding.check, finding.stack, finding.address)

    return weigh(sorted(distinct.values()), waivers, covers, today=today)
