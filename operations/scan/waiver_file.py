"""The project's waivers, and the line of each."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar

from operations.common.errors import InputError
from operations.scan.sarif import Result, Rule
from operations.synthesis.places import Place
from policies.waivers import Acceptance, load

WAIVERS: Final = "policies/waivers.toml"
EXPIRED: Final = Rule(
    id="ANT-WVR-01", title="A waiver is past its last day: fix the finding, or decide anew."
)
UNUSED: Final = Rule(id="ANT-WVR-02", title="A waiver covers nothing any more: delete it.")

Kind = TypeVar("Kind", bound=Acceptance)


def read_waivers(kind: type[Kind], root: Path) -> list[Kind]:
    """Return the waivers of a project of one kind, none if it has no such file.

    Raises InputError with the entry and what is wrong with it.
    """
    file = root / WAIVERS
    if not file.is_file():
        return []
    try:
        return load(kind, file)
    except ValueError as error:
        raise InputError(f"{WAIVERS}: {error}") from error


def waiver_results(
    root: Path, waivers: Sequence[Acceptance], expired: Iterable[Acceptance], unused: Iterable[Acceptance]
) -> Iterator[Result]:
    """Yield a result at the line of each waiver that no longer holds; `waivers` are all of their kind."""
    wrong = [*((EXPIRED, each) for each in expired), *((UNUSED, each) for each in unused)]
    for rule, waiver in wrong:
        yield Result(
            rule=rule,
            level="error",
            text=f"{rule.title} {waiver.subject}, owner {waiver.owner}, last day {waiver.expires}.",
            place=Place(WAIVERS, _line(root, waiver, waivers)),
            identity=(waiver.subject,),
        )


def _line(root: Path, waiver: Acceptance, waivers: Sequence[Acceptance]) -> int:
    header = re.compile(rf"^\s*\[\[\s*{waiver.table}\s*\]\]")
    text = (root / WAIVERS).read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(text, start=1) if header.match(line)]
    # TOML has other ways to write a table, and no line numbers.
    return found[waivers.index(waiver)] if len(found) == len(waivers) else 1
