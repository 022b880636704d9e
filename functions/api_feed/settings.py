"""What the function is told: one JSON object in the variable `FEED`."""

import json
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SettingsError(ValueError):
    """Says which setting is missing, unknown or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Defines one feed: the API, its windows of time, and where the objects go."""

    source: str
    url: str
    secret_arn: str
    key_header: str
    records_field: str
    next_field: str
    cursor_parameter: str
    from_parameter: str
    until_parameter: str
    start: datetime
    window_minutes: int
    lag_minutes: int
    requests_per_second: float
    attempts: int
    timeout_seconds: float
    bucket: str
    prefix: str
    kms_key_arn: str
    table: str
    tags: dict[str, str]


def parse(text: str) -> Settings:
    """Return the settings. Raises SettingsError with the name of what is wrong."""
    try:
        given: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsError(f"FEED is not JSON: {error}") from error
    known = {field.name for field in fields(Settings)}
    missing, unknown = sorted(known - given.keys()), sorted(given.keys() - known)
    if missing or unknown:
        raise SettingsError(f"FEED lacks {missing} and has unknown {unknown}")
    parts = urlsplit(given["url"])
    # Plain HTTP would show the key to the network; only a test on the same machine may use it.
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise SettingsError(f"url is {given['url']!r}; allowed: https")
    for name in ("window_minutes", "requests_per_second", "attempts", "timeout_seconds"):
        if not isinstance(given[name], int | float) or given[name] <= 0:
            raise SettingsError(f"{name} is {given[name]!r}; allowed: a number above 0")
    try:
        start = datetime.strptime(given["start"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"start is {given['start']!r}; allowed: such as 2026-01-01T00:00:00Z") from error
    values: dict[str, Any] = {**given, "start": start}
    return Settings(**values)
