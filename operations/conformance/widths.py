"""How long a name can become: the configuration decides parts of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter

from configuration.account import EnvironmentName
from configuration.model import EnvironmentConfig
from configuration.regions import REGIONS
from configuration.sources.source import Name

LONGEST_NAME: Final[int] = TypeAdapter(Name).json_schema()["maxLength"]
"""Of a source or a partner."""


@dataclass(frozen=True)
class Widths:
    """What may stand where a part of a name stands: the longest that the configuration admits, by part."""

    longest: Mapping[str, str]

    @classmethod
    def of(cls, environments: Iterable[EnvironmentConfig]) -> "Widths":
        """Return the parts of the names of environments: environment, region, sources, partners."""
        name = max(EnvironmentName, key=len).value
        region = max(REGIONS, key=len)
        longest = {each.value: name for each in EnvironmentName} | dict.fromkeys(REGIONS, region)
        for config in environments:
            for given in _names(config.sources):
                longest[given] = given.ljust(LONGEST_NAME, "x")
        return cls(longest)

    def stretched(self, text: str) -> str:
        """Return a text with each of its parts at its longest."""
        return self._parts.sub(lambda match: self.longest[match.group()], text) if self.longest else text

    @cached_property
    def _parts(self) -> re.Pattern[str]:
        parts = sorted(self.longest, key=len, reverse=True)
        return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, parts))})(?![A-Za-z0-9])")


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, BaseModel):
        if isinstance(name := getattr(value, "name", None), str):
            yield str(name)
        for field in type(value).model_fields:
            yield from _names(getattr(value, field))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _names(each)
