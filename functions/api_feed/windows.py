"""The grid of time: each window is fetched as a whole, once it has ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

STAMP = "%Y-%m-%dT%H:%M:%SZ"
IN_KEYS = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Window:
    """Defines a span of time, its end not included."""

    start: datetime
    end: datetime

    def key(self, prefix: str) -> str:
        """Return the key of the window's one object; the same window always has the same key."""
        span = f"{self.start.strftime(IN_KEYS)}--{self.end.strftime(IN_KEYS)}"
        return f"{prefix}date={self.start:%Y-%m-%d}/{span}.jsonl.gz"


def closed_windows(mark: datetime, now: datetime, *, minutes: int, lag_minutes: int) -> Iterator[Window]:
    """Yield the windows after a mark that ended at least the lag ago, in order, without gap or overlap."""
    length = timedelta(minutes=minutes)
    last = now - timedelta(minutes=lag_minutes)
    while mark + length <= last:
        yield Window(mark, mark + length)
        mark += length
