"""Whether a run was granted what it waited for: what passes, and every refusal with its own sentence."""

import json
from collections.abc import Callable

import pytest

from operations.common.errors import OperationError
from operations.delivery.approval_rules import ApprovalRule, Verdict
from operations.delivery.grant import Wanted, check_grant
from operations.github.client import GitHub
from tests.support.fake_github import FakeGitHub
from tests.support.run import Run

RUN, ENVIRONMENT = 41, "registration"
HEAD, MERGED, OTHER, BASE = "a" * 40, "b" * 40, "c" * 40, "d" * 40
FILE = ".github/workflows/registration.yml"


@pytest.fixture
def waited(hub: FakeGitHub) -> FakeGitHub:
    """A run that ada started on what ada's merged pull request brought; grace, a code owner, has granted one job."""
    hub.state.contents[f"{BASE}:.github/CODEOWNERS"] = "* @acme/data\n/.github/ @acme/platform\n"
    hub.state.teams |= {"acme/platform": ["grace", "linus"], "acme/data": ["ada", "barbara"]}
    hub.state.open_pull(7, author="ada", head=HEAD, base_sha=BASE)
    hub.state.merge(7, MERGED)
    hub.state.start(RUN, "registration.yml", MERGED, by="ada")
    hub.state.decide(RUN, ENVIRONMENT, "grace")
    return hub


def check(github: GitHub, *, times: int = 1, approvals: int = 1, owner_always: bool = True) -> Verdict:
    wanted = Wanted(
        workflow=FILE,
        branch="main",
        commit=MERGED,
        environment=ENVIRONMENT,
        times=times,
        rule=ApprovalRule(approvals=approvals, owner_always=owner_always),
    )
    return check_grant(github, RUN, wanted)


def run(hub: FakeGitHub) -> dict[str, object]:
    return hub.state.runs[0]


@pytest.mark.usefixtures("waited")
def test_a_run_that_somebody_else_approved_is_granted(github: GitHub) -> None:
    assert check(github) == Verdict(approved_by=("grace",), refusals=())


def test_each_job_wants_an_approval_of_its_own(waited: FakeGitHub, github: GitHub) -> None:
    (refusal, of_owner) = check(github, times=2).refusals
    assert refusal.startswith("run 41 has 1 of 2 approvals of GitHub's environment registration")
    assert "1 of 2 approvals of run 41 are by a code owner" in of_owner
    waited.state.decide(RUN, ENVIRONMENT, "grace")
    assert check(github, times=2) == Verdict(approved_by=("grace",), refusals=())


def test_a_rule_that_wants_more_people_wants_them_each_time(waited: FakeGitHub, github: GitHub) -> None:
    waited.state.decide(RUN, ENVIRONMENT, "barbara")
    assert check(github, approvals=2).refusals == ()
    assert "2 of 4 approvals" in check(github, approvals=2, times=2).refusals[0]


def test_githubs_longer_path_is_the_same_file(waited: FakeGitHub, github: GitHub) -> None:
    for path in (f"{FILE}@main", f"{waited.state.repository}/{FILE}@refs/heads/main"):
        run(waited)["path"] = path
        assert check(github).refusals == (), path


def nobody_approved(hub: FakeGitHub) -> None:
    hub.state.approvals.clear()


def approved_elsewhere(hub: FakeGitHub) -> None:
    hub.state.approvals.clear()
    hub.state.decide(RUN, "prod", "grace")


def another_run(hub: FakeGitHub) -> None:
    hub.state.start(42, "registration.yml", MERGED, by="ada")
    hub.state.approvals = {"42": hub.state.approvals["41"]}


def only_a_comment(hub: FakeGitHub) -> None:
    hub.state.approvals.clear()
    hub.state.decide(RUN, ENVIRONMENT, "grace", "pending")


def rejected(hub: FakeGitHub) -> None:
    hub.state.decide(RUN, ENVIRONMENT, "linus", "rejected")


def self_approved(hub: FakeGitHub) -> None:
    run(hub)["actor"] = {"login": "grace", "type": "User"}


def approved_by_who_started_it_again(hub: FakeGitHub) -> None:
    run(hub)["triggering_actor"] = {"login": "grace", "type": "User"}


def program(hub: FakeGitHub) -> None:
    hub.state.approvals.clear()
    hub.state.decide(RUN, ENVIRONMENT, "renovate[bot]")


def stranger(hub: FakeGitHub) -> None:
    hub.state.permissions["grace"] = "read"


def gone(hub: FakeGitHub) -> None:
    hub.state.approvals["41"][0]["user"] = None


def no_owner(hub: FakeGitHub) -> None:
    hub.state.approvals.clear()
    hub.state.decide(RUN, ENVIRONMENT, "barbara")


def nobody_owns_it(hub: FakeGitHub) -> None:
    hub.state.contents[f"{BASE}:.github/CODEOWNERS"] = "/docs/ @acme/platform\n"


def owner_by_mail(hub: FakeGitHub) -> None:
    hub.state.contents[f"{BASE}:.github/CODEOWNERS"] = "* grace@example.com\n"


def another_workflow(hub: FakeGitHub) -> None:
    run(hub)["path"] = ".github/workflows/deploy.yml"


def another_repository(hub: FakeGitHub) -> None:
    run(hub)["path"] = f"mallory/anthill/{FILE}@main"


def of_run(**facts: object) -> Callable[[FakeGitHub], None]:
    return lambda hub: run(hub).update(facts)


