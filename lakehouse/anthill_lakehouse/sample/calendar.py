"""When the exchanges of the sample trade."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from anthill_lakehouse.exchanges import EXCHANGES

SATURDAY: Final = 5
DAY: Final = timedelta(days=1)
CLOSED: Final = {
    "XNAS": ((1, 1, "New Year's Day"), (7, 4, "Independence Day"), (12, 25, "Christmas Day")),
    "XETR": ((1, 1, "New Year's Day"), (5, 1, "Labour Day"), (12, 25, "Christmas Day")),
    "XSWX": ((1, 1, "New Year's Day"), (8, 1, "National Day"), (12, 25, "Christmas Day")),
    "XLON": ((1, 1, "New Year's Day"), (12, 25, "Christmas Day"), (12, 26, "Boxing Day")),
}
"""Month, day and name; the sample knows no days in lieu."""
EARLY_CLOSES: Final = {"XNAS": "13:00", "XETR": "14:00", "XSWX": "14:00", "XLON": "12:30"}
"""On the 24th of December."""


def easter(year: int) -> date:
    """Return Easter Sunday (the algorithm of Meeus, Jones and Butcher for the Gregorian calendar)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> list[dict[str, str]]:
    """Return the records of a year's file of holidays."""
    good_friday = easter(year) - 2 * DAY
    records: list[dict[str, str]] = []
    for exchange, fixed in CLOSED.items():
        named = [(date(year, month, day), name, "") for month, day, name in fixed]
        named.append((good_friday, "Good Friday", ""))
        named.append((date(year, 12, 24), "Christmas Eve", EARLY_CLOSES[exchange]))
        records += [
            {"exchange": exchange, "holiday_date": day.isoformat(), "name": name, "early_close": closes}
            for day, name, closes in sorted(named)
            if day.weekday() < SATURDAY
        ]
    return records


def sessions(exchange: str, start: date, end: date) -> Iterator[date]:
    """Yield the days of trading from the start to before the end."""
    closed = {
        record["holiday_date"]
        for year in range(start.year, end.year + 1)
        for record in holidays(year)
        if record["exchange"] == exchange and not record["early_close"]
    }
    day = start
    while day < end:
        if day.weekday() < SATURDAY and day.isoformat() not in closed:
            yield day
        day += DAY


def hours(exchange: str, day: date) -> tuple[datetime, datetime]:
    """Return when trading begins and ends on a day of trading, UTC."""
    known = EXCHANGES[exchange]
    closes = EARLY_CLOSES[exchange] if (day.month, day.day) == (12, 24) else known.closes
    zone = ZoneInfo(known.time_zone)
    opens, ends = (
        datetime.combine(day, time.fromisoformat(text), zone).astimezone(UTC)
        for text in (known.opens, closes)
    )
    return opens, ends
