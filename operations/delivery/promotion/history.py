"""What git says of the files that decide what is deployed."""

from pathlib import Path

from operations.common.git import git


def changed_between(root: Path, base: str, head: str) -> list[str]:
    """Return the paths that differ between two commits. Raises InputError in git's words."""
    # Three dots: what the head brings, whatever was merged into the base meanwhile.
    text = git(root, "diff", "--name-only", "-z", f"{base}...{head}", "--")
    return [path for path in text.split("\0") if path]


def commits_that_changed(root: Path, path: str) -> list[str]:
    """Return the commits of the branch that is checked out that changed a file, newest first.

    A merge counts as one commit, and what it brought is not looked into: deployments happen on merges.
    """
    return git(root, "log", "--first-parent", "--format=%H", "--", path).split()


def text_at(root: Path, commit: str, path: str) -> str:
    """Return the text of a file at a commit, empty if it was not there."""
    return git(root, "show", f"{commit}:{path}") if git(root, "ls-tree", commit, "--", path) else ""
