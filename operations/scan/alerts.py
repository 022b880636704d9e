"""What a scan of the configuration finds, as results that people see beside their code."""

from collections.abc import Iterator, Sequence
from typing import Final

from operations.scan.checkov import Finding
from operations.scan.lines import Lines
from operations.scan.outcome import Outcome
from operations.scan.sarif import Level, Result, Rule, in_words
from operations.synthesis.places import Origin
from policies.waivers import Waiver

LEVELS: Final[dict[str, Level]] = {"LOW": "note", "MEDIUM": "warning"}
"""Levels of checkov's severities. Any other finding, and one without severity, fails the scan: an error."""

POLICIES: Final = "https://www.checkov.io/5.Policy%20Index/all.html"
"""Checkov's list of every check, for those that name no page of their own."""


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
