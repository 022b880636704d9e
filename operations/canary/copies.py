"""Copies of the project that a canary may change: what Git tracks, as it is in the working tree."""

import os
import shutil
import subprocess
from pathlib import Path

from operations.toolchain.errors import InputError


def tracked_files(root: Path) -> list[str]:
    """Return every file that Git tracks and that is there. Raises InputError outside a git repository."""
    # A file that was deleted is tracked until a commit says so.
    return [path for path in _git(root, "ls-files", "-z") if (root / path).exists()]


def changed_files(root: Path) -> list[str]:
    """Return what differs from the commit, each as `git status` says it. Raises InputError as above."""
    return _git(root, "status", "--porcelain", "-z")


def copy_files(root: Path, files: list[str], folder: Path) -> Path:
    """Copy files of the project into a folder, each to its place there, and return the folder."""
    for path in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / path, target, follow_symlinks=False)
    return folder


def _git(root: Path, *arguments: str) -> list[str]:
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=root,
            # Git's own variables, such as a hook's, would lead to another repository.
            env={name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise InputError("git is not on PATH: install it, for the canary works on what Git tracks") from error
    if done.returncode:
        raise InputError(
            f"Git knows nothing of {root} ({' '.join(done.stderr.split())}): run this in a git checkout"
        )
    return [entry for entry in done.stdout.split("\0") if entry]
