"""Git, asked about one repository, whatever repository the variables of a hook name."""

import os
import subprocess
from pathlib import Path
from typing import Final

from operations.common.errors import InputError

ELSEWHERE: Final = (
    "GIT_DIR",
    "GIT_COMMON_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)
"""The variables that say which repository is meant: of those of `git rev-parse --local-env-vars`."""


def git(root: Path, *arguments: str, hint: str = "") -> str:
    """Return what Git says, times in UTC. Raises InputError with its words and a hint if it fails or is missing."""
    return git_bytes(root, *arguments, hint=hint).decode(errors="replace")


def git_bytes(root: Path, *arguments: str, hint: str = "") -> bytes:
    """Return what Git says as it is. Raises InputError as `git` does."""
    done = _run(root, arguments)
    if done.returncode:
        words = " ".join(done.stderr.decode(errors="replace").split())
        raise InputError(f"git {arguments[0]} failed in {root}: {words}{hint and f': {hint}'}")
    return done.stdout


def git_if_any(root: Path, *arguments: str) -> str:
    """Return what Git says, nothing where it fails. Raises InputError if it is missing."""
    done = _run(root, arguments)
    return "" if done.returncode else done.stdout.decode(errors="replace").strip()


def _run(root: Path, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    try:
        return subprocess.run(
            ["git", *arguments], cwd=root, env=environment | {"TZ": "UTC"}, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise InputError("git is not on PATH: install it") from error
