"""The API calls of each AWS resource type, as they were recorded from the provider.

`recorded.json` is written by `anthill conform --record`.
"""

import json
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from operations.common.files import model_of

RECORDED: Final = Path(__file__).parent / "recorded.json"

Call = Annotated[str, Field(pattern=r"^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$")]
"""botocore's service id in lower case with hyphens, then the operation: `s3-control:GetPublicAccessBlock`."""


class Calls(BaseModel):
    """The calls that one resource type makes when it is created, read, updated and deleted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    create: list[Call] = []
    read: list[Call] = []
    update: list[Call] = []
    delete: list[Call] = []

    def all(self) -> frozenset[str]:
        """Return every call of the type."""
        return frozenset((*self.create, *self.read, *self.update, *self.delete))


class Recording(BaseModel):
    """What was recorded: from which provider and stack, and the calls of each type."""

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


@cache
def recording() -> Recording:
    """Return what was recorded."""
    return model_of(Recording, RECORDED.read_bytes(), str(RECORDED), "record again: anthill conform --record")


def recorded_calls(type_: str) -> Calls:
    """Return the recorded calls of a resource type, none if the recorded stack had none of it."""
    return recording().types.get(type_, Calls())
