"""Findings against waivers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from operations.scan.checkov import Finding
from policies.waivers import Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Defines what a scan comes to.

    `unwaived` are findings that nothing covers, `expired` waivers past their last day, `unused` waivers
    that cover nothing. Any of them makes the scan fail.
    """

    unwaived: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    expired: tuple[Waiver, ...]
    unused: tuple[Waiver, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.unwaived or self.expired or self.unused)


def judge(findings: Iterable[Finding], waivers: Sequence[Waiver], *, today: date) -> Verdict:
    """Return the verdict: equal findings of several scans count once per check, stack and address."""
    distinct = {(finding.check, finding.stack, finding.address): finding for finding in findings}
    used: set[int] = set()
    waived: list[Finding] = []
    unwaived: list[Finding] = []
    for finding in sorted(distinct.values()):
        covering = [
            index
            for index, waiver in enumerate(waivers)
            if waiver.covers(finding.check, finding.stack, finding.address) and not waiver.expired(today)
        ]
        used.update(covering)
        (waived if covering else unwaived).append(finding)
    return Verdict(
        unwaived=tuple(unwaived),
        waived=tuple(waived),
        expired=tuple(waiver for waiver in waivers if waiver.expired(today)),
        unused=tuple(
            waiver for index, waiver in enumerate(waivers) if index not in used and not waiver.expired(today)
        ),
    )
