"""A copy of this whole repository for the workflows that need more of it than a small application."""

import shutil
import subprocess
from pathlib import Path

from tests.support.fake_github import FakeGitHub
from tests.workflows.runner import ROOT, SETUP, Repository

WITH_UV = f'{SETUP}mkdir -p .anthill/uv\nln -sfn "$STUB_UV" .anthill/uv/bin\n'
KEPT = ("scripts/setup", ".github/")
"""What the harness puts in place of this repository's."""


def copied(folder: Path, github: FakeGitHub, environment: dict[str, str]) -> Repository:
    """Return a repository with every file that git knows here, as it is in the working tree."""
    made = Repository.create(folder, github, environment | {"STUB_UV": str(uv().parent)})
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for path in filter(None, listed.stdout.split("\0")):
        if (ROOT / path).is_file() and not path.startswith(KEPT):
            (made.folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, made.folder / path)
    made.write("scripts/setup", WITH_UV)
    made.commit("a copy")
    return made


def uv() -> Path:
    """Return the uv that `scripts/setup` uses: the one on PATH, else its own."""
    return Path(shutil.which("uv") or ROOT / ".anthill/uv/bin/uv").resolve(strict=True)
