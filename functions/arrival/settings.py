"""What the function is told: one JSON object in the variable `ARRIVAL`."""

import json
import re
from dataclasses import dataclass, fields
from typing import Any

FORMATS = ("csv", "jsonl", "parquet")


class SettingsError(ValueError):
    """Says which setting is missing, unknown or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Defines the files of one source: which are good, and where each kind goes. Prefixes end with a slash.

    A file whose name begins with `smoke_name` is a smoke test's, and has the column `smoke_column`.
    """

    source: str
    bucket: str
    incoming_prefix: str
    landing_prefix: str
    quarantine_prefix: str
    kms_key_arn: str
    format: str
    columns: tuple[str, ...]
    name_pattern: re.Pattern[str]
    maximum_bytes: int
    smoke_name: str
    smoke_column: str
    tags: dict[str, str]


def parse(text: str) -> Settings:
    """Return the settings. Raises SettingsError with the name of what is wrong."""
    try:
        given: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsError(f"ARRIVAL is not JSON: {error}") from error
    known = {field.name for field in fields(Settings)}
    missing, unknown = sorted(known - given.keys()), sorted(given.keys() - known)
    if missing or unknown:
        raise SettingsError(f"ARRIVAL lacks {missing} and has unknown {unknown}")
    if given["format"] not in FORMATS:
        raise SettingsError(f"format is {given['format']!r}; allowed: {', '.join(FORMATS)}")
    try:
        pattern = re.compile(given["name_pattern"])
    except re.error as error:
        raise SettingsError(f"name_pattern is {given['name_pattern']!r}: {error}") from error
    values: dict[str, Any] = {**given, "columns": tuple(given["columns"]), "name_pattern": pattern}
    return Settings(**values)
