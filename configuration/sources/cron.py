"""Cron expressions as EventBridge Scheduler reads them, and when they run.

The grammar is that of the user guide, "Schedule types in EventBridge Scheduler", section "Cron-based schedules".
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
YEARS: Final = (1970, 2199)
SATURDAY: Final = 6
DAYS_AHEAD: Final = 8 * 366 + 1
"""How far runs are looked for: a 29 February is at most eight years away."""

_NTH: Final = re.compile(r"(?P<day>[^#]+)#(?P<nth>[1-5])")
_NEAREST: Final = re.compile(r"(?P<day>[0-9]{1,2})W")


class CronError(ValueError):
    """Says which field of an expression is wrong."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    least: int
    most: int
    names: tuple[str, ...] = ()

    def number(self, text: str) -> int:
        """Return the number that a value or a name stands for."""
        if text.upper() in self.names:
            return self.names.index(text.upper()) + self.least
        if not re.fullmatch(r"[0-9]{1,4}", text) or not self.least <= int(text) <= self.most:
            names = f" or {self.names[0]}-{self.names[-1]}" if self.names else ""
            raise CronError(f"{self.name} is {text!r}, not {self.least}-{self.most}{names}")
        return int(text)

    def values(self, text: str) -> frozenset[int]:
        """Return all values of a list of values, ranges and steps."""
        found: set[int] = set()
        for part in text.split(","):
            span, slash, step = part.partition("/")
            if slash and (not re.fullmatch(r"[0-9]{1,4}", step) or not 1 <= int(step) <= self.most):
                raise CronError(f"{self.name} has the step {step!r}, not 1-{self.most}")
            first, dash, last = span.partition("-")
            if span == "*":
                low, high = self.least, self.most
            else:
                low = self.number(first)
                high = self.number(last) if dash else self.most if slash else low
            if high < low:
                raise CronError(f"{self.name} has the range {span!r}, which ends before it begins")
            found.update(range(low, high + 1, int(step) if slash else 1))
        return frozenset(found)


_MINUTES: Final = _Field("minutes", 0, 59)
_HOURS: Final = _Field("hours", 0, 23)
_DAY_OF_MONTH: Final = _Field("day-of-month", 1, 31)
_MONTH: Final = _Field("month", 1, 12, MONTHS)
_DAY_OF_WEEK: Final = _Field("day-of-week", 1, 7, DAYS)
_YEAR: Final = _Field("year", *YEARS)


@dataclass(frozen=True, slots=True)
class Cron:
    """An expression, read: the times of a day, and which days."""

    minutes: tuple[int, ...]
    """Of a day, in order: hours and minutes together."""
    day_of_month: str
    month: frozenset[int]
    day_of_week: str
    year: frozenset[int]

    def next_run(self, after: datetime) -> datetime | None:
        """Return the next run after a moment of UTC, None if there is none within eight years."""
        for day in self._days(after.date()):
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
            for minute in self.minutes:
                if (run := midnight + timedelta(minutes=minute)) > after:
                    return run
        return None

    def longest_gap(self, after: datetime, *, days: int = 366) -> timedelta:
        """Return the longest time between two runs in the days after a moment; eight years if there are not two."""
        within = timedelta(minutes=max(self._gaps(), default=0))
        horizon, before = after.date() + timedelta(days=days), None
        longest = within
        for day in self._days(after.date()):
            if before is not None:
                longest = max(longest, day - before - timedelta(minutes=self.minutes[-1] - self.minutes[0]))
                if day > horizon:
                    return longest
            before = day
        return timedelta(days=DAYS_AHEAD)

    def shortest_gap(self) -> timedelta:
        """Return the shortest time between two runs of one day, or a day where there is one run."""
        return timedelta(minutes=min(self._gaps(), default=1440))

    def _gaps(self) -> Iterator[int]:
        """Yield the minutes between the runs of one day."""
        return (later - earlier for earlier, later in pairwise(self.minutes))

    def _days(self, first: date) -> Iterator[date]:
        days = (first + timedelta(days=ahead) for ahead in range(min(DAYS_AHEAD, (date.max - first).days)))
        by_month = self.day_of_month != "?"
        is_on = _of_month(self.day_of_month) if by_month else _of_week(self.day_of_week)
        return (day for day in days if day.year in self.year and day.month in self.month and is_on(day))


def read_cron(text: str) -> Cron:
    """Return the expression between the parentheses of `cron(...)`. Raises CronError for the first wrong field."""
    fields = text.split()
    if len(fields) != len(names := ("minutes", "hours", "day-of-month", "month", "day-of-week", "year")):
        raise CronError(f"it has {len(fields)} fields, not {len(names)}: {', '.join(names)}")
    minutes, hours, day_of_month, month, day_of_week, year = fields
    if (day_of_month == "?") == (day_of_week == "?"):
        raise CronError("one of day-of-month and day-of-week must be '?', and only one")
    times = [60 * hour + minute for hour in _HOURS.values(hours) for minute in _MINUTES.values(minutes)]
    _check_day_of_month(day_of_month)
    _check_day_of_week(day_of_week)
    return Cron(
        tuple(sorted(times)),
        day_of_month.upper(),
        _MONTH.values(month),
        day_of_week.upper(),
        _YEAR.values(year),
    )


def _check_day_of_month(text: str) -> None:
    if text.upper() in {"?", "L", "LW"}:
        return
    if found := _NEAREST.fullmatch(text.upper()):
        _DAY_OF_MONTH.number(found["day"])
    else:
        _DAY_OF_MONTH.values(text)


def _check_day_of_week(text: str) -> None:
    if text.upper() in {"?", "L"}:
        return
    if found := _NTH.fullmatch(text):
        _DAY_OF_WEEK.number(found["day"])
    elif len(text) > 1 and text.upper().endswith("L"):
        _DAY_OF_WEEK.number(text[:-1])
    else:
        _DAY_OF_WEEK.values(text)


def _of_month(text: str) -> Callable[[date], bool]:
    """Return what says of a day whether a day-of-month is it."""
    if text == "L":
        return lambda day: day.day == _last_of_month(day)
    if text == "LW":
        return lambda day: day == _nearest_weekday(day.replace(day=_last_of_month(day)))
    if found := _NEAREST.fullmatch(text):
        wanted = int(found["day"])
        return lambda day: wanted <= _last_of_month(day) and day == _nearest_weekday(day.replace(day=wanted))
    values = _DAY_OF_MONTH.values(text)
    return lambda day: day.day in values


def _last_of_month(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _nearest_weekday(day: date) -> date:
    """Return the weekday that is nearest to a day, in the same month."""
    for near in (0, -1, 1, 2, -2):
        other = day + timedelta(days=near)
        if other.month == day.month and other.isoweekday() < SATURDAY:
            return other
    return day


def _of_week(text: str) -> Callable[[date], bool]:
    """Return what says of a day whether a day-of-week is it."""
    if text == "L":
        return lambda day: _number(day) == SATURDAY + 1
    if found := _NTH.fullmatch(text):
        wanted, nth = _DAY_OF_WEEK.number(found["day"]), int(found["nth"])
        return lambda day: _number(day) == wanted and (day.day - 1) // 7 + 1 == nth
    if len(text) > 1 and text.endswith("L"):
        wanted = _DAY_OF_WEEK.number(text[:-1])
        return lambda day: _number(day) == wanted and (day + timedelta(days=7)).month != day.month
    values = _DAY_OF_WEEK.values(text)
    return lambda day: _number(day) in values


def _number(day: date) -> int:
    """Return the number of a day of the week, from Sunday, which is 1."""
    return day.isoweekday() % 7 + 1
