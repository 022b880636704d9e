"""`anthill status`, `anthill history` and the reasons that are given instead of an approval."""

import json

import pytest

from configuration.account import EnvironmentName
from operations.delivery.waiting import open_plans
from operations.github.client import GitHub
from tests.operations.conftest import Run
from tests.support.approved_pull import APPROVED, approve
from tests.support.fake_github import FakeGitHub


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("status prodd", "prodd"),
        ("status dev prodd", "prodd"),
        ("status --jsn", "--jsn"),
        ("status --json=yes", "--json"),
        ("status --emulate-all", "--emulate-all"),
        ("history", "allowed: local, dev, test, prod"),
        ("history anthill-dev", "anthill-dev"),
        ("history dev test", "test"),
        ("history local --stack anthill-nothing --emulated", "anthill-nothing"),
        ("history local --stack", "--stack"),
        ("deploy apply --plan p --release r --unreviewed", "--unreviewed"),
        (
            f"deploy apply --plan p --release r --unreviewed x --commit {'a' * 40}",
            "--commit and --unreviewed exclude each other",
        ),
        ("deploy apply --plan p --release r --unreviewed x --commit abc", "abc"),
    ],
)
def test_a_wrong_line_is_answered_in_one_sentence(anthill: Run, line: str, words: str) -> None:
    code, said, told = anthill(*line.split())
    assert (code, said) == (2, "")
    assert words in told
    assert "Traceback" not in told


def test_an_environment_without_credentials_is_listed_with_the_reason(
    anthill: Run, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("ANTHILL_HOME", str(tmp_path_factory.mktemp("home")))
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    code, said, _ = anthill("status", "--json")
    assert code == 0
    reasons = {each["environment"]: each["not_asked"] for each in json.loads(said)}
    assert "is not running" in reasons["local"]
    assert "no usable AWS credentials" in reasons["prod"]
    code, _, told = anthill("status", "prod")
    assert (code, "no usable AWS credentials" in told) == (2, True)


def test_open_pull_requests_are_listed_with_what_they_lack(hub: FakeGitHub, github: GitHub) -> None:
    def listed(stack: str = "anthill-prod") -> list[str]:
        return open_plans(github, EnvironmentName.PROD, stack=stack, branch="main")

    assert listed() == []
    approve(hub, merged=False)
    assert listed() == ["pull request #7, plan 111111111111: approved by grace"]
    hub.state.review(7, "linus", "CHANGES_REQUESTED", at=APPROVED)
    (line,) = listed()
    assert line.startswith("pull request #7, plan 111111111111: ")
    assert "linus" in line
    assert listed("anthill-dev") == []
    hub.state.merge(7, "b" * 40)
    assert listed() == []
