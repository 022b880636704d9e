"""Where the lakehouse of this checkout lies, and the lock that one run holds."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from operations.common.errors import OperationError
from operations.common.project import anthill_home, project_root


def lakehouse_home() -> Path:
    """Return the folder of input and tables: `lakehouse` in the project's ignored folder."""
    return anthill_home(project_root()) / "lakehouse"


@contextmanager
def one_at_a_time(home: Path) -> Generator[None]:
    """Hold the lakehouse of a folder. Raises OperationError if another run does."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OperationError(f"another run works in {home}: wait for it, or stop it") from error
        yield
