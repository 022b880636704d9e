"""What is known of the licences of locked packages beside what they say themselves."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

LICENCES_FILE: Final = Path(__file__).with_name("licences.toml")
IDENTIFIER: Final = re.compile(r"\b(?!(?:AND|OR|WITH)\b)[\w.-]+(?: WITH [\w.-]+)?")
"""An identifier, with its exception if it has one (spdx.github.io/spdx-spec, "SPDX license expressions")."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class PackageLicence(BaseModel):
    """The licence of a package, if it is not to be read from its metadata, and what else is to be known of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    licence: Text | None = None
    note: Text = ""


class Licences(BaseModel):
    """The licences that ask for nothing but to be kept, those that ask for more, and packages by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    permissive: frozenset[Text]
    asks: Mapping[Text, Text]
    package: tuple[PackageLicence, ...] = Field(min_length=1)

    def of(self, name: str) -> PackageLicence:
        """Return what is said of a package, an entry that says nothing if it is not named."""
        return next((each for each in self.package if each.name == name), PackageLicence(name=name))

    def demanding(self, licence: str) -> frozenset[str]:
        """Return the identifiers of an expression that are not permissive, of the best of its alternatives."""
        if licence in self.permissive:
            return frozenset()
        alternatives = [licence] if " AND " in licence else licence.split(" OR ")
        found = (frozenset(IDENTIFIER.findall(each)) - self.permissive for each in alternatives)
        return min(found, key=len)


def load_licences(file: Path = LICENCES_FILE) -> Licences:
    """Return what a TOML file says. Raises pydantic.ValidationError for a field that is missing or unknown."""
    return Licences.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
