"""Known noise: which drift is none, why, who says so, and until when."""

import tomllib
from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

NOISE_FILE = Path(__file__).with_name("drift_noise.toml")


class Noise(BaseModel):
    """Attributes of resources that change by themselves.

    `addresses` are patterns with shell wildcards, `attributes` names of the first level; `expires` is the last
    day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    addresses: Annotated[tuple[str, ...], Field(min_length=1)]
    attributes: Annotated[tuple[str, ...], Field(min_length=1)]
    reason: Annotated[str, StringConstraints(min_length=20, strip_whitespace=True)]
    owner: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]+$")]
    expires: date

    def covers(self, address: str, attributes: Iterable[str], today: date) -> bool:
        """Return whether a change of these attributes, and no others, at this address is noise today."""
        names = set(attributes)
        return (
            today <= self.expires
            and bool(names)
            and names <= set(self.attributes)
            and any(fnmatchcase(address, pattern) for pattern in self.addresses)
        )


def load_noise(file: Path = NOISE_FILE) -> list[Noise]:
    """Return the entries of a TOML file with one `[[noise]]` table each.

    Raises pydantic.ValidationError for an entry without reason, owner or expiry, or with an unknown key.
    """
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    return [Noise.model_validate(entry) for entry in document.get("noise", [])]
