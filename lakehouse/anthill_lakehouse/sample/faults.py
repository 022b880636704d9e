"""The faults of real data, put over clean deliveries. What really happened stays what it was.

Each wrong record is either corrected later or one too many, so that what holds in the end is the truth: but
for the one price that is never delivered.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from anthill_lakehouse.sample.batches import Batch, Record, encoded
from anthill_lakehouse.sample.calendar import DAY

Batches = list[Batch]


def add_faults(batches: Batches, random: Random) -> dict[str, int]:
    """Put every fault over the batches, once at least, and return how often by name."""
    return {name: fault(batches, random) for name, fault in FAULTS.items()}


def _of(batches: Batches, dataset: str) -> Batches:
    return [batch for batch in batches if batch.dataset == dataset and batch.content is None]


def _some(batches: Batches, dataset: str, random: Random, share: int = 25) -> Batches:
    """Return one batch in so many of a dataset, one at least; never the last five, which later ones correct."""
    chosen = _of(batches, dataset)
    usable = chosen[: max(1, len(chosen) - 5)]
    return random.sample(usable, max(1, len(usable) // share))


def _wrong(dataset: str, **changes: object) -> Callable[[Batches, Random], int]:
    """Return a fault that adds a copy of a record with some values changed; None takes the field away."""

    def fault(batches: Batches, random: Random) -> int:
        chosen = _some(batches, dataset, random)
        for batch in chosen:
            copy = dict(random.choice(batch.records)) | changes
            batch.records.append({name: value for name, value in copy.items() if value is not None})
        return len(chosen)

    return fault


def _duplicates(batches: Batches, random: Random) -> int:
    count = 0
    for dataset in ("daily_prices", "intraday_trades", "dividends"):
        for batch in _some(batches, dataset, random, share=5):
            batch.records.append(dict(random.choice(batch.records)))
            count += 1
    return count


def _delivered_again(batches: Batches, random: Random) -> int:
    chosen = _some(batches, "daily_prices", random) + _some(batches, "intraday_trades", random)
    for batch in chosen:
        name = batch.name.replace(".jsonl", "").replace(".gz", "") + "-again.jsonl.gz"
        batches.append(
            replace(
                batch, name=name, at=batch.at + timedelta(hours=5), records=list(map(dict, batch.records))
            )
        )
    return len(chosen)


def _mistaken(record: Record) -> Record:
    wrong = {name: round(float(str(record[name])) * 1.05, 2) for name in ("open", "high", "low", "close")}
    return record | wrong


def _late_corrections(batches: Batches, random: Random) -> int:
    """Make a price wrong at first; the true one is published an hour later and delivered with a later day."""
    prices = _of(batches, "daily_prices")
    chosen = _some(batches, "daily_prices", random, share=10)
    for batch in chosen:
        index = random.randrange(len(batch.records))
        true = batch.records[index]
        batch.records[index] = _mistaken(true)
        later = prices[min(prices.index(batch) + random.choice((1, 2, 3)), len(prices) - 1)]
        later.records.append(true | {"published_at": _an_hour_later(true)})
    return len(chosen)


def _an_hour_later(record: Record) -> str:
    stamp = str(record["published_at"])
    return f"{stamp[:11]}{int(stamp[11:13]) + 1:02}{stamp[13:]}"


def _out_of_order(batches: Batches, random: Random) -> int:
    """Deliver a correction before what it corrects."""
    prices = _of(batches, "daily_prices")
    chosen = _some(batches, "daily_prices", random, share=10)
    for batch in chosen:
        index = random.randrange(len(batch.records))
        true = batch.records[index]
        batch.records[index] = true | {"published_at": _an_hour_later(true)}
        prices[min(prices.index(batch) + 1, len(prices) - 1)].records.append(_mistaken(true))
    return len(chosen)


def _late_day(batches: Batches, random: Random) -> int:
    prices = _of(batches, "daily_prices")
    batch = random.choice(prices[: len(prices) // 2])
    batch.at += 7 * DAY
    return 1


def _missing_price(batches: Batches, random: Random) -> int:
    del random
    batch = _of(batches, "daily_prices")[-4]
    shares = [record for record in batch.records if record["isin"].startswith("US000")]
    gone = shares[-1]
    batch.records = [record for record in batch.records if record["isin"] != gone["isin"]]
    return 1


def _drift(batches: Batches, random: Random) -> int:
    del random
    later = _of(batches, "daily_prices")[-3:] + _of(batches, "dividends")[-1:]
    for batch in later:
        for record in batch.records:
            record["source_system"] = "v2"
    return sum(len(batch.records) for batch in later)


def _price_on_holiday(batches: Batches, random: Random) -> int:
    batch = random.choice(_of(batches, "daily_prices"))
    (year,) = {record["trade_date"][:4] for record in batch.records[:1]}
    batch.records.append(dict(batch.records[0]) | {"trade_date": f"{year}-12-25"})
    return 1


def _garbage(dataset: str, ending: str, content: bytes) -> Callable[[Batches, Random], int]:
    """Return a fault that delivers a file which is not what its name says."""

    def fault(batches: Batches, random: Random) -> int:
        like = random.choice(_of(batches, dataset))
        folder = like.name.rpartition("/")[0]
        batches.append(Batch(dataset=dataset, name=f"{folder}/broken{ending}", at=like.at, content=content))
        return 1

    return fault


def _truncated(batches: Batches, random: Random) -> int:
    """Deliver half of a file first; the whole of it came by itself."""
    like = random.choice(_of(batches, "daily_prices")[:-1])
    half = encoded(like)
    name = like.name.replace(".jsonl.gz", "-partial.jsonl.gz")
    batches.append(Batch(dataset="daily_prices", name=name, at=like.at, content=half[: len(half) // 2]))
    return 1


def _cut_line(batches: Batches, random: Random) -> int:
    batch = random.choice(_of(batches, "intraday_trades"))
    batch.tail = b'{"trade_id": "XNAS-cut", "isin": "US00'
    return 1


def _two_updates(batches: Batches, random: Random) -> int:
    """Change a position twice in one file: the later line is what holds."""
    batch = random.choice(_of(batches, "positions")[1:])
    true = batch.records[0]
    batch.records.insert(0, true | {"quantity": int(true["quantity"]) + 7})
    batch.records[1] = true | {"Op": "U"}
    return 1


def _deleted_and_back(batches: Batches, random: Random) -> int:
    first, *_, last = _of(batches, "positions")
    true = random.choice(first.records)
    delete = replace(last, name=last.name.replace(".parquet", "1.parquet"), at=last.at + timedelta(hours=1))
    delete.records = [{name: true[name] for name in ("portfolio_id", "isin", "as_of")} | {"Op": "D"}]
    again = replace(last, name=last.name.replace(".parquet", "2.parquet"), at=last.at + timedelta(hours=2))
    again.records = [true | {"Op": "I"}]
    batches += [delete, again]
    return 1


PRICE: Final = "daily_prices"
FAULTS: Final[dict[str, Callable[[Batches, Random], int]]] = {
    "missing price": _missing_price,
    "late correction": _late_corrections,
    "correction before the original": _out_of_order,
    "day delivered late": _late_day,
    "duplicate record": _duplicates,
    "price on a holiday": _price_on_holiday,
    "close that is no number": _wrong(PRICE, close="n/a"),
    "volume that is no number": _wrong(PRICE, volume="many"),
    "date that does not exist": _wrong(PRICE, trade_date="2025-13-40"),
    "missing close": _wrong(PRICE, close=None),
    "missing currency": _wrong(PRICE, currency=None),
    "negative price": _wrong(PRICE, low=-1.0),
    "high below low": _wrong(PRICE, high=0.01),
    "unknown currency": _wrong(PRICE, currency="ZZZ"),
    "wrong check digit": _wrong(PRICE, isin="US0378331004"),
    "unknown instrument": _wrong(PRICE, isin="US0378331005"),
    "trade of no units": _wrong("intraday_trades", trade_id="XNAS-nothing", quantity=0),
    "dividend that is no number": _wrong("dividends", amount="TBA"),
    "fields the contract doesn't know": _drift,
    "file delivered again": _delivered_again,
    "two changes in one file": _two_updates,
    "deleted and inserted again": _deleted_and_back,
    "line cut off": _cut_line,
    "file cut off": _truncated,
    "garbage instead of JSON lines": _garbage(PRICE, ".jsonl.gz", b"\x1f\x8bnot gzip at all"),
    "garbage instead of CSV": _garbage("dividends", "-dividends-20250101.csv", bytes(range(128, 256))),
    "garbage instead of Parquet": _garbage("positions", ".parquet", b"PAR1 but no more"),
    "empty file": _garbage(PRICE, "-empty.jsonl", b""),
}
"""In this order: those that change records come before those that copy them."""
