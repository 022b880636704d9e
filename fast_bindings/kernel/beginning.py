"""What Node starts with at the first import of bindings, and keeps: its folder and its variables of the environment."""

import contextlib
import os
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Beginning:
    """The folder, None if it was deleted, and the variables of then."""

    folder: Path | None
    variables: Mapping[str, str]


_noted: list[Beginning] = []


def note() -> None:
    """Note what is so now, the first time."""
    if not _noted:
        try:
            folder = Path.cwd()
        except FileNotFoundError:
            folder = None
        _noted.append(Beginning(folder, dict(os.environ)))


def working_folder() -> Path:
    """Return the folder that relative paths are in, wherever the program has gone since."""
    return (_noted[0].folder if _noted else None) or Path()


def variables() -> Mapping[str, str]:
    """Return the variables that cdktf sees, whatever the program has set since."""
    return _noted[0].variables if _noted else os.environ


@contextlib.contextmanager
def again() -> Generator[None]:
    """Be in that folder with those variables; where the folder is gone, in that of now."""
    now = dict(os.environ)
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            if Path.cwd() != working_folder():
                stack.enter_context(contextlib.chdir(working_folder()))
        _set(variables())
        try:
            yield
        finally:
            _set(now)


def _set(wanted: Mapping[str, str]) -> None:
    for name in os.environ.keys() - wanted.keys():
        del os.environ[name]
    for name, value in wanted.items():
        if os.environ.get(name) != value:
            os.environ[name] = value
