"""The hooks before a commit pass on this tree, and each refuses what it is for."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.planted import planted
from tests.workflows.parts import ROOT, tracked

TOOLS = Path(sys.executable).parent
CONFIGURATION = ".pre-commit-config.yaml"
VIOLATIONS = {
    "ruff-check": ("configuration/added.py", '"""Added."""\n\nimport os\n', "F401"),
    "ruff-format": ("configuration/added.py", "ADDED = [1,2]\n", "files were modified by this hook"),
    "lint-imports": (
        "configuration/added.py",
        "import operations.cli\n",
        "configuration.added -> operations.cli",
    ),
    "config-check": (
        "environments/dev.py",
        '"""Empty."""\n',
        "environments/dev.py is missing, or has no CONFIG",
    ),
    "secrets": ("configuration/added.py", planted()["github"], "configuration/added.py:1"),
}
"""For each hook: a file that it refuses, with its text and what the hook says of it."""


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run pre-commit on the modules of a folder instead of those that are installed."""
    environment = os.environ | {
        "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
        "PYTHONPATH": os.pathsep.join((str(folder), str(folder / "lakehouse"))),
    }
    command = [TOOLS / "pre-commit", "run", "--color", "never", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every file that git knows here, as it is in the working tree, and the installed tools."""
    folder = tmp_path_factory.mktemp("pre-commit") / "clone"
    for path in tracked("."):
        if (ROOT / path).is_file():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, folder / path)
    git(folder, "init", "--quiet")
    (folder / ".venv").symlink_to(TOOLS.parent)
    (folder / ".git/info/exclude").write_text(".venv\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message", "a copy")
    return folder


def test_every_hook_passes_on_this_tree(clone: Path) -> None:
    code, said = run(clone, "--all-files")
    assert code == 0, said
    assert re.findall(r"\.(\w+)$", said, re.MULTILINE) == ["Passed"] * len(VIOLATIONS)


@pytest.mark.parametrize("hook", VIOLATIONS)
def test_each_hook_refuses_what_it_is_for(clone: Path, hook: str) -> None:
    file, text, says = VIOLATIONS[hook]
    (clone / file).write_text(text)
    git(clone, "add", file)
    try:
        code, said = run(clone, hook)
    finally:
        git(clone, "reset", "--quiet", "--hard")
    assert code == 1
    assert says in said


def test_every_hook_is_tried_and_nothing_is_downloaded() -> None:
    (repository,) = yaml.safe_load((ROOT / CONFIGURATION).read_text())["repos"]
    assert repository["repo"] == "local"
    assert [hook["id"] for hook in repository["hooks"]] == list(VIOLATIONS)
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    assert all(hook["entry"].startswith(".venv/bin/") for hook in repository["hooks"])
