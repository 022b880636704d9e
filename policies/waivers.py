"""Waivers: which finding is accepted, why, by whom and until when."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import StringConstraints

from policies.acceptance import Acceptance, Patterns, fits, read_entries

WAIVERS_FILE = Path(__file__).with_name("waivers.toml")


class FindingWaiver(Acceptance):
    """An accepted finding of a scan."""

    @property
    def subject(self) -> str:
        """What is accepted, in a few words."""
        raise NotImplementedError


class AddressWaiver(FindingWaiver):
    """An accepted finding at addresses of stacks.

    `addresses` and `stacks` are patterns with shell wildcards, of Terraform addresses and of stack names.
    """

    check: str
    addresses: Patterns
    stacks: Patterns = ("*",)

    @property
    def subject(self) -> str:
        """The check and where it is accepted."""
        return f"{self.check} for {', '.join(self.addresses)}"

    def covers(self, check: str, stack: str, address: str) -> bool:
        """Return whether the waiver is for this check at this address of this stack."""
        return self.check == check and fits(self.stacks, stack) and fits(self.addresses, address)


class Waiver(AddressWaiver):
    """An accepted finding of checkov or of a guard."""

    table = "waiver"

    check: Annotated[str, StringConstraints(pattern=r"^(CKV2?_[A-Z]+_\d+|ANT-[A-Z]+-\d{2})$")]


class ConformanceWaiver(AddressWaiver):
    """An accepted violation of what a cloud takes, as `anthill conform` names its checks."""

    table = "conformance"

    check: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$")]


class SecretWaiver(FindingWaiver):
    """Text that looks like a secret and is none: the scanner's rule, and patterns of files."""

    table = "secret"

    rule: Annotated[str, StringConstraints(min_length=3)]
    files: Patterns

    @property
    def subject(self) -> str:
        """The rule and where it is accepted."""
        return f"{self.rule} in {', '.join(self.files)}"

    def covers(self, rule: str, file: str) -> bool:
        """Return whether the waiver is for this rule in this file."""
        return self.rule == rule and fits(self.files, file)


class VulnerabilityWaiver(FindingWaiver):
    """A known vulnerability of a package that does no harm here, by any of its ids."""

    table = "vulnerability"

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*-[A-Za-z0-9-]+$")]
    package: Annotated[str, StringConstraints(min_length=1)]

    @property
    def subject(self) -> str:
        """The vulnerability and its package."""
        return f"{self.id} of {self.package}"

    def covers(self, ids: Iterable[str], package: str) -> bool:
        """Return whether the waiver is for a vulnerability with one of these ids, in this package."""
        return self.package == package and self.id in ids


Kind = TypeVar("Kind", bound=FindingWaiver)


def load_waivers(file: Path = WAIVERS_FILE) -> list[Waiver]:
    """Return the accepted findings of a TOML file with one `[[waiver]]` table each, as `load` does."""
    return load(Waiver, file)


def load(kind: type[Kind], file: Path = WAIVERS_FILE) -> list[Kind]:
    """Return the entries of one kind, one table each.

    Raises AcceptanceError for one without reason, owner or expiry, with an unknown key, or of no kind.
    """
    return read_entries(kind, file, Waiver, ConformanceWaiver, SecretWaiver, VulnerabilityWaiver)
