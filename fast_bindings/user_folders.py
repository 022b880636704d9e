"""Where something may be kept for a user, although a home may be read-only, absent or nobody's."""

import os
import tempfile
from pathlib import Path


def home() -> Path | None:
    """Return the user's home, or None where the system knows none."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def can_hold(folder: Path) -> bool:
    """Say whether a file could be written there, the folder made first where it is absent."""
    found = next(each for each in (folder, *folder.parents) if os.access(each, os.F_OK))
    return found.is_dir() and os.access(found, os.W_OK | os.X_OK)


def temporary(name: str) -> Path:
    """Return the user's own folder of that name among the temporary files. It may be absent."""
    return Path(tempfile.gettempdir()) / f"{name}-{os.getuid()}"
