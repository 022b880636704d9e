"""When a source is asked for data."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, Field, WithJsonSchema

from configuration.sources.cron import Cron, CronError, read_cron

RATE: Final = re.compile(
    r"rate\(((?P<one>1) (?P<unit>minute|hour|day)|(?P<count>[2-9]|[1-9][0-9]{1,4}) (?P<units>minute|hour|day)s)\)"
)
"""One minute and five minutes: EventBridge refuses the singular with another number than 1, and the plural with 1
(EventBridge user guide, "Rate expressions"; Scheduler's names both forms and says of neither that it is lenient)."""
_NEARLY: Final = re.compile(r"rate\((?P<count>[1-9][0-9]{0,4}) (?P<unit>minute|hour|day)s?\)")
CRON: Final = re.compile(r"cron\((\S+ ){5}\S+\)")
MINUTES: Final = {"minute": 1, "hour": 60, "day": 1440}
LONGEST: Final = 256
"""Characters of an expression (EventBridge Scheduler API, CreateSchedule)."""
_NAMED: Final = re.compile(r"\?P<\w+>")
PATTERN: Final = rf"^({_NAMED.sub('', RATE.pattern)}|{CRON.pattern})$"


def _known(text: str) -> str:
    if not (RATE.fullmatch(text) or CRON.fullmatch(text)):
        if nearly := _NEARLY.fullmatch(text):
            count, unit = nearly["count"], nearly["unit"]
            right = f"rate({count} {unit}{'s' if count != '1' else ''})"
            raise ValueError(f"the unit is singular with 1 alone: it is {right}")
        raise ValueError("neither rate(...) nor cron(...) of six fields")
    if (cron := _cron(text)) and cron.next_run(datetime.now(UTC)) is None:
        raise ValueError("it never runs again: no such day is in the next eight years")
    return text


Schedule = Annotated[
    str,
    Field(max_length=LONGEST),
    AfterValidator(_known),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "maxLength": LONGEST}),
]
"""An expression of EventBridge Scheduler, in UTC (user guide, "Schedule types")."""


def longest_wait(schedule: str) -> timedelta:
    """Return the longest time between two runs of the next year."""
    if cron := _cron(schedule):
        return cron.longest_gap(datetime.now(UTC))
    return _rate(schedule)


def shortest_wait(schedule: str) -> timedelta:
    """Return the shortest time between two runs of a day."""
    cron = _cron(schedule)
    return cron.shortest_gap() if cron else _rate(schedule)


def _cron(schedule: str) -> Cron | None:
    """Return a cron expression, None for a rate. Raises ValueError that says which field is wrong."""
    if not CRON.fullmatch(schedule):
        return None
    try:
        return read_cron(schedule.removeprefix("cron(").removesuffix(")"))
    except CronError as error:
        raise ValueError(str(error)) from error


def _rate(schedule: str) -> timedelta:
    found = RATE.fullmatch(schedule)
    assert found is not None  # noqa: S101 - what is no cron expression is a rate: it was validated
    count, unit = found["one"] or found["count"], found["unit"] or found["units"]
    return timedelta(minutes=int(count) * MINUTES[unit])
