"""What a change deploys, which run planned it, and what a smoke test asks."""

from pathlib import Path

import pytest

from operations.github.client import GitHub
from operations.github.settings import github_settings
from operations.pipeline.planned import planning_run
from operations.pipeline.pointer import Pointer, write_pointer
from operations.pipeline.smoke import arns
from operations.pipeline.subject import subject_of
from operations.toolchain.errors import InputError, OperationError
from tests.support.fake_github import FakeGitHub

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


def test_the_latest_run_that_planned_the_head_is_found_or_nothing_is_deployed() -> None:
    head, merged = "1" * 40, "2" * 40
    with FakeGitHub.running() as server:
        server.state.open_pull(5, author="ann", head=head)
        server.state.merge(5, merged)
        github = GitHub(github_settings(server.environment))
        with pytest.raises(OperationError, match=r"no successful run of .* planned 111111111111"):
            planning_run(github, merged, branch="main")
        server.state.runs += [{"id": number, "head_sha": head} for number in (8, 9)]
        assert planning_run(github, merged, branch="main") == 9


def test_only_resources_that_can_be_asked_are() -> None:
    topic = "arn:aws:sns:eu-west-1:123456789012:told"
    outputs = {"a": topic, "b": ["no arn", {"c": "arn:aws:s3:::held"}], "d": 3}
    assert arns(outputs) == ["arn:aws:s3:::held", topic]
