"""One engine at a time works in a home folder, whoever started it."""

import fcntl
from collections.abc import Callable, Generator
from contextlib import contextmanager

from anthill_lakehouse.local.folders import LakehouseFolders


@contextmanager
def alone(place: LakehouseFolders, say: Callable[[str], None]) -> Generator[int]:
    """Hold the home folder for an engine, and wait for one that is at work there, which is said.

    Yields a descriptor: a process that is given it holds the folder until it ends too.
    """
    with place.engine_lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another engine works in {place.home}: waiting for its end")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()
