"""Which objects are taken from the buckets, and under what name."""

from datetime import UTC, date, datetime

import pytest

from operations.lakehouse.buckets import Days, versioned

WRITTEN = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("market/daily-prices/date=2026-01-05/a.jsonl.gz", date(2026, 1, 5)),
        ("market/dividends/arrived=2026-01-06/x-dividends.csv", date(2026, 1, 6)),
        ("portfolio/positions/public/positions/2026/01/07/f.parquet", date(2026, 1, 7)),
        ("portfolio/positions/public/positions/LOAD00000001.parquet", date(2026, 3, 1)),
    ],
)
def test_a_delivery_is_of_the_day_in_its_name_else_of_its_writing(key: str, day: date) -> None:
    assert Days(since=day, until=day).hold(key, WRITTEN)
    assert not Days(since=day.replace(day=day.day + 1)).hold(key, WRITTEN)
    assert Days().hold(key, WRITTEN)


def test_each_version_has_a_name_of_its_own_and_keeps_its_ending() -> None:
    names = {versioned("a/b.jsonl.gz", version) for version in ("11111111-x", "22222222-x")}
    assert names == {"a/b-11111111.jsonl.gz", "a/b-22222222.jsonl.gz"}
