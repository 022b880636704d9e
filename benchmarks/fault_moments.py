"""When work writes: from the first change in its folder to the last, looked at every few milliseconds."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

EVERY_SECONDS: Final = 0.02
NO_PRODUCT: Final = frozenset({"said", "lock", "engine.lock", "engine.log"})
"""What is written of every run, whatever comes of it: messages, a lock, a log."""


class Writes:
    """Watches a folder in a `with` block. It is told apart by size and time of change what was written."""

    def __init__(self, folder: Path) -> None:
        self.moments: list[float] = []
        """Seconds after the start at which something was found changed, in order."""
        self._folder = folder
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        self._known = dict(_files(self._folder))
        self._started = time.monotonic()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            self._look()

    def _look(self) -> None:
        found = dict(_files(self._folder))
        if found != self._known:
            self.moments.append(time.monotonic() - self._started)
            self._known = found


def _files(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each file below a folder with its size and time of change; links to folders are not followed."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name in NO_PRODUCT:
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
            else:
                status = entry.stat(follow_symlinks=False)
                yield entry.path, (status.st_size, status.st_mtime_ns)
        except OSError:
            # Moved or removed since the folder was read: the next look sees what became of it.
            continue
