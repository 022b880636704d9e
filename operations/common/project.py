"""Where the project lies, and where its tools keep what must not be committed."""

import os
from pathlib import Path
from typing import Final

from operations.common.errors import InputError

MARKER: Final = "cdktf.json"
HOME_VARIABLE: Final = "ANTHILL_HOME"


def project_root(start: Path | None = None) -> Path:
    """Return the nearest folder at or above `start` (the working directory) that holds `cdktf.json`.

    Outside any such folder the checkout that this code runs from is the project. Raises InputError if
    that has no `cdktf.json` either.
    """
    here = (start or Path.cwd()).resolve()
    checkout = Path(__file__).resolve().parents[2]
    for candidate in (here, *here.parents, checkout):
        if (candidate / MARKER).is_file():
            return candidate
    raise InputError(f"no {MARKER} in {here} or above it: run this inside the project's folder")


def anthill_home(root: Path) -> Path:
    """Return the ignored folder of tools and state: `ANTHILL_HOME`, else `.anthill` in the project."""
    given = os.environ.get(HOME_VARIABLE)
    return Path(given).expanduser().resolve() if given else root / ".anthill"
