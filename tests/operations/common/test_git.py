"""Git is asked about the repository that is meant, and its refusals are bad input."""

import subprocess
from pathlib import Path

import pytest

from operations.common.errors import InputError
from operations.common.git import git, git_bytes, git_if_any

WHO = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "a.txt").write_text("one\n")
    for arguments in (
        ["init", "--quiet"],
        ["add", "--all"],
        [*WHO, "commit", "--quiet", "--message", "first"],
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return folder


def test_a_hooks_variables_lead_nowhere_else(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    subprocess.run(["git", "init", "--quiet", str(other)], check=True)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert git(repository, "ls-files", "-z") == "a.txt\0"
    assert git_bytes(repository, "show", "HEAD:a.txt") == b"one\n"


def test_times_are_in_utc(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert git(repository, "log", "--format=%cd", "--date=format-local:%z").strip() == "+0000"


def test_a_refusal_says_which_command_where_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        git(tmp_path, "log", hint="go to a checkout")
    said = str(refused.value)
    assert said.startswith(f"git log failed in {tmp_path}: fatal: not a git repository")
    assert said.endswith(": go to a checkout")
    assert git_if_any(tmp_path, "log") == ""


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for asked in (git, git_bytes, git_if_any):
        with pytest.raises(InputError, match="git is not on PATH"):
            asked(tmp_path, "status")
