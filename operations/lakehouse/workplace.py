"""Where the lakehouse of this checkout lies, and the lock that one run holds."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from operations.common.errors import InputError
from operations.common.file_lock import held
from operations.common.project import anthill_home, project_root


def lakehouse_home() -> Path:
    """Return the folder of input and tables: `lakehouse` in the project's ignored folder."""
    return anthill_home(project_root()) / "lakehouse"


@contextmanager
def one_at_a_time(home: Path) -> Generator[None]:
    """Hold the lakehouse of a folder. Raises OperationError if another command does."""
    home.mkdir(parents=True, exist_ok=True)
    with _held(home):
        yield


@contextmanager
def while_reading(home: Path) -> Generator[None]:
    """Keep runs, which replace files, from the lakehouse of a folder; others may read too.

    Raises OperationError if a run works there.
    """
    if not home.is_dir():
        yield
        return
    with _held(home, shared=True):
        yield


def nothing_made_yet() -> InputError:
    """Return the error of a command that reads tables where no run made any."""
    return InputError("there is nothing to show yet: run 'anthill lakehouse run --sample' first")


def unknown_table(where: str, name: str, meant: str) -> InputError:
    """Return the error of a command that names a table that is not there; `meant` is the answer of `did_you_mean`."""
    return InputError(f"{where}: there is no table {name!r}{meant} ('anthill lakehouse tables' lists them)")


def _held(home: Path, *, shared: bool = False) -> AbstractContextManager[None]:
    return held(home / "lock", f"another command works in {home}", shared=shared)
