"""Tools whose libraries and the project's exclude each other, installed from a lock of their own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.errors import InputError, OperationError
from operations.common.project import anthill_home
from operations.common.uv import find_uv

LAST_LINES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedEnvironment:
    """A Python environment of its own.

    `project` is the folder of its `pyproject.toml` and `uv.lock` in the repository and, below `.anthill`, of what
    is installed; `name` says in messages what is installed.
    """

    project: str
    name: str

    def install(self, root: Path) -> Path:
        """Install what the lock says, which takes no time if it is there, and return the Python of it.

        It is of the same Python as this process; `.venv` is not touched. Raises InputError without a lock and
        OperationError with what uv said if it cannot be installed.
        """
        project = root / self.project
        if not (project / "uv.lock").is_file():
            raise InputError(
                f"{self.project}/uv.lock is not in {root}: it says which {self.name} to install; "
                f"make it with uv lock --project {self.project}"
            )
        environment = anthill_home(root) / self.project
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
                f"{self.name} could not be installed as {self.project}/uv.lock says: is the package index "
                f"reachable (UV_INDEX_URL), is the lock in step (uv lock --project {self.project})?\n{last}"
            )
        return environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def packages_of(python: Path) -> Path:
    """Return the folder of the packages of an environment, by the path of its Python in it."""
    environment = python.parents[1]
    folders = [environment / "Lib", *sorted(environment.glob("lib/python3*"))]
    return (
        next((each for each in folders if (each / "site-packages").is_dir()), environment / "Lib")
        / "site-packages"
    )
