"""Which API calls each AWS resource type makes: recorded from the provider, else read in its source.

`recorded.json` is written by `anthill conform --record`; `provider_source.toml` is written by hand, from the files
that it names.
"""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

HERE: Final = Path(__file__).parent
RECORDED: Final = HERE / "recorded.json"
FROM_SOURCE: Final = HERE / "provider_source.toml"

Call = Annotated[str, Field(pattern=r"^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$")]
"""botocore's service id in lower case with hyphens, then the operation: `s3-control:GetPublicAccessBlock`."""


class Calls(BaseModel):
    """Defines the calls that one resource type makes when it is created, read, updated and deleted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    create: list[Call] = []
    read: list[Call] = []
    update: list[Call] = []
    delete: list[Call] = []

    def all(self) -> frozenset[str]:
        """Return every call of the type."""
        return frozenset((*self.create, *self.read, *self.update, *self.delete))

    def also(self, more: "Calls") -> "Calls":
        """Return these calls and others."""
        return Calls(
            **{
                name: sorted({*getattr(self, name), *getattr(more, name)})
                for name in ("create", "read", "update", "delete")
            }
        )


class Recording(BaseModel):
    """Defines what was recorded: from which provider and stack, and the calls of each type."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider_version: str
    stack: str
    types: dict[str, Calls]

    def as_text(self) -> str:
        """Return the recording as the file holds it, one list a line so that changes are easy to read."""
        lines = [
            f'{{\n  "provider_version": {json.dumps(self.provider_version)},',
            f'  "stack": {json.dumps(self.stack)},',
            '  "types": {',
        ]
        for index, (type_, calls) in enumerate(sorted(self.types.items())):
            phases = [f'      "{name}": {json.dumps(getattr(calls, name))}' for name in Calls.model_fields]
            comma = "," if index + 1 < len(self.types) else ""
            lines += [f'    "{type_}": {{', ",\n".join(phases), f"    }}{comma}"]
        return "\n".join((*lines, "  }", "}", ""))


class SourceCalls(Calls):
    """Defines calls that were read in the provider's source: in which file, of which version."""

    files: list[str] = Field(min_length=1)
    version: str


@cache
def recording() -> Recording:
    """Return what was recorded."""
    return Recording.model_validate_json(RECORDED.read_text(encoding="utf-8"))


@cache
def from_source() -> Mapping[str, SourceCalls]:
    """Return what was read in the provider's source, by resource type."""
    found = tomllib.loads(FROM_SOURCE.read_text(encoding="utf-8"))
    return {type_: SourceCalls.model_validate(entry) for type_, entry in found.items()}


def calls_of(type_: str) -> Calls | None:
    """Return the calls of an AWS resource type, None if nobody looked yet."""
    known = [
        Calls.model_validate(entry.model_dump(include=set(Calls.model_fields)))
        for entry in (recording().types.get(type_), from_source().get(type_))
        if entry is not None
    ]
    if not known:
        return None
    return known[0].also(known[1]) if len(known) > 1 else known[0]
