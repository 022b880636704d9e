"""The commit that is checked out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.errors import InputError
from operations.common.git import git


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit, when it was made (ISO 8601, UTC), and whether files differ from it."""

    id: str
    time: str
    dirty: bool


def head_commit(root: Path) -> Commit:
    """Return the commit that is checked out. Raises InputError outside a git repository."""
    # Git prints the zone of who committed; UTC is the same everywhere.
    asked = ("log", "-1", "--format=%H %cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ")
    shown = git(root, *asked, hint="a release is made from a git checkout").strip()
    id_, _, time = shown.partition(" ")
    return Commit(id=id_, time=time, dirty=bool(git(root, "status", "--porcelain")))


NO_COMMIT: Final = "0" * 40
"""Git's own id of no object."""


def commit_if_any(root: Path) -> Commit:
    """Return the commit that is checked out, or none, with files that differ from it, outside a git repository."""
    try:
        return head_commit(root)
    except InputError:
        return Commit(id=NO_COMMIT, time="1970-01-01T00:00:00Z", dirty=True)
