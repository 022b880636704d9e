"""Writes sample market data, as its sources would deliver it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

from anthill_lakehouse.sample import deliveries
from anthill_lakehouse.sample.batches import Batch, write
from anthill_lakehouse.sample.calendar import DAY
from anthill_lakehouse.sample.faults import add_faults
from anthill_lakehouse.sample.instruments import instruments
from anthill_lakehouse.sample.prices import market

FEWEST_SYMBOLS: Final = 4
FEWEST_DAYS: Final = 30
START: Final = date(2025, 1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSummary:
    """What was written: files and records by dataset, and how often each fault."""

    files: int
    records: dict[str, int]
    faults: dict[str, int]


def generate(
    folder: Path,
    *,
    symbols: int,
    days: int,
    seed: int,
    trades_per_day: int = 20,
    faults: bool = True,
    start: date = START,
) -> SampleSummary:
    """Write data of so many shares (and an index per exchange) over so many calendar days.

    It goes to `landing` and `arrivals` below the folder. The same arguments write the same bytes and times.
    With and without faults the market is the same, and so is what holds in the end, but for the price of one
    share on one day, which is then missing. Raises ValueError for too few symbols or days to hold each fault, or
    with faults and without trades to put them on.
    """
    if symbols < FEWEST_SYMBOLS or days < FEWEST_DAYS:
        raise ValueError(
            f"{symbols} symbols over {days} days can't hold every fault: "
            f"give {FEWEST_SYMBOLS} symbols and {FEWEST_DAYS} days or more"
        )
    if trades_per_day < (1 if faults else 0):
        raise ValueError(
            f"{trades_per_day} trades a day can't hold the faults of trades: give 1 or more, or, without faults, 0"
        )
    batches = _clean(symbols, days, seed, trades_per_day, start)
    counts = add_faults(batches, Random(f"{seed} faults")) if faults else {}  # noqa: S311 - no secret
    for batch in batches:
        write(batch, folder)
    records: Counter[str] = Counter()
    for batch in batches:
        records[batch.dataset] += len(batch.records)
    return SampleSummary(files=len(batches), records=dict(records), faults=counts)


def _clean(symbols: int, days: int, seed: int, trades_per_day: int, start: date) -> list[Batch]:
    # A source of chance per topic: more trades leave the prices as they were.
    chances = {topic: Random(f"{seed} {topic}") for topic in ("instruments", "market", "positions", "trades")}  # noqa: S311
    end = start + days * DAY
    made = market(instruments(symbols, chances["instruments"]), start, end, chances["market"])
    return [
        *deliveries.daily_prices(made),
        *deliveries.splits(made),
        *deliveries.files(made, start, end),
        deliveries.instruments(made, start),
        *deliveries.positions(made, start, end, chances["positions"]),
        *deliveries.trades(made, trades_per_day, chances["trades"]),
    ]
