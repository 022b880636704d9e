"""The exchanges that are known: where they are and when they trade."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pyspark.sql import Column
from pyspark.sql import functions as F


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """An exchange: its IANA time zone, and when continuous trading begins and ends there, as HH:MM."""

    time_zone: str
    opens: str
    closes: str


EXCHANGES: Final = {
    "XLON": Exchange(time_zone="Europe/London", opens="08:00", closes="16:30"),
    "XNAS": Exchange(time_zone="America/New_York", opens="09:30", closes="16:00"),
    "XNYS": Exchange(time_zone="America/New_York", opens="09:30", closes="16:00"),
    "XETR": Exchange(time_zone="Europe/Berlin", opens="09:00", closes="17:30"),
    "XPAR": Exchange(time_zone="Europe/Paris", opens="09:00", closes="17:30"),
    "XSWX": Exchange(time_zone="Europe/Zurich", opens="09:00", closes="17:30"),
}
"""Regular hours by market identifier code (ISO 10383), as the exchanges publish them; holidays are data."""


def opening(exchange: Column) -> Column:
    """Return the local time at which continuous trading begins."""
    return _of({code: each.opens for code, each in EXCHANGES.items()}, exchange)


def closing(exchange: Column) -> Column:
    """Return the local time at which continuous trading ends on a whole day."""
    return _of({code: each.closes for code, each in EXCHANGES.items()}, exchange)


def local_time(exchange: Column, moment: Column) -> Column:
    """Return a moment in UTC as the exchange's clocks show it."""
    return _by_zone(exchange, lambda zone: F.from_utc_timestamp(moment, zone))


def utc_time(exchange: Column, local: Column) -> Column:
    """Return what the exchange's clocks show as a moment in UTC."""
    return _by_zone(exchange, lambda zone: F.to_utc_timestamp(local, zone))


def _by_zone(exchange: Column, converted: Callable[[str], Column]) -> Column:
    # One branch per zone: with a constant zone Spark looks its rules up once, not in every row.
    zones: dict[str, list[str]] = {}
    for code, each in EXCHANGES.items():
        zones.setdefault(each.time_zone, []).append(code)
    return F.coalesce(*(F.when(exchange.isin(codes), converted(zone)) for zone, codes in zones.items()))


def _of(values: dict[str, str], exchange: Column) -> Column:
    return F.create_map(*(F.lit(text) for pair in values.items() for text in pair))[exchange]
