"""The stand-ins of GitHub's actions refuse what the real ones refuse, and have no input that those lack."""

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.workflows.acted import Act
from tests.workflows.parts import ROOT, STUBS
from tests.workflows.real_actions import ACTIONS, misused, uses

WORKFLOWS = sorted((ROOT / ".github").rglob("*.yml"))


def stub(action: str) -> Path:
    return STUBS / action.partition("@")[0].partition("/")[2] / "action.yml"


def test_the_workflows_use_every_action_as_it_is() -> None:
    assert misused(WORKFLOWS) == []
    assert {action for _, action, _ in uses(WORKFLOWS)} == set(ACTIONS)


def test_a_stand_in_has_no_input_that_the_action_lacks_and_all_that_are_given() -> None:
    given: dict[str, set[str]] = {action: set() for action in ACTIONS}
    for _, action, inputs in uses(WORKFLOWS):
        given[action] |= set(inputs)
    for action, known in ACTIONS.items():
        own = set(yaml.safe_load(stub(action).read_text()).get("inputs", {}))
        assert own <= {*known["required"], *known["optional"]}, action
        assert given[action] <= own, action


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("role-duration-seconds", "role-duration", "has no input role-duration"),
        ("          aws-region: ${{ vars.ANTHILL_REGION }}\n", "", "needs the input aws-region"),
        ("3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "4" * 40, "its inputs are not in actions/inputs.json"),
        ("          path: plan\n", "          folder: plan\n", "has no input folder"),
    ],
)
def test_another_input_or_pin_is_refused_before_a_run(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = (ROOT / ".github/workflows/_stage.yml").read_text()
    assert before in text
    file = tmp_path / "_stage.yml"
    file.write_text(text.replace(before, after))
    assert said in " ".join(misused([file]))


ROLE = {"role-to-assume": "deploy", "aws-region": "eu-west-1"}


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({**ROLE, "aws-region": ""}, "Input required and not supplied: aws-region"),
        ({**ROLE, "aws-region": "eu west"}, "Region is not valid"),
        ({**ROLE, "role-to-assume": ""}, "Credentials could not be loaded"),
        ({**ROLE, "role-to-assume": "owner"}, "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
        ({**ROLE, "audience": "https://github.com/acme"}, "Incorrect token audience"),
        ({**ROLE, "role-duration-seconds": "7200"}, "exceeds the MaxSessionDuration"),
        (
            {**ROLE, "role-to-assume": "plan", "role-duration-seconds": "5400"},
            "exceeds the MaxSessionDuration",
        ),
        ({**ROLE, "role-duration-seconds": "60"}, "failed to satisfy constraint"),
        ({**ROLE, "allowed-account-ids": "111111111111"}, "does not match any of the expected account IDs"),
    ],
)
def test_credentials_are_refused(act: Act, tmp_path: Path, inputs: dict[str, str], said: str) -> None:
    passed, log = act("configure-aws-credentials", inputs)
    assert (passed, said in log) == (False, True), log
    assert not (tmp_path / "assumed").exists()


def test_credentials_are_given(act: Act, tmp_path: Path) -> None:
    assert act("configure-aws-credentials", {**ROLE, "role-duration-seconds": "5400"})[0]
    assert act("configure-aws-credentials", {**ROLE, "allowed-account-ids": "1, 123456789012"})[0]
    assert (tmp_path / "assumed").read_text() == "7 deploy\n7 deploy\n"


def test_artifacts_are_kept_once_without_what_is_hidden_and_found_by_their_run(
    act: Act, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    (work / "release/.git").mkdir(parents=True)
    (work / "release/a b").mkdir()
    for name in (".git/config", ".env", "a b/one.json", "two.json"):
        (work / "release" / name).write_text("{}")
    upload = {"name": "release", "path": "release", "if-no-files-found": "error", "retention-days": "90"}
    assert act("upload-artifact", upload)[0]
    kept = tmp_path / "artifacts/7/release"
    assert {file.relative_to(kept).as_posix() for file in kept.rglob("*") if file.is_file()} == {
        "a b/one.json",
        "two.json",
    }
    for inputs, said in (
        (upload, "(409) Conflict"),
        (upload | {"name": "other", "path": "nowhere"}, "No files were found"),
        (upload | {"name": "a:b"}, "The artifact name is not valid"),
        (upload | {"name": "other", "retention-days": "91"}, "Invalid retention-days"),
        (upload | {"name": "other", "if-no-files-found": "fail"}, "Unrecognized if-no-files-found"),
    ):
        passed, log = act("upload-artifact", inputs)
        assert (passed, said in log) == (False, True), log
    passed, log = act("upload-artifact", {"name": "other", "path": "nowhere"})
    assert (passed, "::warning::No files were found" in log) == (True, True)

    download = {"name": "release", "path": "got"}
    assert act("download-artifact", download)[0]
    assert (work / "got/a b/one.json").is_file()
    for inputs in (
        download | {"name": "other"},
        download | {"run-id": "8", "github-token": "t"},
        download | {"run-id": "none", "github-token": "t"},
    ):
        assert "::error::Unable to download artifact(s)" in act("download-artifact", inputs)[1]
    # Without a token the number of the run counts for nothing.
    assert not act("download-artifact", download | {"run-id": "7"}, STUB_RUN="9")[0]
    assert act("download-artifact", download | {"run-id": "7", "github-token": "t"}, STUB_RUN="9")[0]


def test_a_checkout_has_the_history_that_was_asked_for(act: Act, tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()

    def git(*words: str) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        done = subprocess.run(["git", *who, *words], cwd=origin, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "--quiet")
    for number in range(3):
        git("commit", "--quiet", "--allow-empty", "--message", str(number))
    place = {
        "SHA": git("rev-parse", "HEAD"),
        "STUB_ORIGIN": "https://example.com/a",
        "STUB_REPOSITORY": str(origin),
    }
    assert not act("checkout", {"fetch-depth": "all"}, **place)[0]
    for depth, commits in (("1", 1), ("2", 2), ("0", 3)):
        work = tmp_path / "work"
        subprocess.run(["rm", "-rf", str(work)], check=True)
        assert act("checkout", {"fetch-depth": depth}, **place)[0]
        found = subprocess.run(
            ["git", "rev-list", "HEAD"], cwd=work, check=True, capture_output=True, text=True
        )
        assert len(found.stdout.split()) == commits


@pytest.mark.parametrize(
    ("action", "inputs", "said"),
    [
        ("attest", {}, "must be provided"),
        ("attest", {"subject-path": "dist/*"}, "Could not find subject"),
        ("codeql-action/upload-sarif", {"sarif_file": "no.sarif", "category": "c"}, "Path does not exist"),
        ("codeql-action/upload-sarif", {"sarif_file": "bad.sarif", "category": "c"}, "Invalid SARIF"),
        ("deploy-pages", {}, "No artifacts named"),
    ],
)
def test_nothing_and_nonsense_are_refused(
    act: Act, tmp_path: Path, action: str, inputs: dict[str, str], said: str
) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work/bad.sarif").write_text("{}")
    passed, log = act(action, inputs)
    assert (passed, said in log) == (False, True), log


def test_a_category_of_alerts_is_uploaded_once(act: Act, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work/a.sarif").write_text('{"version": "2.1.0", "runs": []}')
    given = {"sarif_file": "a.sarif", "category": "c"}
    assert act("codeql-action/upload-sarif", given)[0]
    assert "Aborting upload" in act("codeql-action/upload-sarif", given)[1]
