"""The changelog is made of subjects by version and day, and a version is published only with its heading."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from operations.common.uv import find_uv

ROOT = Path(__file__).resolve().parents[2]
VERSION = re.compile(r"\d+\.\d+\.\d+")
IDENTITY = {
    f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}


def call(folder: Path, *command: str, day: int = 1) -> subprocess.CompletedProcess[str]:
    paths = [str(Path(sys.executable).parent), os.environ["PATH"], str(Path(find_uv(ROOT)).parent)]
    environment = os.environ | IDENTITY | {"PATH": ":".join(paths)}
    environment["GIT_COMMITTER_DATE"] = f"2026-01-{day:02}T12:00:00Z"
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def say_version(folder: Path, version: str) -> None:
    (folder / "pyproject.toml").write_text(f'[project]\nname = "small"\nversion = "{version}"\n')


def commit(folder: Path, message: str, day: int) -> None:
    assert (
        call(folder, "git", "commit", "--quiet", "--allow-empty", "--message", message, day=day).returncode
        == 0
    )


def changelog(folder: Path) -> str:
    done = call(folder, "scripts/changelog")
    assert done.returncode == 0, done.stderr
    return (folder / "CHANGELOG.md").read_text()


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A small history: two days, a merge, and commits that are no news."""
    (tmp_path / "scripts").mkdir()
    for name in ("scripts/changelog", "scripts/package", "cliff.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    say_version(tmp_path, "0.1.0")
    call(tmp_path, "git", "init", "--quiet", "--initial-branch=main")
    commit(tmp_path, "Deploy a lake", 1)
    commit(tmp_path, "Name stacks anthill-<env>\n\nBecause a body says why, and is left out.", 2)
    call(tmp_path, "git", "checkout", "--quiet", "-b", "work", "HEAD~1")
    commit(tmp_path, "Add a source", 2)
    call(tmp_path, "git", "checkout", "--quiet", "main")
    call(tmp_path, "git", "merge", "--quiet", "--no-ff", "--message", "Merge branch work", "work", day=3)
    commit(tmp_path, "Write the inventory and the reference anew", 3)
    return tmp_path


def test_subjects_stand_under_the_version_that_no_tag_has_yet(history: Path) -> None:
    _, _, told = changelog(history).partition("## ")
    assert told == (
        "0.1.0\n\n### 2026-01-02\n\n- Add a source\n- Name stacks anthill-&lt;env>\n\n"
        "### 2026-01-01\n\n- Deploy a lake\n"
    )


def test_what_is_tagged_keeps_its_heading_and_what_follows_waits_for_a_version(history: Path) -> None:
    first = changelog(history).partition("## ")[2]
    call(history, "git", "tag", "v0.1.0")
    commit(history, "Add an alarm", 4)
    header, _, told = changelog(history).partition("## ")
    assert told == f"Not released yet\n\n### 2026-01-04\n\n- Add an alarm\n\n## {first}"
    assert "docs/releases.md" in header
    say_version(history, "0.2.0")
    commit(history, "Release 0.2.0", 5)
    assert changelog(history).partition("## ")[2] == told.replace("Not released yet", "0.2.0")


def test_a_version_without_its_heading_is_not_packaged(history: Path) -> None:
    changelog(history)
    say_version(history, "0.2.0")
    done = call(history, "scripts/package", "dist", "v0.2.0")
    assert done.returncode == 2
    assert "CHANGELOG.md has no heading '## 0.2.0': run make changelog" in done.stderr
    assert not (history / "dist").exists()


def test_the_changelog_here_begins_with_the_version_of_the_project() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert VERSION.fullmatch(version), "docs/releases.md: MAJOR.MINOR.PATCH"
    first, *others = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    released = others if first == "Not released yet" else [first, *others]
    assert released[0] == version, "run make changelog"
    assert all(map(VERSION.fullmatch, released))
