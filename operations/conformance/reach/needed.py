"""Which IAM actions each AWS resource type takes, and why.

Two tables say it: `recorded.json`, the calls of the provider that plans and applies on this machine, and
`provider_facts/aws_calls.toml`, read in the source of the version that real environments pin.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

import provider_facts
from operations.conformance.reach.actions import actions_of
from operations.conformance.reach.calls import recorded_calls

FROM_SOURCE: Final = Path(provider_facts.__file__).with_name("aws_calls.toml")

Phase = Literal["create", "read", "update", "delete"]
PHASES: Final[tuple[Phase, ...]] = ("create", "read", "update", "delete")

Action = Annotated[str, Field(pattern=r"^[a-z0-9-]+:[A-Za-z0-9]+$")]


class KeyUse(BaseModel):
    """How a service uses a customer key in the name of the caller who sets an argument.

    `uses` are the actions on the key, `reads` those that reading the resource takes; `context` is the key of the
    encryption context that holds the resource's ARN.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    argument: str
    service: str
    uses: tuple[Action, ...]
    reads: tuple[Action, ...] = ()
    context: str = ""
    grants: bool
    source: str


class SourceRow(BaseModel):
    """What was read in the provider's source for one type: actions by phase, the use of a key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    create: tuple[Action, ...]
    read: tuple[Action, ...]
    update: tuple[Action, ...]
    delete: tuple[Action, ...]
    key: KeyUse | None = None
    passes: Literal["recorder"] | None = None


@cache
def source_rows() -> Mapping[str, SourceRow]:
    """Return what was read in the provider's source, by resource type."""
    found = tomllib.loads(FROM_SOURCE.read_text(encoding="utf-8"))
    return {type_: SourceRow.model_validate(row) for type_, row in found.items()}


@cache
def actions_needed(type_: str, phase: Phase) -> Mapping[str, str]:
    """Return the actions of a resource type in one phase, each with where it is known from."""
    found: dict[str, str] = {}
    if row := source_rows().get(type_):
        found |= dict.fromkeys(getattr(row, phase), f"the provider's source says so ({FROM_SOURCE.name})")
    for call in getattr(recorded_calls(type_), phase):
        found |= dict.fromkeys(actions_of(call), f"the provider calls {call}")
    return found


def is_known(type_: str) -> bool:
    """Return whether anybody looked what a resource type calls."""
    return type_ in source_rows() or bool(recorded_calls(type_).all())


def key_use(type_: str) -> KeyUse | None:
    """Return how a type's service uses its caller's key."""
    row = source_rows().get(type_)
    return row.key if row else None
