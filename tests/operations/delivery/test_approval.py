"""The approval of a commit, asked of GitHub: what passes, and every refusal with its own sentence."""

from collections.abc import Callable

import pytest

from operations.common.errors import InputError, OperationError
from operations.delivery.approval_rules import ApprovalRule
from operations.delivery.plan_comment import plan_written, write_plan
from operations.github.client import GitHub
from operations.github.markers import marker
from tests.support.approved_pull import APPROVED, BASE, EARLIER, FACTS, HEAD, MANIFEST, MERGED, OLDER, check
from tests.support.fake_github import FakeGitHub


@pytest.mark.usefixtures("approved")
def test_an_approved_merge_is_approved(github: GitHub) -> None:
    answer = check(github)
    assert answer.verdict.refusals == ()
    assert answer.verdict.approved_by == ("grace",)
    assert answer.agreement.approved_by == ("grace",)
    assert (answer.agreement.approvals, answer.agreement.pull_request) == (1, 7)


def test_more_approvals_may_be_asked_for_and_not_fewer() -> None:
    rule = ApprovalRule(approvals=2, owner_always=True)
    assert rule.with_approvals(None) == rule.with_approvals(2) == rule
    assert rule.with_approvals(3) == ApprovalRule(approvals=3, owner_always=True)
    with pytest.raises(
        InputError, match=r"--approvals: 1 is less than the environment asks for: give 2 or more"
    ):
        rule.with_approvals(1)


def test_before_the_merge_the_head_is_asked_about(approved: FakeGitHub, github: GitHub) -> None:
    approved.state.pulls["7"] |= {"state": "open", "merged_at": None, "merge_commit_sha": None}
    assert check(github, HEAD).approved


def test_a_later_comment_takes_no_approval_back(approved: FakeGitHub, github: GitHub) -> None:
    approved.state.review(7, "grace", "COMMENTED", at="2026-01-05T11:30:00Z")
    assert check(github).approved


def unapproved(hub: FakeGitHub) -> None:
    hub.state.reviews.clear()


def self_approved(hub: FakeGitHub) -> None:
    hub.state.reviews.clear()
    hub.state.review(7, "ada", at=APPROVED)


def pushed_by_the_reviewer(hub: FakeGitHub) -> None:
    hub.state.activity[0]["actor"] = {"login": "grace", "type": "User"}


def older_than_the_plan(hub: FakeGitHub) -> None:
    hub.state.reviews["7"][0]["submitted_at"] = EARLIER


def plan_comment_edited(hub: FakeGitHub) -> None:
    hub.state.comments[next(iter(hub.state.comments))]["updated_at"] = "2026-01-05T11:30:00Z"


def on_another_commit(hub: FakeGitHub) -> None:
    hub.state.reviews["7"][0]["commit_id"] = OLDER


def changes_requested(hub: FakeGitHub) -> None:
    hub.state.review(7, "linus", "CHANGES_REQUESTED", at="2026-01-05T11:30:00Z")


def dismissed(hub: FakeGitHub) -> None:
    hub.state.dismiss(7, "grace")


def no_owner_among_them(hub: FakeGitHub) -> None:
    hub.state.teams["acme/platform"] = ["linus"]


def no_owner_of_one_path(hub: FakeGitHub) -> None:
    hub.state.files["7"].append({"filename": "lakehouse/gold.py", "status": "added"})


def owner_by_the_old_name(hub: FakeGitHub) -> None:
    hub.state.files["7"] = [
        {"filename": "stacks/a.py", "previous_filename": "lakehouse/a.py", "status": "renamed"},
    ]


def owner_by_mail(hub: FakeGitHub) -> None:
    hub.state.contents[f"{BASE}:.github/CODEOWNERS"] = "* grace@example.com\n"


def nobody_owns_it(hub: FakeGitHub) -> None:
    hub.state.files["7"] = [{"filename": "docs/x.md", "status": "added"}]


def stranger(hub: FakeGitHub) -> None:
    hub.state.permissions["grace"] = "read"


def program(hub: FakeGitHub) -> None:
    hub.state.reviews.clear()
    hub.state.review(7, "renovate[bot]", at=APPROVED)


def no_plan(hub: FakeGitHub) -> None:
    hub.state.comments.clear()


def forged_plan(hub: FakeGitHub) -> None:
    for comment in hub.state.comments.values():
        comment["user"] = {"login": "ada", "type": "User"}


def another_plan(hub: FakeGitHub) -> None:
    first = next(iter(hub.state.comments.values()))
    first["body"] = marker("plan:anthill-prod", FACTS | {"digest": "2" * 64})


def nobody_pushed(hub: FakeGitHub) -> None:
    hub.state.activity.clear()
    hub.state.commits[HEAD] |= {"author": None, "committer": {"login": "web-flow", "type": "User"}}


