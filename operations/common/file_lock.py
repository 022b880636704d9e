"""A lock on a file, which one command holds, or several that only read."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from operations.common.errors import OperationError


@contextmanager
def held(file: Path, who: str, *, shared: bool = False) -> Generator[None]:
    """Hold the lock of a file, which is made if need be, for a `with` block.

    Raises OperationError at once where another holds it; `who` begins its message.
    """
    with file.open("w") as lock:
        try:
            fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as error:
            raise OperationError(f"{who}: wait for it, or stop it") from error
        yield
