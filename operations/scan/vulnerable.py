"""A known vulnerability of a locked package."""

from dataclasses import dataclass
from typing import Final

from operations.synthesis.locations import Location

ADVISORY: Final = "https://osv.dev/vulnerability/{id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulnerable:
    """A package with a known vulnerability, and where it is locked.

    `ids` are the names that databases give it, `fixed` the versions without it.
    """

    ids: tuple[str, ...]
    package: str
    version: str
    summary: str
    fixed: tuple[str, ...]
    place: Location

    @property
    def id(self) -> str:
        """The name that people know, where there is one."""
        return next((each for each in self.ids if each.startswith("CVE-")), self.ids[0])

    @property
    def advice(self) -> str:
        """What to do about it."""
        return f"fixed in {', '.join(self.fixed)}" if self.fixed else "nothing is known to fix it"

    @property
    def uri(self) -> str:
        """The page about it."""
        return ADVISORY.format(id=self.ids[0])