started_by_a_push = of_run(event="push")
another_branch = of_run(head_branch="feature")
no_branch = of_run(head_branch=None)
another_commit = of_run(head_sha=OTHER)
second_attempt = of_run(run_attempt=2)


def nobody_started_it(hub: FakeGitHub) -> None:
    run(hub).update(actor=None, triggering_actor=None)


def open_pull(hub: FakeGitHub) -> None:
    hub.state.pulls["7"] |= {"state": "open", "merged_at": None, "merge_commit_sha": None}
    hub.state.pulls["7"]["head"]["sha"] = MERGED


REFUSED: dict[Callable[[FakeGitHub], None], str] = {
    nobody_approved: "run 41 has 0 of 1 approvals of GitHub's environment registration: its required reviewers approve "
    "each job; if no job waited for them, it has none yet: add them, as docs/ci.md says",
    approved_elsewhere: "run 41 has 0 of 1 approvals",
    another_run: "run 41 has 0 of 1 approvals",
    only_a_comment: "run 41 has 0 of 1 approvals",
    rejected: "linus rejected run 41 in registration: settle why, then start a new run",
    self_approved: "the approval of grace does not count: they started the run; somebody else approves it",
    approved_by_who_started_it_again: "the approval of grace does not count: they started the run",
    program: "the approval of renovate[bot] does not count: it is a program; a person approves",
    stranger: "the approval of grace does not count: they may not write to the repository",
    gone: "run 41 has 0 of 1 approvals",
    no_owner: "0 of 1 approvals of run 41 are by a code owner of .github/workflows/registration.yml: rule '/.github/' "
    "of CODEOWNERS wants one of @acme/platform each time",
    nobody_owns_it: "CODEOWNERS names nobody for .github/workflows/registration.yml",
    owner_by_mail: "CODEOWNERS names grace@example.com for '*': name the account or team instead",
    another_workflow: f"run 41 is of .github/workflows/deploy.yml, not of {FILE}: start that workflow",
    another_repository: f"run 41 is of mallory/anthill/{FILE}, not of {FILE}",
    started_by_a_push: "run 41 was started by the event push, not by a person: start it by hand (workflow_dispatch)",
    another_branch: "run 41 is of feature, not of main: start it there",
    no_branch: "run 41 is of no branch, not of main: start it there",
    another_commit: "run 41 is of commit cccccccccccc, not of bbbbbbbbbbbb",
    second_attempt: "run 41 is at attempt 2, and approvals of an earlier one would count again: start a new run",
    nobody_started_it: "who started run 41 is not known to GitHub any more: start a new run",
    open_pull: "pull request #7, which would bring commit bbbbbbbbbbbb, is not merged: merge it",
}


@pytest.mark.parametrize("fault", REFUSED, ids=[text[:60] for text in REFUSED.values()])
def test_each_lack_is_refused_in_its_own_words(
    waited: FakeGitHub, github: GitHub, fault: Callable[[FakeGitHub], None]
) -> None:
    fault(waited)
    refusals = check(github).refusals
    assert any(REFUSED[fault] in refusal for refusal in refusals), refusals


def test_a_commit_that_no_pull_request_brought_is_refused(waited: FakeGitHub, github: GitHub) -> None:
    waited.state.commits[MERGED]["pulls"] = []
    with pytest.raises(OperationError, match="came to main by no pull request"):
        check(github)


@pytest.mark.usefixtures("hub")
def test_a_run_that_is_not_there_is_refused(github: GitHub) -> None:
    with pytest.raises(OperationError, match="reading run 41 failed: 404"):
        check(github)


ASKED = ("deploy", "granted", "--run", str(RUN), "--workflow", "registration.yml", "--env", "prod")
WHERE = ("--github-environment", ENVIRONMENT, "--commit", MERGED)


def test_the_command_says_who_granted_it_or_what_is_missing(
    waited: FakeGitHub, anthill: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in waited.environment.items():
        monkeypatch.setenv(name, value)
    assert anthill(*ASKED, *WHERE) == (0, "run 41 is granted registration by grace\n", "")
    code, said, told = anthill(*ASKED, *WHERE, "--times", "2")
    assert (code, said) == (1, "")
    assert "run 41 is not granted registration:\n  run 41 has 1 of 2 approvals" in told
    code, said, _ = anthill(*ASKED, *WHERE, "--json")
    assert (code, json.loads(said)) == (0, {"granted": True, "approved_by": ["grace"], "refusals": []})
    waited.state.approvals.clear()
    code, said, _ = anthill(*ASKED, *WHERE, "--json")
    assert (code, json.loads(said)["granted"]) == (1, False)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((*ASKED, "--github-environment", "", "--commit", MERGED), "it is empty"),
        ((*ASKED, "--github-environment", ENVIRONMENT, "--commit", "main"), "'main' is no commit"),
        ((*ASKED, *WHERE, "--workflow", "../deploy"), "'../deploy' is no workflow"),
        ((*ASKED, *WHERE, "--times", "0"), "'--times': Input should be greater than or equal to 1"),
        ((*ASKED, *WHERE, "--run", "x"), "'--run': Input should be a valid integer"),
        ((*ASKED, *WHERE), "GITHUB_REPOSITORY"),
    ],
)
def test_bad_input_is_named_and_exits_with_two(
    anthill: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], named: str
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "")
    code, said, told = anthill(*arguments)
    assert (code, said) == (2, "")
    assert named in " ".join(told.split())
