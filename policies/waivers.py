"""Waivers: which finding is accepted, why, by whom and until when."""

import tomllib
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

WAIVERS_FILE = Path(__file__).with_name("waivers.toml")

Sentence = Annotated[str, StringConstraints(min_length=20, strip_whitespace=True)]


class Waiver(BaseModel):
    """Defines an accepted finding.

    `addresses` and `stacks` are patterns with shell wildcards, of Terraform addresses and of stack names;
    `expires` is its last day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: Annotated[str, StringConstraints(pattern=r"^(CKV2?_[A-Z]+_\d+|ANT-[A-Z]+-\d{2})$")]
    addresses: Annotated[tuple[str, ...], Field(min_length=1)]
    stacks: Annotated[tuple[str, ...], Field(min_length=1)] = ("*",)
    reason: Sentence
    owner: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]+$")]
    expires: date

    def covers(self, check: str, stack: str, address: str) -> bool:
        """Return whether the waiver is for this check at this address of this stack."""
        return (
            self.check == check
            and any(fnmatchcase(stack, pattern) for pattern in self.stacks)
            and any(fnmatchcase(address, pattern) for pattern in self.addresses)
        )

    def expired(self, today: date) -> bool:
        """Return whether the last day has passed."""
        return today > self.expires


def load_waivers(file: Path = WAIVERS_FILE) -> list[Waiver]:
    """Return the waivers of a TOML file with one `[[waiver]]` table each.

    Raises pydantic.ValidationError for a waiver without reason, owner or expiry, or with an unknown key.
    """
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    return [Waiver.model_validate(entry) for entry in document.get("waiver", [])]
