"""With an environment between test and prod, prod takes only what worked there, and nothing skips it by mistake."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from operations.delivery.pointer import Pointer, write_pointer
from tests.support.fake_github import FakeGitHub
from tests.support.fourth_environment import with_stage

ANTHILL = str(Path(sys.executable).with_name("anthill"))
POINTER = Pointer(release="a" * 64, run=7)


def anthill(
    repository: Path, configuration: Path, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(configuration), "PYTHONDONTWRITEBYTECODE": "1"} | variables
    return subprocess.run(
        [ANTHILL, *arguments], cwd=repository, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    return with_stage(tmp_path / "configuration", prod_follows="stage")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository in which nothing is promoted yet."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "cdktf.json").write_text("{}")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder)
    return folder


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=ann", "-c", "user.email=ann@example.com")
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a change")
    return git(folder, "rev-parse", "HEAD")


def promote(folder: Path, environment: str) -> str:
    write_pointer(folder, environment, POINTER)
    return commit(folder)


def test_the_check_knows_its_place(stage: Path, repository: Path) -> None:
    done = anthill(repository, stage, "config", "check")
    assert (done.returncode, done.stdout) == (
        0,
        "5 environments are valid: local, dev, test, stage, prod\n",
    ), done.stderr


def test_prod_that_still_follows_test_would_pass_it_by_and_is_refused(
    tmp_path: Path, repository: Path
) -> None:
    forgotten = with_stage(tmp_path / "configuration", prod_follows="test")
    done = anthill(repository, forgotten, "config", "check")
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "prod.follows: stage follows test too: a release would pass by one of the two untried" in done.stderr
    )
    assert "let prod follow stage, or stage follow prod" in done.stderr
    # Nor does any gate open meanwhile.
    assert anthill(repository, forgotten, "pipeline", "tried", "prod").returncode == 2


def test_prod_takes_only_what_worked_in_stage_and_stage_what_worked_in_test(
    stage: Path, repository: Path, hub: FakeGitHub
) -> None:
    def tried(environment: str) -> subprocess.CompletedProcess[str]:
        return anthill(repository, stage, "pipeline", "tried", environment, **hub.environment)

    in_test = promote(repository, "test")
    hub.state.ran(20, "deploy.yml", "push", in_test)
    in_stage = promote(repository, "stage")
    worked = tried("stage")
    assert (worked.returncode, worked.stdout) == (0, "release aaaaaaaaaaaa worked in run 20\n"), worked.stderr

    promote(repository, "prod")
    untried = tried("prod")
    assert untried.returncode == 1
    assert "has not worked in stage (deploy.yml did not run)" in untried.stderr
    hub.state.ran(21, "deploy.yml", "push", in_stage, passed=False)
    assert "has not worked in stage (run 21: failure)" in tried("prod").stderr
    hub.state.ran(22, "deploy.yml", "push", in_stage)
    assert tried("prod").stdout == "release aaaaaaaaaaaa worked in run 22\n"


def test_what_was_never_in_stage_does_not_reach_prod(stage: Path, repository: Path, hub: FakeGitHub) -> None:
    hub.state.ran(20, "deploy.yml", "push", promote(repository, "test"))
    promote(repository, "prod")
    refused = anthill(repository, stage, "pipeline", "tried", "prod", **hub.environment)
    assert refused.returncode == 2
    assert "was never promoted to stage" in refused.stderr


def test_a_change_of_its_pointer_goes_to_stage(stage: Path, repository: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    head = promote(repository, "stage")
    done = anthill(repository, stage, "pipeline", "subject", "--base", base, "--head", head, "--json")
    assert json.loads(done.stdout) == {"environment": "stage", "release": POINTER.release, "run": "7"}


def test_stage_has_a_rule_of_approval_as_test_has(stage: Path, repository: Path) -> None:
    program = (
        "from environments.account import EnvironmentName as E\n"
        "from operations.delivery.approval_rules import rule_for\n"
        "print({name.value: rule_for(name).owner_always for name in E})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=repository,
        env=os.environ | {"PYTHONPATH": str(stage)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "{'local': False, 'dev': False, 'test': False, 'stage': False, 'prod': True}\n", (
        done.stderr
    )
