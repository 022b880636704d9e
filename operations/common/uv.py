"""uv: the one on PATH, else the one of `scripts/setup`."""

import shutil
from pathlib import Path

from operations.common.errors import OperationError
from operations.common.project import anthill_home


def find_uv(root: Path) -> str:
    """Return uv. Raises OperationError if there is none."""
    found = shutil.which("uv") or shutil.which("uv", path=str(anthill_home(root) / "uv/bin"))
    if found is None:
        raise OperationError("uv is neither on PATH nor in .anthill/uv/bin: run 'make setup'")
    return found
