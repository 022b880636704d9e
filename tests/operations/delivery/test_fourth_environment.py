"""With an environment between test and prod, prod takes only what worked there, and nothing skips it by mistake."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from operations.delivery.pointer import Pointer, write_pointer
from operations.github.markers import marker
from tests.support.approved_pull import BASE, DIGEST, HEAD, MERGED, PLANNED, RELEASE, approve
from tests.support.fake_github import FakeGitHub
from tests.support.fake_github.state import BOT
from tests.support.fourth_environment import ROOT, Copy, needs_the_shipped_ones, with_chain

pytestmark = needs_the_shipped_ones

ANTHILL = str(Path(sys.executable).with_name("anthill"))
POINTER = Pointer(release="a" * 64, run=7)


def run(repository: Path, copy: Copy, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(copy.folder), "PYTHONDONTWRITEBYTECODE": "1"} | variables
    return subprocess.run(
        command, cwd=repository, env=environment, capture_output=True, text=True, check=False
    )


def anthill(
    repository: Path, copy: Copy, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    return run(repository, copy, ANTHILL, *arguments, **variables)


@pytest.fixture
def stage(tmp_path: Path) -> Copy:
    return with_chain(tmp_path / "configuration", ["dev", "test", "stage", "prod"])


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


def test_no_gate_opens_while_prod_still_follows_test(tmp_path: Path, repository: Path) -> None:
    forgotten = with_chain(tmp_path / "configuration", ["dev", "test", "stage", "prod"], forgotten=["prod"])
    for asked in (
        ["tried", "prod"],
        ["environments"],
        ["choices"],
        ["subject", "--base=HEAD", "--head=HEAD"],
    ):
        done = anthill(repository, forgotten, "pipeline", *asked)
        assert (done.returncode, done.stdout) == (2, ""), asked
        assert "prod.delivery.follows: stage follows test too" in done.stderr


def test_prod_takes_only_what_worked_in_stage_and_stage_what_worked_in_test(
    stage: Copy, repository: Path, hub: FakeGitHub
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


def test_what_was_never_in_stage_does_not_reach_prod(stage: Copy, repository: Path, hub: FakeGitHub) -> None:
    hub.state.ran(20, "deploy.yml", "push", promote(repository, "test"))
    promote(repository, "prod")
    refused = anthill(repository, stage, "pipeline", "tried", "prod", **hub.environment)
    assert refused.returncode == 2
    assert "was never promoted to stage" in refused.stderr


def test_a_change_of_its_pointer_goes_to_stage(stage: Copy, repository: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    head = promote(repository, "stage")
    done = anthill(repository, stage, "pipeline", "subject", "--base", base, "--head", head, "--json")
    assert json.loads(done.stdout) == {"environment": "stage", "release": POINTER.release, "run": "7"}


def test_the_first_takes_what_was_merged_wherever_the_chain_begins(
    tmp_path: Path, repository: Path, hub: FakeGitHub
) -> None:
    sandbox = with_chain(tmp_path / "configuration", ["sandbox", "dev", "test", "prod"])
    base = git(repository, "rev-parse", "HEAD")
    (repository / "main.py").write_text("")
    head = commit(repository)
    done = anthill(repository, sandbox, "pipeline", "subject", "--base", base, "--head", head)
    assert done.stdout == "environment=sandbox\nrelease=\nrun=\n", done.stderr

    hub.state.open_pull(5, author="ann", head=HEAD)
    hub.state.ran(POINTER.run, "plan.yml", "pull_request", HEAD)
    promote(repository, "dev")
    untried = anthill(repository, sandbox, "pipeline", "tried", "dev", **hub.environment)
    assert (untried.returncode, "its release was never in sandbox" in untried.stderr) == (1, True)
    hub.state.merge(5, MERGED)
    hub.state.ran(8, "deploy.yml", "push", MERGED)
    worked = anthill(repository, sandbox, "pipeline", "tried", "dev", **hub.environment)
    assert worked.stdout == "release aaaaaaaaaaaa worked in run 8\n", worked.stderr
    assert anthill(repository, sandbox, "pipeline", "tried", "sandbox").stdout == (
        "sandbox takes what was merged\n"
    )


def test_with_two_between_prod_takes_only_what_worked_in_the_second(
    tmp_path: Path, repository: Path, hub: FakeGitHub
) -> None:
    two = with_chain(tmp_path / "configuration", ["dev", "test", "stage", "accept", "prod"])
    hub.state.ran(20, "deploy.yml", "push", promote(repository, "stage"))
    promote(repository, "prod")
    refused = anthill(repository, two, "pipeline", "tried", "prod", **hub.environment)
    assert "was never promoted to accept" in refused.stderr
    promote(repository, "accept")
    assert (
        "worked in run 20"
        in anthill(repository, two, "pipeline", "tried", "accept", **hub.environment).stdout
    )


def test_as_many_approve_as_its_delivery_says_and_an_owner_where_it_says(
    stage: Copy, repository: Path, hub: FakeGitHub
) -> None:
    def approval(*more: str) -> subprocess.CompletedProcess[str]:
        words = ["deploy", "approval", "--commit", MERGED, "--env", "stage", *more]
        return anthill(repository, stage, *words, **hub.environment)

    approve(hub)
    facts = {"digest": DIGEST, "release": RELEASE, "commit": HEAD, "head": HEAD}
    hub.state.comment(7, BOT, marker("plan:anthill-stage", facts), at=PLANNED)
    once = approval()
    assert once.stdout == "pull request #7 is approved for stage by grace\n", once.stderr

    for module in ("stage", "prod"):
        stage.edit(
            f"environments/{module}.py",
            (r"approvals=1, owner_approves=\w+", "approvals=2, owner_approves=True"),
        )
    hub.state.contents[f"{BASE}:.github/CODEOWNERS"] = "/docs/ @acme/data\n"
    twice = approval()
    assert twice.returncode == 1
    assert "has 1 of 2 approvals" in twice.stderr
    assert "this environment always needs a code owner" in twice.stderr
    fewer = approval("--approvals", "1")
    assert (fewer.returncode, fewer.stdout) == (2, "")
    assert "--approvals: 1 is less than the environment asks for: give 2 or more" in fewer.stderr


def test_a_person_chooses_between_the_environments_and_no_plan_environment(
    stage: Copy, repository: Path
) -> None:
    shutil.copytree(ROOT / ".github/workflows", repository / ".github/workflows")
    file = repository / ".github/workflows/rollback.yml"
    before = file.read_text()
    done = anthill(repository, stage, "pipeline", "choices")
    assert done.returncode == 0, done.stderr
    inputs = yaml.safe_load(file.read_text())[True]["workflow_dispatch"]["inputs"]
    assert inputs["environment"]["options"] == ["dev", "test", "stage", "prod"]
    assert file.read_text().replace("test, stage, prod", "test, prod") == before
    again = anthill(repository, stage, "pipeline", "choices")
    assert again.stdout == "a person chooses between dev, test, stage, prod; 0 workflows changed\n"

    for each in file.parent.iterdir():
        each.write_text(each.read_text().replace("type: choice", "type: string"))
    lost = anthill(repository, stage, "pipeline", "choices")
    assert (lost.returncode, "no workflow has an input `environment`" in lost.stderr) == (1, True)


@pytest.mark.parametrize("command", [["drift"], ["rollback", "--dry-run"]])
def test_drift_and_rollback_look_at_its_account_and_at_no_plan_environment(
    stage: Copy, repository: Path, command: list[str]
) -> None:
    nobody = {"AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_CONFIG_FILE": os.devnull}
    nobody |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    known = anthill(repository, stage, *command, "stage", **nobody)
    assert (known.returncode, known.stdout) == (2, "")
    assert known.stderr.startswith("anthill: anthill-stage: no usable AWS credentials")
    for other in ("stage-plan", "stage-drift", "accept"):
        unknown = anthill(repository, stage, *command, other, **nobody)
        assert (unknown.returncode, unknown.stdout) == (2, "")
        assert f"'{other}' is not one of 'local', 'dev', 'test', 'stage', 'prod'" in unknown.stderr
