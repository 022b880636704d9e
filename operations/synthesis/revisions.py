"""Two revisions of the repository, synthesised with their own code."""

import tarfile
from dataclasses import dataclass
from io import BytesIO
from os.path import normpath
from pathlib import Path, PurePosixPath
from typing import Final

from operations.common.errors import InputError, OperationError
from operations.common.git import git_bytes, git_if_any
from operations.synthesis.recorded import RecordedSynthesis

WORKING_TREE: Final = "working tree"
MAIN: Final = ("origin/main", "main")
SHORT: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One side of a review: `commit` is None for the working tree."""

    name: str
    commit: str | None

    @property
    def label(self) -> str:
        """How people read it."""
        if self.commit is None:
            return WORKING_TREE
        short = self.commit[:SHORT]
        return short if self.commit.startswith(self.name) else f"{self.name} ({short})"


WORKING: Final = Revision(name=WORKING_TREE, commit=None)


def find_revisions(repository: Path, base: str | None, head: str | None) -> tuple[Revision, Revision]:
    """Return the revisions of a review.

    Without `head` it is the working tree; without `base` the last commit that `head` shares with main. Raises
    InputError for a name that is no commit, and for a working tree with conflicts.
    """
    after = Revision(name=head, commit=_commit(repository, head)) if head else None
    if base is None:
        main = next((name for name in MAIN if git_if_any(repository, "rev-parse", "--verify", name)), None)
        if main is None:
            raise InputError(f"neither {' nor '.join(MAIN)} is here: name the revision to compare with, BASE")
        shared = git_if_any(
            repository, "merge-base", main, after.commit if after and after.commit else "HEAD"
        )
        if not shared:
            raise InputError(f"{head or 'HEAD'} shares no commit with {main}: name the revision BASE")
        before = Revision(name=shared, commit=shared)
    else:
        before = Revision(name=base, commit=_commit(repository, base))
    conflicts = "" if head else git_if_any(repository, "diff", "--name-only", "--diff-filter=U")
    if conflicts:
        raise InputError(
            f"the working tree has conflicts in {', '.join(conflicts.split())}: resolve them, or name the commit to "
            "review, HEAD"
        )
    return before, after or WORKING


def check_out(repository: Path, revision: Revision, folder: Path) -> Path:
    """Return a folder with the files of a revision: the repository itself for the working tree.

    It is an archive and not a worktree of Git's: nothing in the repository knows of it, so nothing stays
    behind, however this process ends. Raises OperationError if a link in it leads out of it.
    """
    if revision.commit is None:
        return repository
    packed = git_bytes(repository, "archive", "--format=tar", revision.commit)
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        for member in archive:
            target = PurePosixPath(normpath(PurePosixPath(member.name).parent / member.linkname))
            if member.issym() and (target.is_absolute() or target.parts[0] == ".."):
                raise OperationError(
                    f"{revision.label} cannot be checked out: {member.name!r} would link to {member.linkname!r}, "
                    "which is outside"
                )
        # Python 3.11 learnt of filters with 3.11.4; Debian 12 has an older one.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)  # noqa: S202 - it is from Git, and its links were looked at
    return folder


def synthesise_checkout(checkout: Path, output: Path, label: str) -> Path:
    """Synthesise a checkout with the recorder of Python lines, and return the output folder."""
    output.parent.mkdir(parents=True, exist_ok=True)
    running = RecordedSynthesis(checkout, output, label)
    try:
        running.begin(None)
        return running.finish()
    finally:
        running.end()


def _commit(repository: Path, name: str) -> str:
    found = git_if_any(repository, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    if not found:
        raise InputError(
            f"{name!r} is no commit of {repository}: name a branch, a tag or a commit that is here"
        )
    return found
