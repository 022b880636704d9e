"""What a change deploys, and which run planned it."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from configuration.databricks.registration import RegistrationConfig
from configuration.model import EnvironmentConfig
from environments.configured import everything_configured
from operations.common.errors import InputError, OperationError
from operations.delivery.pointer import Pointer, read_pointer, write_pointer
from operations.delivery.promotion import registration
from operations.delivery.promotion.history import changed_between
from operations.delivery.promotion.planned import planning_run
from operations.delivery.promotion.subject import subject_of
from operations.delivery.promotion.tried import check_tried
from operations.github.client import GitHub
from operations.github.settings import github_settings
from tests.support.fake_github import FakeGitHub
from tests.support.run import Run

POINTER = Pointer(release="a" * 64, run=7)


def test_code_goes_to_dev_and_a_pointer_promotes_its_release(tmp_path: Path) -> None:
    write_pointer(tmp_path, "prod", POINTER)
    assert subject_of(tmp_path, ["main.py"]).environment == "dev"
    found = subject_of(tmp_path, ["deployments/prod.json"])
    assert (found.environment, found.pointer) == ("prod", POINTER)


@pytest.mark.parametrize(
    ("paths", "reason"),
    [
        (["deployments/test.json", "deployments/prod.json"], "one environment at a time"),
        (["deployments/prod.json", "main.py"], "main.py changes code"),
        (["deployments/test.json"], "cannot be read"),
    ],
)
def test_two_purposes_and_a_missing_pointer_are_refused(
    tmp_path: Path, paths: list[str], reason: str
) -> None:
    write_pointer(tmp_path, "prod", POINTER)
    with pytest.raises(InputError, match=reason):
        subject_of(tmp_path, paths)


@pytest.mark.parametrize(
    "facts",
    [
        {"release": "a" * 64, "run": 7, "approved": True},
        {"release": "a" * 63, "run": 7},
        {"release": "a" * 64, "run": 0},
        {"release": "a" * 64},
    ],
)
def test_a_pointer_says_what_it_may_and_no_more(tmp_path: Path, facts: dict[str, object]) -> None:
    file = write_pointer(tmp_path, "prod", POINTER)
    file.write_text(json.dumps(facts))
    with pytest.raises(InputError, match="`anthill pipeline promote` writes it"):
        read_pointer(tmp_path, "prod")


def test_the_latest_run_that_planned_the_head_is_found_or_nothing_is_deployed() -> None:
    head, merged = "1" * 40, "2" * 40
    with FakeGitHub.running() as server:
        server.state.open_pull(5, author="ann", head=head)
        server.state.merge(5, merged)
        github = GitHub(github_settings(server.environment))
        with pytest.raises(OperationError, match=r"no successful run of .* planned 111111111111"):
            planning_run(github, merged, branch="main")
        for number in (8, 9, 10):
            server.state.ran(number, "plan.yml", "pull_request", head, passed=number < 10)
        assert planning_run(github, merged, branch="main") == 9


@pytest.fixture
def history(tmp_path: Path) -> tuple[Path, str]:
    """A repository where a merge promoted a release to test, and that merge; main went on since."""

    def git(*arguments: str) -> str:
        identity = ("-c", "user.name=ann", "-c", "user.email=ann@example.com")
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    def commit(message: str) -> None:
        (tmp_path / "note").write_text(message)
        git("add", "--all")
        git("commit", "--quiet", "--message", message)

    git("init", "--quiet", "--initial-branch=main")
    commit("start")
    git("switch", "--quiet", "--create", "promotion")
    write_pointer(tmp_path, "test", POINTER)
    commit("promote")
    git("switch", "--quiet", "main")
    git("merge", "--quiet", "--no-ff", "--message", "merge", "promotion")
    merged = git("rev-parse", "HEAD").strip()
    commit("go on")
    return tmp_path, merged


def test_prod_takes_only_what_worked_in_test(history: tuple[Path, str]) -> None:
    root, promoted = history
    with FakeGitHub.running() as server:
        github = GitHub(github_settings(server.environment))
        with pytest.raises(OperationError, match=r"has not worked in test \(deploy.yml did not run\)"):
            check_tried(github, root, "prod", POINTER, branch="main")
        server.state.ran(20, "deploy.yml", "push", promoted, passed=False)
        with pytest.raises(OperationError, match="run 20: failure"):
            check_tried(github, root, "prod", POINTER, branch="main")
        server.state.ran(20, "deploy.yml", "push", promoted)
        assert check_tried(github, root, "prod", POINTER, branch="main") == 20
        other = Pointer(release="b" * 64, run=7)
        with pytest.raises(InputError, match="was never promoted to test"):
            check_tried(github, root, "prod", other, branch="main")


def test_every_changed_path_is_named_whatever_characters_it_has(history: tuple[Path, str]) -> None:
    root, _ = history
    identity = ("-c", "user.name=ann", "-c", "user.email=ann@example.com")

    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *identity, *arguments], cwd=root, check=True, capture_output=True, text=True
        ).stdout

    base = git("rev-parse", "HEAD").strip()
    for name in ("tést file", "--option"):
        (root / name).write_text("x")
    git("add", "--all")
    git("commit", "--quiet", "--message", "odd names")
    assert sorted(changed_between(root, base, "HEAD")) == ["--option", "tést file"]


def test_nothing_is_promoted_to_what_follows_nothing(github: GitHub, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="dev is not promoted to; allowed are test, prod"):
        check_tried(github, tmp_path, "dev", POINTER, branch="main")


def test_test_takes_only_what_was_merged_and_worked_in_dev(tmp_path: Path) -> None:
    head, merged = "1" * 40, "2" * 40
    with FakeGitHub.running() as server:
        github = GitHub(github_settings(server.environment))
        server.state.open_pull(5, author="ann", head=head)
        server.state.ran(POINTER.run, "plan.yml", "pull_request", head)
        with pytest.raises(OperationError, match="#5, which is not merged: its release was never in dev"):
            check_tried(github, tmp_path, "test", POINTER, branch="main")
        server.state.merge(5, merged)
        server.state.ran(8, "deploy.yml", "push", merged)
        assert check_tried(github, tmp_path, "test", POINTER, branch="main") == 8


def test_a_job_runs_where_the_configuration_says(anthill: Run) -> None:
    for environment in ("dev", "test", "prod"):
        assert anthill("pipeline", "runner", environment, "--label", "anthill")[0] == 0
    code, said, told = anthill("pipeline", "runner", "test", "--label", "ubuntu-24.04")
    assert (code, said) == (2, "")
    assert "this job runs on 'ubuntu-24.04', but test is deployed from 'anthill'" in told
    assert "set the repository's variable ANTHILL_RUNNER to anthill" in told


def test_a_registration_is_deployed_where_the_account_is_hosted(anthill: Run) -> None:
    for environment in ("dev", "test", "prod"):
        said = f"host=prod\nstack=anthill-{environment}-registration\n"
        assert anthill("pipeline", "registration", environment) == (0, said, "")
    code, said, told = anthill("pipeline", "registration", "local")
    assert (code, said) == (2, "")
    assert (
        "local is not registered with the Databricks account; dev, test, prod are: name one of them" in told
    )


def test_what_is_not_there_yet_is_not_registered(anthill: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    configured = everything_configured()

    def emptied(config: EnvironmentConfig) -> EnvironmentConfig:
        bare = config.databricks.model_copy(update={"registration": RegistrationConfig()})
        return config.model_copy(update={"databricks": bare})

    bare = replace(configured, environments=tuple(map(emptied, configured.environments)))
    monkeypatch.setattr(registration, "everything_configured", lambda: bare)
    code, said, told = anthill("pipeline", "registration", "dev")
    assert (code, said) == (2, "")
    assert "dev has nothing to register yet: deploy anthill-dev, then copy its output `registration`" in told
