"""Where something may be kept for a user, although a home may be read-only, absent or nobody's."""

import os
import stat
import tempfile
from pathlib import Path
from typing import Final

WRITABLE_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH


def home() -> Path | None:
    """Return the user's home, or None where there is none: nobody's is a name alone, which root could make."""
    try:
        found = Path.home()
    except RuntimeError:
        return None
    return found if os.access(found, os.F_OK) else None


def can_hold(folder: Path) -> bool:
    """Say whether a file could be written there, the folder made first where it is absent."""
    found = next(each for each in (folder, *folder.parents) if os.access(each, os.F_OK))
    return found.is_dir() and os.access(found, os.W_OK | os.X_OK)


def temporary(name: str) -> Path | None:
    """Return the user's own folder of that name among the temporary files, made if it is absent.

    None if another user made it or may write to it: what lies there is trusted, and even run.
    """
    folder = Path(tempfile.gettempdir()) / f"{name}-{os.getuid()}"
    try:
        folder.mkdir(mode=stat.S_IRWXU, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return folder if own and not found.st_mode & WRITABLE_BY_OTHERS else None
