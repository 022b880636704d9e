"""A copy of this whole repository for the workflows that need more of it than a small application."""

import shutil
from pathlib import Path

from tests.support.fake_github import FakeGitHub
from tests.workflows.parts import ROOT, tracked
from tests.workflows.runner import Repository

KEPT = ("scripts/setup", ".github/")
"""What the harness puts in place of this repository's."""


def copied(folder: Path, github: FakeGitHub) -> Repository:
    """Return a repository with every file that git knows here, as it is in the working tree."""
    made = Repository.create(folder, github, {})
    for path in tracked("."):
        if (ROOT / path).is_file() and not path.startswith(KEPT):
            (made.folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, made.folder / path)
    made.commit("a copy")
    return made
