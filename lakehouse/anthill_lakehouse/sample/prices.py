"""The prices, splits and dividends of the sample."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from anthill_lakehouse.sample.calendar import hours, sessions
from anthill_lakehouse.sample.instruments import Instrument

INDEX_DEVIATION: Final = 0.009
INDEX_DRIFT: Final = 0.0003
SPLIT_EVERY: Final = 4
"""One share in four is split once."""
DIVIDEND_SESSIONS: Final = 63
STAMP: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A split of one unit into `into`, from the session `effective` on."""

    isin: str
    effective: date
    into: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What really happened: prices by instrument and day, splits, dividends."""

    instruments: list[Instrument]
    prices: dict[str, dict[date, dict[str, object]]]
    splits: list[Split]
    dividends: list[dict[str, str]]


def market(instruments: list[Instrument], start: date, end: date, random: Random) -> Market:
    """Return the market of the days from start to before end."""
    prices: dict[str, dict[date, dict[str, object]]] = {}
    splits: list[Split] = []
    dividends: list[dict[str, str]] = []
    index_steps: dict[tuple[str, date], float] = {}
    for number, each in enumerate(instruments):
        days = list(sessions(each.exchange, start, end))
        if each.kind == "index":
            for day in days:
                index_steps[each.exchange, day] = random.gauss(INDEX_DRIFT, INDEX_DEVIATION)
        elif number % SPLIT_EVERY == 0:
            effective = days[random.randrange(len(days) // 3, 2 * len(days) // 3)]
            splits.append(Split(isin=each.isin, effective=effective, into=random.choice((2, 3, 4))))
        if each.kind == "equity" and number % 2 == 0:
            dividends += _dividends(each, days, random)
        into = {split.effective: split.into for split in splits if split.isin == each.isin}
        prices[each.isin] = _prices(each, days, index_steps, into, random)
    return Market(instruments=instruments, prices=prices, splits=splits, dividends=dividends)


def _prices(
    each: Instrument,
    days: list[date],
    index_steps: dict[tuple[str, date], float],
    into: dict[date, int],
    random: Random,
) -> dict[date, dict[str, object]]:
    made: dict[date, dict[str, object]] = {}
    price = each.price
    for day in days:
        before = price / into.get(day, 1)
        step = each.beta * index_steps[each.exchange, day] + random.gauss(0, each.noise)
        price = before * math.exp(step)
        opened = before * math.exp(random.gauss(0, 0.003))
        closed, opened = round(price, 2), round(opened, 2)
        made[day] = {
            "isin": each.isin,
            "exchange": each.exchange,
            "trade_date": day.isoformat(),
            "open": opened,
            "high": round(max(opened, closed) * (1 + random.uniform(0, 0.006)), 2),
            "low": round(min(opened, closed) * (1 - random.uniform(0, 0.006)), 2),
            "close": closed,
            "volume": random.randrange(10_000, 5_000_000),
            "currency": each.currency,
            "published_at": published(each.exchange, day).strftime(STAMP),
        }
    return made


def published(exchange: str, day: date) -> datetime:
    """Return when the provider publishes a day's prices."""
    return hours(exchange, day)[1] + timedelta(minutes=5)


def _dividends(each: Instrument, days: list[date], random: Random) -> list[dict[str, str]]:
    first = random.randrange(3, 12)
    return [
        {
            "isin": each.isin,
            "ex_date": day.isoformat(),
            "pay_date": (day + timedelta(days=3)).isoformat(),
            "amount": f"{random.uniform(0.1, 1.2):.4f}",
            "currency": each.currency,
        }
        for day in days[first::DIVIDEND_SESSIONS]
    ]
