"""The deliveries of a market's data, as the four kinds of source make them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from anthill_lakehouse.sample.batches import Batch, Record
from anthill_lakehouse.sample.calendar import DAY, holidays, hours
from anthill_lakehouse.sample.prices import STAMP, Market

PORTFOLIOS: Final = ("GROWTH-1", "INCOME-2", "BALANCED-3")
EVENING: Final = time(23, tzinfo=UTC)
WINDOW: Final = "date={day}/{day:%Y%m%d}T000000Z-{next:%Y%m%d}T000000Z.jsonl.gz"
"""The API feed's name of a day's window (`functions/api_feed`)."""


def at_evening(day: date) -> datetime:
    """Return when the deliveries of a day are made."""
    return datetime.combine(day, EVENING)


def window(day: date) -> str:
    """Return the API feed's name of a day's file."""
    return WINDOW.format(day=day, next=day + DAY)


def daily_prices(market: Market) -> Iterator[Batch]:
    """Yield a file per day with the prices of all exchanges."""
    days = sorted({day for prices in market.prices.values() for day in prices})
    for day in days:
        records = [prices[day] for prices in market.prices.values() if day in prices]
        yield Batch(
            dataset="daily_prices", name=window(day), at=at_evening(day), records=list(map(dict, records))
        )


def splits(market: Market) -> Iterator[Batch]:
    """Yield a file per day on which splits were announced, a week before they take effect."""
    by_day: dict[date, list[Record]] = {}
    for split in market.splits:
        by_day.setdefault(split.effective - 7 * DAY, []).append(
            {
                "isin": split.isin,
                "effective_date": split.effective.isoformat(),
                "ratio_from": 1,
                "ratio_to": split.into,
            }
        )
    for day, records in sorted(by_day.items()):
        at = datetime.combine(day, time(12, tzinfo=UTC))
        told = [record | {"published_at": at.strftime(STAMP)} for record in records]
        yield Batch(dataset="splits", name=window(day), at=at_evening(day), records=told)


def files(market: Market, start: date, end: date) -> Iterator[Batch]:
    """Yield the files of holidays, one a year, and of dividends, one a month of announcement."""
    for year in range(start.year, end.year + 1):
        name = f"arrived={start}/{year:08x}-holidays-{year}.csv"
        yield Batch(dataset="market_holidays", name=name, at=at_evening(start), records=list(holidays(year)))
    by_month: dict[str, list[Record]] = {}
    for record in market.dividends:
        by_month.setdefault(record["ex_date"][:7], []).append(dict(record))
    for month, records in sorted(by_month.items()):
        day = max(start, date.fromisoformat(f"{month}-01") - 14 * DAY)
        name = f"arrived={day}/{day:%Y%m%d}-dividends-{day:%Y%m%d}.csv"
        yield Batch(dataset="dividends", name=name, at=at_evening(day), records=records)


def instruments(market: Market, start: date) -> Batch:
    """Return the full load of the instruments."""
    records = [
        {
            "isin": each.isin,
            "name": each.name,
            "kind": each.kind,
            "currency": each.currency,
            "exchange": each.exchange,
            "updated_at": f"{start}T04:00:00Z",
        }
        for each in market.instruments
    ]
    name = "public/instruments/LOAD00000001.parquet"
    return Batch(dataset="instruments", name=name, at=at_evening(start - DAY), records=records)


def positions(market: Market, start: date, end: date, random: Random) -> Iterator[Batch]:
    """Yield the full load of the first day's positions, then changes on about every fifth day."""
    shares = [each for each in market.instruments if each.kind == "equity"]

    def position(portfolio: str, isin: str, day: date, operation: str, quantity: int) -> Record:
        return {
            "Op": operation,
            "portfolio_id": portfolio,
            "isin": isin,
            "as_of": day.isoformat(),
            "quantity": quantity,
            "updated_at": f"{day}T18:00:00Z",
        }

    held = [
        position(portfolio, each.isin, start, "I", random.randrange(100, 5000))
        for portfolio in PORTFOLIOS
        for each in random.sample(shares, max(2, len(shares) // 2))
    ]
    yield Batch(
        dataset="positions", name="public/positions/LOAD00000001.parquet", at=at_evening(start), records=held
    )
    day = start + 5 * DAY
    while day < end:
        at = datetime.combine(day, time(18, 30, tzinfo=UTC))
        chosen = random.sample(held, min(3, len(held)))
        changes = [
            # Now and then all is sold.
            position(
                each["portfolio_id"],
                each["isin"],
                day,
                "I",
                random.choice((0, *[random.randrange(50, 6000)] * 4)),
            )
            for each in chosen
        ]
        name = f"public/positions/{day:%Y/%m/%d}/{at:%Y%m%d-%H%M%S}000.parquet"
        yield Batch(dataset="positions", name=name, at=at, records=changes)
        day += 5 * DAY


def trades(market: Market, per_day: int, random: Random) -> Iterator[Batch]:
    """Yield a file per hour of trades: within trading hours, near the day's prices."""
    by_hour: dict[datetime, list[Record]] = {}
    for each in market.instruments:
        if each.kind == "index":
            continue
        for day, price in market.prices[each.isin].items():
            opens, closes = hours(each.exchange, day)
            seconds = (closes - opens).total_seconds()
            for number in range(per_day):
                moment = opens + timedelta(seconds=random.uniform(0, seconds - 1))
                level = random.uniform(float(str(price["low"])), float(str(price["high"])))
                by_hour.setdefault(moment.replace(minute=0, second=0, microsecond=0), []).append(
                    {
                        "trade_id": f"{each.exchange}-{day:%Y%m%d}-{each.isin}-{number:04}",
                        "isin": each.isin,
                        "exchange": each.exchange,
                        "traded_at": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                        "price": round(level, 2),
                        "quantity": random.randrange(1, 1000),
                        "currency": each.currency,
                    }
                )
    for hour, records in sorted(by_hour.items()):
        name = f"date={hour:%Y-%m-%d}/hour={hour:%H}/intraday-trades-1-{hour:%Y-%m-%d-%H}-00-00.gz"
        at = hour + timedelta(minutes=61)
        records.sort(key=lambda record: str(record["traded_at"]))
        yield Batch(dataset="intraday_trades", name=name, at=at, records=records)
