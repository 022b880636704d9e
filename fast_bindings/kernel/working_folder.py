"""The folder that relative paths are in: Node's, which starts at the first import of bindings and never changes its."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

_begun: list[Path] = []


def note() -> None:
    """Note the folder of now, the first time; one that is deleted is nobody's."""
    if not _begun:
        with contextlib.suppress(FileNotFoundError):
            _begun.append(Path.cwd())


def working_folder() -> Path:
    """Return the folder that was noted, wherever the program has gone since."""
    return _begun[0] if _begun else Path()


@contextlib.contextmanager
def entered() -> Iterator[None]:
    """Be in the folder that was noted; where it is gone, or the program never left it, nothing changes."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            if Path.cwd() != working_folder():
                stack.enter_context(contextlib.chdir(working_folder()))
        yield
