"""`anthill canary` says what differs and ends as it should; nothing is installed for this."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from operations.canary.versions import CDK_TERRAIN
from operations.common.errors import InputError, OperationError
from operations.common.locked_environment import LockedEnvironment
from provider_facts.versions import AWS_VERSION
from tests.support.run import Run

MAIN = """import json, os
from pathlib import Path
from cdktf import VERSION

folder = Path(os.environ["CDKTF_OUTDIR"])
(folder / "stacks/one").mkdir(parents=True)
stack = {"resource": {"aws_vpc": {"a": {"cidr": VERSION}}}}
(folder / "stacks/one/cdk.tf.json").write_text(json.dumps(stack))
(folder / "manifest.json").write_text(json.dumps({"stacks": {"one": {"name": "one"}}}))
"""
ENTRY = """[[difference]]
address = "aws_vpc.a"
argument = "cidr"
before = "old"
after = "new"
why = "The fork has another number than the original."
consequence = "None whatsoever, for this is a test."
"""
LOCK = 'version = 1\n[[package]]\nname = "constructs"\nversion = "1"\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose libraries are two files of its own, so that its two copies really run."""
    root = tmp_path / "project"
    for path, text in {
        "cdktf.json": "{}",
        "main.py": MAIN,
        "cdktf.py": "VERSION = 'old'\n",
        "cdktn.py": "VERSION = 'new'\n",
        "uv.lock": LOCK,
        "canary/uv.lock": LOCK,
        "canary/differences.toml": ENTRY,
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    git(root, "init", "--quiet")
    commit(root)
    monkeypatch.chdir(root)
    monkeypatch.setattr(LockedEnvironment, "install", installed)
    return root


def installed(environment: LockedEnvironment, root: Path) -> Path:
    assert (root / environment.project / "uv.lock").is_file()
    return Path(sys.executable)


@pytest.fixture
def canary(anthill: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "200")
    return partial(anthill, "canary")


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", "--all")
    who = ("-c", "user.name=ann", "-c", "user.email=ann@example.com")
    git(root, *who, "commit", "--quiet", "--message", "all")


def test_what_is_explained_passes_and_is_told_three_times(project: Path, canary: Run, tmp_path: Path) -> None:
    code, shown, said = canary("--json", str(tmp_path / "a.json"), "--markdown", str(tmp_path / "a.md"))
    assert (code, "synthesising twice, with 1 names renamed" in said) == (0, True)
    for text in (
        "aws_vpc.a cidr",
        '"old"',
        '"new"',
        "1 of 1",
        "another number",
        "0 unexplained and 1 explained",
    ):
        assert text in shown
    document: dict[str, Any] = json.loads((tmp_path / "a.json").read_text())
    assert document["passed"] is True
    (explained,) = document["explained"]
    assert (explained["before"], explained["after"]) == ('"old"', '"new"')
    assert document["renamed"]["files"] == ["main.py"]
    assert document["stacks"]["one"] == {
        "elements": {"manifest": 1, "resources": 1},
        "arguments": 2,
        "differences": 1,
    }
    page = (tmp_path / "a.md").read_text()
    assert '| `aws_vpc.a cidr` | `"old"` | `"new"` | all 1 | The fork has another number' in page
    assert (project / "main.py").read_text() == MAIN
    assert not (project / "cdktf.out").exists()


def test_what_is_not_explained_fails_and_so_does_an_entry_for_nothing(project: Path, canary: Run) -> None:
    (project / "cdktn.py").write_text("VERSION = 'newer'\n")
    code, shown, said = canary()
    assert code == 1
    assert "unexplained" in shown
    assert "nothing differs like aws_vpc.a cidr any more: delete the entry" in shown
    assert "the way out is not as explained: 1 unexplained and 0 explained differences, 1 stale" in said

    (project / "cdktn.py").write_text("VERSION = 'old'\n")
    code, shown, said = canary()
    assert (code, "0 unexplained and 0 explained differences, 1 stale" in shown) == (1, True)


def test_a_project_that_the_fork_cannot_synthesise_fails_with_what_was_said(
    project: Path, canary: Run
) -> None:
    (project / "cdktn.py").write_text("VERSIONS = ()\n")
    code, shown, said = canary()
    assert (code, shown) == (1, "")
    assert "the project cannot be synthesised under cdktn" in said
    assert "cannot import name 'VERSION' from 'cdktn'" in said


@pytest.mark.usefixtures("project")
def test_both_copies_can_be_kept(canary: Run, tmp_path: Path) -> None:
    keep = tmp_path / "kept"
    assert canary("--keep", str(keep))[0] == 0
    assert "from cdktn import VERSION" in (keep / "cdktn/main.py").read_text()
    assert (keep / "cdktf/cdktf.out/stacks/one/cdk.tf.json").is_file()
    code, _, said = canary("--keep", str(keep))
    assert (code, "exists already: name a new folder" in said) == (2, True)


def test_a_file_that_cannot_be_written_is_bad_input_before_anything_runs(project: Path, canary: Run) -> None:
    code, _, said = canary("--json", str(project / "none/a.json"))
    assert (code, "installing" in said) == (2, False)
    assert "none is no folder" in said


def test_the_switch_renames_this_checkout_only_where_all_is_committed(project: Path, canary: Run) -> None:
    assert canary("--rename-here", "--json", "a")[0] == 2
    (project / "new.py").write_text("TAG = 'cdktf'\n")
    code, _, said = canary("--rename-here")
    assert (code, "commit or stash them first" in said) == (2, True)
    assert (project / "main.py").read_text() == MAIN

    commit(project)
    code, shown, _ = canary("--rename-here")
    assert (code, shown) == (0, "renamed 1 names in 1 files; left to you:\n  new.py:1: cdktf\n")
    assert "from cdktn import VERSION" in (project / "main.py").read_text()


def test_without_a_lock_nothing_is_installed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"canary/uv\.lock is not in"):
        CDK_TERRAIN.install(tmp_path)


