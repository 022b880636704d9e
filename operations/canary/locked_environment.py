"""The environment of CDK Terrain, installed from its own lock into the project's ignored folder."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from operations.toolchain.errors import InputError, OperationError
from operations.toolchain.project import anthill_home
from operations.toolchain.uv import find_uv

PROJECT: Final = "canary"
"""The folder of its `pyproject.toml` and `uv.lock`; below `.anthill`, of what is installed."""

LAST_LINES: Final = 8


def install(root: Path) -> Path:
    """Install what the lock says, which takes no time if it is there, and return the Python of it.

    It is of the same Python as this process; `.venv` is not touched. Raises InputError without a lock and
    OperationError with what uv said if it cannot be installed.
    """
    project = root / PROJECT
    if not (project / "uv.lock").is_file():
        raise InputError(
            f"{PROJECT}/uv.lock is not in {root}: it says which CDK Terrain is tried; make it with uv lock"
        )
    environment = anthill_home(root) / PROJECT
    command = [find_uv(root), "sync", "--locked", "--project", str(project), "--python", sys.executable]
    done = subprocess.run(
        command,
        cwd=root,
        env={name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        | {"UV_PROJECT_ENVIRONMENT": str(environment)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = "\n".join(done.stderr.strip().splitlines()[-LAST_LINES:])
        raise OperationError(
            f"CDK Terrain could not be installed as {PROJECT}/uv.lock says: is the package index reachable "
            f"(UV_INDEX_URL), is the lock in step (uv lock --project {PROJECT})?\n{last}"
        )
    return environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