REFUSED: dict[Callable[[FakeGitHub], None], str] = {
    unapproved: "#7 has 0 of 1 approvals of its last commit aaaaaaaaaaaa",
    self_approved: "the approval of ada does not count: they wrote the pull request",
    pushed_by_the_reviewer: "the approval of grace does not count: they pushed or wrote its last commit",
    older_than_the_plan: "the approval of grace at 2026-01-05 09:00:00 UTC is older than the plan, last written at "
    "2026-01-05 10:00:00 UTC",
    plan_comment_edited: "is older than the plan, last written at 2026-01-05 11:30:00 UTC",
    on_another_commit: "the approval of grace is of commit cccccccccccc, not of the last one aaaaaaaaaaaa",
    changes_requested: "linus requested changes of pull request #7 at 2026-01-05 11:30:00 UTC",
    dismissed: "the approval of grace was dismissed",
    no_owner_among_them: "no code owner approved stacks/environment_stack.py: rule '/stacks/' of CODEOWNERS wants one "
    "of @acme/platform",
    no_owner_of_one_path: "no code owner approved lakehouse/gold.py: rule '*' of CODEOWNERS wants one of @acme/data",
    owner_by_the_old_name: "no code owner approved lakehouse/a.py",
    owner_by_mail: "CODEOWNERS names grace@example.com for '*': name the account or team instead",
    nobody_owns_it: "CODEOWNERS names nobody for the changed paths, and this environment always needs a code owner",
    stranger: "the approval of grace does not count: they may not write to the repository",
    program: "the approval of renovate[bot] does not count: it is a program",
    no_plan: "no plan was written to pull request #7",
    forged_plan: "no plan was written to pull request #7",
    another_plan: "the plan written to pull request #7 means 222222222222..., this one 111111111111...",
    nobody_pushed: "who brought the last commit aaaaaaaaaaaa of #7 is not known to GitHub",
}


@pytest.mark.parametrize("fault", REFUSED, ids=lambda fault: fault.__name__)
def test_each_lack_is_refused_in_its_own_words(
    approved: FakeGitHub, github: GitHub, fault: Callable[[FakeGitHub], None]
) -> None:
    fault(approved)
    answer = check(github)
    assert not answer.approved
    assert any(REFUSED[fault] in refusal for refusal in answer.verdict.refusals), answer.verdict.refusals


def test_a_direct_push_is_refused(hub: FakeGitHub, github: GitHub) -> None:
    hub.state.commits[MERGED] = {"author": None, "committer": None, "pulls": []}
    with pytest.raises(
        OperationError, match="came to main by no pull request: direct pushes are never deployed"
    ):
        check(github)


def test_a_commit_inside_a_pull_request_is_refused(approved: FakeGitHub, github: GitHub) -> None:
    approved.state.commits[OLDER] = {"author": None, "committer": None, "pulls": [7]}
    with pytest.raises(OperationError, match="neither its head nor its result: deploy bbbbbbbbbbbb of #7"):
        check(github, OLDER)


def test_two_pull_requests_with_one_head_are_refused(approved: FakeGitHub, github: GitHub) -> None:
    approved.state.open_pull(8, author="ada", head=HEAD)
    approved.state.commits[HEAD]["pulls"] = [7, 8]
    with pytest.raises(OperationError, match=r"several pull requests into main \(#7, #8\)"):
        check(github, HEAD)


def test_a_pull_request_into_another_branch_is_none(approved: FakeGitHub, github: GitHub) -> None:
    approved.state.pulls["7"]["base"]["ref"] = "experiments"
    with pytest.raises(OperationError, match="by no pull request"):
        check(github)


def test_a_pull_request_cannot_make_its_own_owner(approved: FakeGitHub, github: GitHub) -> None:
    approved.state.contents[f"{HEAD}:.github/CODEOWNERS"] = "* @grace\n"
    no_owner_among_them(approved)
    assert not check(github).approved


def test_the_same_plan_again_keeps_the_approval_and_another_voids_it(
    approved: FakeGitHub, github: GitHub
) -> None:
    assert not write_plan(github, 7, MANIFEST)
    assert check(github).approved
    newer = MANIFEST.model_copy(update={"semantic_digest": "3" * 64})
    assert write_plan(github, 7, newer, "details")
    written = plan_written(github, 7, "anthill-prod")
    assert written is not None
    assert written.digest == "3" * 64
    (refusal,) = [
        line for line in check(github, semantic_digest="3" * 64).verdict.refusals if "older than" in line
    ]
    assert "grace" in refusal
    (comment,) = approved.state.comments.values()
    assert "2 to create, 1 to update" in comment["body"]
