"""Findings of the security scan and of conformance that a change brings, and those that it fixes."""

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from operations.scan.checkov import Finding, Scanner
from operations.scan.outcome import judge
from operations.synthesis.stacks import STACK_FILE
from policies.waivers import AddressWaiver, ConformanceWaiver, Waiver

if TYPE_CHECKING:
    from operations.conformance.violation import Violation

Identity = tuple[str, str, str]
"""Check, stack and address."""

Found = Mapping[Identity, Finding]

FRAMEWORK: Final = "terraform_json"
"""Both revisions are scanned as they are written; `anthill scan` scans plans too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFindings:
    """What the scan finds after a change and not before, with and without a waiver, and the reverse."""

    unwaived: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    stacks: tuple[str, ...]
    seconds: Mapping[str, float] = field(default_factory=dict[str, float])
    """How long each scanner took."""


def new_findings(
    before: Path, after: Path, stacks: Iterable[str], waivers: Sequence[Waiver], *, today: date
) -> NewFindings:
    """Return the difference of two scans of the named stacks, two stacks at a time.

    Raises RuntimeError if the scanner does not run to its end.
    """
    begun = time.monotonic()
    names = tuple(stacks)
    files = [(output / "stacks" / name / STACK_FILE, name) for output in (before, after) for name in names]
    # In this order: interrupted, what is scanned ends before it is waited for.
    with ThreadPoolExecutor(max_workers=2) as pool, Scanner() as scanner:

        def one(entry: tuple[Path, str]) -> tuple[Finding, ...]:
            file, name = entry
            return scanner.scan(file, FRAMEWORK, stack=name).findings if file.is_file() else ()

        found = list(pool.map(one, files))
    old = {_identity(finding): finding for findings in found[: len(names)] for finding in findings}
    new = {_identity(finding): finding for findings in found[len(names) :] for finding in findings}
    return _timed(_difference(old, new, names, waivers, today), "checkov", begun)


def new_violations(
    root: Path,
    before: Path,
    after: Path,
    stacks: Iterable[str],
    waivers: Sequence[ConformanceWaiver],
    *,
    today: date,
) -> NewFindings:
    """Return the difference of what `anthill conform` finds in two outputs, in the named stacks.

    Workflows are those of the checkout in `root` on both sides. Raises OperationError if the libraries of
    conformance/uv.lock cannot be installed.
    """
    # Half of what a review loads, and only `--scan` needs it.
    from operations.conformance.judging import judge_output  # noqa: PLC0415
    from operations.conformance.published import published  # noqa: PLC0415

    begun = time.monotonic()
    names = tuple(stacks)
    with published(root) as asked:
        old, new = (
            {
                _identity(finding): finding
                for finding in map(_finding, judge_output(root, output, (), asked).violations)
                if finding.stack in names
            }
            for output in (before, after)
        )
    return _timed(_difference(old, new, names, waivers, today), "conform", begun)


def _timed(found: NewFindings, scanner: str, begun: float) -> NewFindings:
    return replace(found, seconds={scanner: round(time.monotonic() - begun, 1)})


def together(first: NewFindings, second: NewFindings) -> NewFindings:
    """Return the findings of two scans of the same stacks as one."""
    return NewFindings(
        unwaived=(*first.unwaived, *second.unwaived),
        waived=(*first.waived, *second.waived),
        fixed=(*first.fixed, *second.fixed),
        stacks=first.stacks,
        seconds={**first.seconds, **second.seconds},
    )


def _difference(
    old: Found, new: Found, stacks: tuple[str, ...], waivers: Sequence[AddressWaiver], today: date
) -> NewFindings:
    outcome = judge((new[key] for key in new.keys() - old.keys()), waivers, today=today)
    return NewFindings(
        unwaived=outcome.left,
        waived=tuple(found for found, _ in outcome.accepted),
        fixed=tuple(sorted(old[key] for key in old.keys() - new.keys())),
        stacks=stacks,
    )


def _finding(violation: "Violation") -> Finding:
    return Finding(
        violation.check,
        violation.stack,
        violation.address,
        f"{violation.given}; allowed: {violation.allowed}; {violation.fix}",
        "conformance",
    )


def _identity(finding: Finding) -> Identity:
    return finding.check, finding.stack, finding.address
