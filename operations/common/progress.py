"""How far something is that takes longer than people like to wait without a word."""

import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self, TextIO

FIRST_SECONDS: Final = 5.0
"""What ends before is not worth a line."""
GROWTH: Final = 1.5
LONGEST_SECONDS: Final = 60.0
"""Lines come ever more seldom, up to this: a log of an hour stays short."""
REPAINT_SECONDS: Final = 1.0


class Progress:
    """Says while its `with` block runs how far it is, for how long, and what remains where the total is known.

    In a terminal one line is painted again and again; elsewhere a line comes now and then. `step` and `say` may be
    called from any thread.
    """

    def __init__(
        self,
        what: str,
        *,
        total: int | None = None,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
        first: float | None = None,
    ) -> None:
        self._what, self._total, self._clock = what, total, clock
        self._first = FIRST_SECONDS if first is None else first
        self._stream = stream or sys.stderr
        self._repaints = self._stream.isatty()
        self._done = 0
        self._writing = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._say_now_and_then, daemon=True)
        self._started = clock()

    def __enter__(self) -> Self:
        self._started = self._clock()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        if self._repaints:
            self._write("")

    def step(self, *, done: int | None = None, total: int | None = None, what: str | None = None) -> None:
        """Note that one more is done, or how many are, of how many, of what."""
        self._done = self._done + 1 if done is None else done
        self._total = self._total if total is None else total
        self._what = self._what if what is None else what

    def say(self, line: str) -> None:
        """Print a line, such as `scanning ...`, that stays: what it names is what is being done from now on."""
        with self._writing:
            self._write(f"{line}\n")
            self._what, self._done, self._total = line.removesuffix("...").rstrip(), 0, None
            self._started = self._clock()

    def text(self) -> str:
        """Return how far it is."""
        elapsed = self._clock() - self._started
        done, total = self._done, self._total
        counted = f": {done} of {total}" if total else ""
        remains = (
            f", about {elapsed * (total - done) / done:.0f} s remain" if total and 0 < done < total else ""
        )
        return f"{self._what}{counted}, {elapsed:.0f} s{remains}"

    def _say_now_and_then(self) -> None:
        wait = self._first
        while not self._ended.wait(wait):
            with self._writing:
                self._write(self.text() if self._repaints else f"{self.text()} ...\n")
            wait = REPAINT_SECONDS if self._repaints else min(wait * GROWTH, LONGEST_SECONDS)

    def _write(self, text: str) -> None:
        """Write in the place of what a terminal shows now."""
        self._stream.write(f"\r\x1b[K{text}" if self._repaints else text)
        self._stream.flush()
