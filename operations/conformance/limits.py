"""Limits of AWS that botocore's models lack, each with its source."""

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

FILE: Final = Path(__file__).with_name("limits.toml")


class Limit(BaseModel):
    """What an argument of some types may be (`limits.toml` says more); `text` says a pattern in words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: Annotated[tuple[str, ...], Field(min_length=1)]
    argument: str
    pattern: str | None = None
    enum: tuple[str, ...] | None = None
    multiple: int | None = None
    min: float | None = None
    max: float | None = None
    number: bool = False
    text: str = ""
    source: Annotated[str, StringConstraints(min_length=10)]

    @model_validator(mode="after")
    def _limits_something(self) -> "Limit":
        if not self.shape:
            raise ValueError("a limit has a pattern, an enum, a multiple, a min or a max")
        if self.pattern and not self.text:
            raise ValueError("a pattern is said in words: text")
        return self

    @property
    def shape(self) -> dict[str, Any]:
        """What it says, as botocore's models do."""
        given = self.model_dump(include={"pattern", "enum", "multiple", "min", "max"}, exclude_none=True)
        shape = {key: list(value) if key == "enum" else value for key, value in given.items()}
        return shape | ({"type": "integer"} if self.number else {})

    def covers(self, type_: str, argument: str) -> bool:
        """Return whether it is about an argument of a type."""
        return self.argument == argument and any(fnmatchcase(type_, each) for each in self.types)


@cache
def limits() -> tuple[Limit, ...]:
    """Return the table of this package."""
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Limit.model_validate(entry) for entry in document["limit"])


def limits_of(type_: str, argument: str) -> Iterator[Limit]:
    """Yield the limits of an argument of a type."""
    return (each for each in limits() if each.covers(type_, argument))
