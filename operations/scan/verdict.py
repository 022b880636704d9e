"""Findings against waivers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from operations.scan.checkov import Finding
from operations.scan.outcome import weigh
from policies.waivers import Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Defines what a scan comes to.

    `unwaived` are findings that nothing covers, `expired` waivers past their last day, `unused` waivers
    that cover nothing. Any of them makes the scan fail. `accepted` holds the waiver of each waived finding.
    """

    unwaived: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    expired: tuple[Waiver, ...]
    unused: tuple[Waiver, ...]
    accepted: Mapping[Finding, Waiver]

    @property
    def passed(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.unwaived or self.expired or self.unused)


def judge(findings: Iterable[Finding], waivers: Sequence[Waiver], *, today: date) -> Verdict:
    """Return the verdict: equal findings of several scans count once per check, stack and address."""
    distinct = {(finding.check, finding.stack, finding.address): finding for finding in findings}

    def covers(waiver: Waiver, finding: Finding) -> bool:
        return waiver.covers(finding.check, finding.stack, finding.address)

    outcome = weigh(sorted(distinct.values()), waivers, covers, today=today)
    accepted = dict(outcome.accepted)
    return Verdict(
        unwaived=outcome.left,
        waived=tuple(accepted),
        expired=outcome.expired,
        unused=outcome.unused,
        accepted=accepted,
    )
