"""Whatever is found, against the waivers of its kind."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from operations.scan.checkov import Finding
from policies.waivers import AddressWaiver, FindingWaiver

Found = TypeVar("Found")
Kind = TypeVar("Kind", bound=FindingWaiver)
At = TypeVar("At", bound=AddressWaiver)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[Found, Kind]):
    """What is left to fix, what a waiver accepts, and the waivers that no longer hold.

    `expired` are past their last day, `unused` cover nothing.
    """

    left: tuple[Found, ...]
    accepted: tuple[tuple[Found, Kind], ...]
    expired: tuple[Kind, ...]
    unused: tuple[Kind, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.left or self.expired or self.unused)


def weigh(
    found: Iterable[Found],
    waivers: Sequence[Kind],
    covers: Callable[[Kind, Found], bool],
    *,
    today: date,
    whole: bool = True,
) -> Outcome[Found, Kind]:
    """Return the outcome; the first waiver that covers a finding accepts it, and every one that would is in use.

    Unless the `whole` was looked at, no waiver counts as unused: what it covers may be elsewhere.
    """
    used: set[int] = set()
    left: list[Found] = []
    accepted: list[tuple[Found, Kind]] = []
    holding = [(index, waiver) for index, waiver in enumerate(waivers) if not waiver.expired(today)]
    for each in found:
        covering = [index for index, waiver in holding if covers(waiver, each)]
        used.update(covering)
        if covering:
            accepted.append((each, waivers[covering[0]]))
        else:
            left.append(each)
    return Outcome(
        left=tuple(left),
        accepted=tuple(accepted),
        expired=tuple(waiver for waiver in waivers if waiver.expired(today)),
        unused=tuple(waiver for index, waiver in holding if whole and index not in used),
    )


def judge(
    findings: Iterable[Finding], waivers: Sequence[At], *, today: date, whole: bool = True
) -> Outcome[Finding, At]:
    """Return the outcome of findings at addresses: equal ones of several scans count once."""
    distinct = {(finding.check, finding.stack, finding.address): finding for finding in findings}

    def covers(waiver: At, finding: Finding) -> bool:
        return waiver.covers(finding.check, finding.stack, finding.address)

    return weigh(sorted(distinct.values()), waivers, covers, today=today, whole=whole)
