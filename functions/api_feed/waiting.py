"""How long to wait: between requests, and before a request is tried again."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 60.0

Clock = Callable[[], float]
Sleep = Callable[[float], None]


class Pace:
    """Keeps requests apart, so that no more than so many start in a second."""

    def __init__(self, requests_per_second: float, clock: Clock, sleep: Sleep) -> None:
        self._gap = 1.0 / requests_per_second
        self._clock = clock
        self._sleep = sleep
        self._next = clock()

    def wait(self) -> None:
        """Wait until the next request may start."""
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._gap


def back_off(attempt: int) -> float:
    """Return the seconds before another attempt: any up to a limit that doubles each time (full jitter)."""
    # Spreading requests is no secret.
    return random.uniform(0.0, min(LONGEST_SECONDS, FIRST_SECONDS * 2.0**attempt))  # noqa: S311


def retry_after(header: str | None, now: datetime) -> float | None:
    """Return the seconds that a server asks for, as a number or a date; None if it asks for nothing sensible."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(header).astimezone(UTC) - now).total_seconds()
        except (TypeError, ValueError):
            return None
    return min(max(seconds, 0.0), LONGEST_SECONDS) if seconds == seconds else None  # noqa: PLR0124 - NaN
