"""Which call of AWS takes the arguments of a Terraform type."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

FILE: Final = Path(__file__).with_name("counterparts.toml")

Call = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$")]
Reason = Annotated[str, StringConstraints(min_length=10)]


class Counterpart(BaseModel):
    """The calls of a type, and what matching of names cannot know (`counterparts.toml` says more)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls: Annotated[tuple[Call, ...], Field(min_length=1)]
    roots: tuple[str, ...] = ("",)
    arguments: Mapping[str, str] = {}
    own: Mapping[str, Reason] = {}
    spelled: tuple[str, ...] = ()
    arn: str | None = None
    names: str | None = None

    @property
    def operations(self) -> tuple[tuple[str, str], ...]:
        """Each call as its service and its operation."""
        pairs = (each.split(":") for each in self.calls)
        return tuple((service, operation) for service, operation in pairs)


class Counterparts(BaseModel):
    """The calls by Terraform type, and the types without any with the reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: Mapping[str, Counterpart]
    without: Mapping[str, Reason]

    def operations(self, types: Iterable[str]) -> dict[str, list[str]]:
        """Return the operations of types by service."""
        found: dict[str, list[str]] = {}
        for type_ in sorted(self.types.keys() & set(types)):
            for service, operation in self.types[type_].operations:
                found.setdefault(service, []).append(operation)
        return found


@cache
def counterparts() -> Counterparts:
    """Return the table of this package."""
    return Counterparts.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
