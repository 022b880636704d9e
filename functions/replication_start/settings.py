"""What the function is told: one JSON object in the variable `REPLICATION`."""

import json
from dataclasses import dataclass, fields
from typing import Any


class SettingsError(ValueError):
    """Says which setting is missing, unknown or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Defines the replication of one source.

    `arn` is that of its configuration where it is serverless, else of its task. With `changes` it follows the
    source for good; without, each run reads the tables whole.
    """

    source: str
    arn: str
    serverless: bool
    changes: bool


def parse(text: str) -> Settings:
    """Return the settings. Raises SettingsError with the name of what is wrong."""
    try:
        given: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsError(f"REPLICATION is not JSON: {error}") from error
    known = {field.name: field.type for field in fields(Settings)}
    missing, unknown = sorted(known.keys() - given.keys()), sorted(given.keys() - known.keys())
    if missing or unknown:
        raise SettingsError(f"REPLICATION lacks {missing} and has unknown {unknown}")
    for name, type_ in known.items():
        if not isinstance(given[name], type_ if isinstance(type_, type) else object):
            raise SettingsError(f"{name} is {given[name]!r}; allowed: a {type_}")
    return Settings(**given)