def test_a_lock_that_cannot_be_installed_says_what_uv_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "canary").mkdir()
    (tmp_path / "canary/uv.lock").write_text("version = 1\nrequires-python = '>=3.11'\n")
    (tmp_path / "canary/pyproject.toml").write_text(
        '[project]\nname = "a"\nversion = "0"\ndependencies = ["b"]\n'
    )
    tool = tmp_path / "uv"
    tool.write_text("#!/bin/sh\necho 'the lockfile needs to be updated' >&2\nexit 1\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(OperationError, match=r"is the lock in step.*\nthe lockfile needs to be updated"):
        CDK_TERRAIN.install(tmp_path)


@pytest.mark.parametrize(
    ("version", "body", "refused"),
    [
        ("9.9.9", {}, "aws 9.9.9: no installed bindings describe this version"),
        (AWS_VERSION, {"cidr": "10.0.0.0/16"}, "one: aws_vpc.a.cidr: no such argument or block"),
        (AWS_VERSION, {"cidr_block": "10.0.0.0/16"}, ""),
    ],
)
def test_a_pin_that_is_not_proven_fails(
    project: Path, canary: Run, tmp_path: Path, version: str, body: dict[str, str], refused: str
) -> None:
    stack = {
        "resource": {"aws_vpc": {"a": body}},
        "terraform": {"required_providers": {"aws": {"source": "aws", "version": version}}},
    }
    text = MAIN.replace('{"resource": {"aws_vpc": {"a": {"cidr": VERSION}}}}', repr(stack))
    (project / "main.py").write_text(text)
    (project / "canary/differences.toml").unlink()
    commit(project)
    file, page = tmp_path / "a.json", tmp_path / "a.md"
    code, shown, said = canary("--json", str(file), "--markdown", str(page))
    document = json.loads(file.read_text())
    (pin,) = document["pins"]
    assert (code, document["passed"]) == ((1, False) if refused else (0, True))
    assert ("a pinned provider is not proven: 0 unexplained" in said) == bool(refused)
    assert (pin["provider"], pin["version"], pin["resources"]) == ("aws", version, 1)
    for text in (shown, page.read_text(), "\n".join(pin["refused"])):
        assert refused in text
