"""When a source is asked for data."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, WithJsonSchema

RATE: Final = re.compile(r"rate\((?P<count>[1-9][0-9]{0,4}) (?P<unit>minute|hour|day)s?\)")
CRON: Final = re.compile(r"cron\((\S+ ){5}\S+\)")
MINUTES: Final = {"minute": 1, "hour": 60, "day": 1440}
PATTERN: Final = rf"^({RATE.pattern.replace('?P<count>', '').replace('?P<unit>', '')}|{CRON.pattern})$"


def _known(text: str) -> str:
    if not (RATE.fullmatch(text) or CRON.fullmatch(text)):
        raise ValueError("neither rate(...) nor cron(...) of six fields")
    return text


Schedule = Annotated[
    str, AfterValidator(_known), WithJsonSchema({"type": "string", "pattern": PATTERN, "maxLength": 256})
]
"""An expression of EventBridge Scheduler, in UTC (user guide, "Schedule types")."""


def interval_minutes(schedule: str) -> int | None:
    """Return the minutes between two runs of a rate; None for a cron expression."""
    match = RATE.fullmatch(schedule)
    return int(match["count"]) * MINUTES[match["unit"]] if match else None
