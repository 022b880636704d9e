"""Copies of the project that a canary may change: what Git tracks, as it is in the working tree."""

import shutil
from pathlib import Path

from operations.common.git import git


def tracked_files(root: Path) -> list[str]:
    """Return every file that Git tracks and that is there. Raises InputError outside a git repository."""
    # A file that was deleted is tracked until a commit says so.
    return [path for path in _listed(root, "ls-files") if (root / path).exists()]


def changed_files(root: Path) -> list[str]:
    """Return what differs from the commit, each as `git status` says it. Raises InputError as above."""
    return _listed(root, "status", "--porcelain")


def copy_files(root: Path, files: list[str], folder: Path) -> Path:
    """Copy files of the project into a folder, each to its place there, and return the folder."""
    for path in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / path, target, follow_symlinks=False)
    return folder


def _listed(root: Path, *arguments: str) -> list[str]:
    said = git(root, *arguments, "-z", hint="run this in a git checkout")
    return [entry for entry in said.split("\0") if entry]
