"""The project's waivers, and the line of each."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar

from operations.scan.sarif import Result, Rule
from operations.synthesis.locations import Location
from policies.waivers import FindingWaiver, load

WAIVERS: Final = "policies/waivers.toml"
EXPIRED: Final = Rule(
    id="ANT-WVR-01", title="A waiver is past its last day: fix the finding, or decide again."
)
UNUSED: Final = Rule(id="ANT-WVR-02", title="A waiver covers nothing any more: delete it.")

Kind = TypeVar("Kind", bound=FindingWaiver)


def read_waivers(kind: type[Kind], root: Path) -> list[Kind]:
    """Return the waivers of a project of one kind, none if it has no such file.

    Raises AcceptanceError with the entry and what is wrong with it.
    """
    return load(kind, root / WAIVERS)


def waiver_results(
    root: Path,
    waivers: Sequence[FindingWaiver],
    expired: Iterable[FindingWaiver],
    unused: Iterable[FindingWaiver],
) -> Iterator[Result]:
    """Yield a result at the line of each waiver that no longer holds; `waivers` are all of their kind."""
    wrong = [*((EXPIRED, each) for each in expired), *((UNUSED, each) for each in unused)]
    for rule, waiver in wrong:
        yield Result(
            rule=rule,
            level="error",
            text=f"{rule.title} {waiver.subject}, owner {waiver.owner}, last day {waiver.expires}.",
            place=Location(WAIVERS, _line(root, waiver, waivers)),
            identity=(waiver.subject,),
        )


def _line(root: Path, waiver: FindingWaiver, waivers: Sequence[FindingWaiver]) -> int:
    header = re.compile(rf"^\s*\[\[\s*{waiver.table}\s*\]\]")
    text = (root / WAIVERS).read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(text, start=1) if header.match(line)]
    # TOML has other ways to write a table, and no line numbers.
    return found[waivers.index(waiver)] if len(found) == len(waivers) else 1
