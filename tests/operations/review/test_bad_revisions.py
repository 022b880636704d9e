"""Revisions that cannot be reviewed: one sentence, exit code 2, and no report."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.operations.review.repositories import WIRING, commit, git, small_repository

ANTHILL = str(Path(sys.executable).with_name("anthill"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return small_repository(tmp_path / "repository")


def refused(repository: Path, *arguments: str) -> str:
    output = repository.parent / "out"
    run = subprocess.run(
        [ANTHILL, "review", *arguments, "--output", str(output)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert not output.exists()
    (told,) = [line for line in run.stderr.splitlines() if line.startswith("anthill: ")]
    assert "Traceback" not in run.stderr
    return told


def test_a_base_that_does_not_exist(repository: Path) -> None:
    assert "'nowhere' is no commit of" in refused(repository, "nowhere")


@pytest.mark.parametrize(
    ("wiring", "why"),
    [
        ("raise RuntimeError('no such bucket')\n", "RuntimeError: no such bucket (wiring.py:1)"),
        ("def build(stack)\n", "SyntaxError: expected ':' (wiring.py:1)"),
    ],
)
def test_a_base_that_cannot_be_synthesised(repository: Path, wiring: str, why: str) -> None:
    broken = commit(repository, wiring=wiring)
    commit(repository, wiring=WIRING)
    told = refused(repository, broken)
    assert f"{broken[:10]} cannot be synthesised with the tools of this checkout: {why}" in told
    assert "compare with another revision" in told


def test_a_working_tree_that_cannot_be_synthesised(repository: Path) -> None:
    (repository / "wiring.py").write_text("raise RuntimeError('half an edit')\n", encoding="utf-8")
    assert "working tree cannot be synthesised" in refused(repository, "HEAD")


def test_a_working_tree_with_conflicts(repository: Path) -> None:
    git(repository, "switch", "--quiet", "--create", "other")
    commit(repository, wiring=WIRING.replace("small-gold", "one"))
    git(repository, "switch", "--quiet", "main")
    commit(repository, wiring=WIRING.replace("small-gold", "two"))
    with pytest.raises(subprocess.CalledProcessError):
        git(repository, "merge", "other")
    assert "the working tree has conflicts in wiring.py" in refused(repository, "HEAD")
