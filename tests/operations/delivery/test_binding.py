"""An approval is of one release, of one commit, with one plan; with any other the pull request is not approved."""

from collections.abc import Callable
from typing import Any

import pytest

from configuration.account import EnvironmentName
from operations.delivery.approval import check_approval
from operations.delivery.plan_comment import write_plan
from operations.delivery.pointer import Pointer
from operations.github.client import GitHub
from operations.github.markers import marker
from tests.support.approved_pull import (
    APPROVED,
    FACTS,
    HEAD,
    MANIFEST,
    MERGED,
    OLDER,
    PLANNED,
    POINTER,
    RELEASE,
    check,
)
from tests.support.fake_github import FakeGitHub
from tests.support.fake_github.state import BOT

OTHER = "9" * 64


def written(hub: FakeGitHub, **facts: Any) -> None:
    """Change what the comment says of the plan, as if it had been written so from the start."""
    (comment,) = hub.state.comments.values()
    comment["body"] = marker(
        "plan:anthill-prod", {key: value for key, value in (FACTS | facts).items() if value}
    )


def promoting(hub: FakeGitHub, release: str) -> None:
    """Make the pull request one that promotes a release, which was made of an older commit."""
    hub.state.files["7"] = [{"filename": POINTER, "status": "modified"}]
    hub.state.contents[f"{HEAD}:{POINTER}"] = Pointer(release=release, run=5).model_dump_json()
    owners = next(key for key in hub.state.contents if key.endswith("CODEOWNERS"))
    hub.state.contents[owners] = "* @grace\n"
    written(hub, commit=OLDER)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"release": OTHER}, "was approved with release 000000000000, and this is release 999999999999"),
        (
            {"release_commit": OLDER},
            "was approved with a release of commit aaaaaaaaaaaa, and this one says that it is of cccccccccccc",
        ),
        (
            {"head_commit": OLDER},
            "this plan was made for commit cccccccccccc, the plan written to pull request #7 for",
        ),
        ({"semantic_digest": OTHER}, "means 111111111111..., this one 999999999999..."),
    ],
    ids=["release", "commit", "head", "meaning"],
)
@pytest.mark.usefixtures("approved")
def test_another_release_commit_or_plan_than_the_approved_one_is_refused(
    github: GitHub, changes: dict[str, str], said: str
) -> None:
    assert check(github).approved
    answer = check(github, **changes)
    (refusal,) = answer.verdict.refusals
    assert said in refusal
    assert answer.agreement.refusals == (refusal,), "apply asks the same, also where no data would be lost"


@pytest.mark.parametrize("lacking", ["release", "commit", "head"])
def test_an_approval_of_a_comment_that_does_not_say_all_is_refused_with_the_remedy(
    approved: FakeGitHub, github: GitHub, lacking: str
) -> None:
    """As those do that were written before approvals were bound to a release."""
    written(approved, **{lacking: None})
    for manifest in (MANIFEST, None):
        answer = check_approval(
            github, MERGED, EnvironmentName.PROD, stack="anthill-prod", branch="main", manifest=manifest
        )
        (refusal,) = answer.verdict.refusals
        assert "does not say which release and commit it is of" in refusal
        assert "run the workflow `plan` of the pull request again" in refusal


def made_of_another_commit(hub: FakeGitHub) -> dict[str, str]:
    written(hub, commit=OLDER)
    return {"release_commit": OLDER}


def planned_for_another_commit(hub: FakeGitHub) -> dict[str, str]:
    written(hub, head=OLDER)
    return {"head_commit": OLDER}


def promoted_is_another(hub: FakeGitHub) -> dict[str, str]:
    promoting(hub, OTHER)
    return {"release_commit": OLDER}


def pointer_is_broken(hub: FakeGitHub) -> dict[str, str]:
    promoting(hub, RELEASE)
    hub.state.contents[f"{HEAD}:{POINTER}"] = "{"
    return {"release_commit": OLDER}


def pointer_stays_as_it_was(hub: FakeGitHub) -> dict[str, str]:
    """It names the release, and the pull request does not change it: code, with the plan of what is deployed."""
    promoting(hub, RELEASE)
    hub.state.files["7"] = [{"filename": "stacks/a.py", "status": "modified"}]
    return {"release_commit": OLDER}


FOREIGN: dict[Callable[[FakeGitHub], dict[str, str]], str] = {
    made_of_another_commit: "release 000000000000 was made of commit cccccccccccc, which is not the last one of pull "
    "request #7, aaaaaaaaaaaa, nor does that promote a release (deployments/prod.json)",
    planned_for_another_commit: "the plan is of commit cccccccccccc, and the last one of pull request #7 is "
    "aaaaaaaaaaaa",
    promoted_is_another: "#7 promotes release 999999999999 (deployments/prod.json), and the plan is of release "
    "000000000000",
    pointer_is_broken: "#7 promotes release none",
    pointer_stays_as_it_was: "nor does that promote a release",
}


@pytest.mark.parametrize("fault", FOREIGN, ids=lambda fault: fault.__name__)
def test_a_release_that_is_not_the_pull_requests_is_refused_even_if_it_was_approved(
    approved: FakeGitHub, github: GitHub, fault: Callable[[FakeGitHub], dict[str, str]]
) -> None:
    (refusal,) = check(github, **fault(approved)).verdict.refusals
    assert FOREIGN[fault] in refusal


def test_the_promoted_release_is_approved_though_it_was_made_of_an_older_commit(
    approved: FakeGitHub, github: GitHub
) -> None:
    promoting(approved, RELEASE)
    assert check(github, release_commit=OLDER).verdict.refusals == ()


@pytest.mark.parametrize("changes", [{"release": OTHER}, {"release_commit": OLDER}, {"head_commit": OLDER}])
@pytest.mark.usefixtures("approved")
def test_another_release_with_the_same_meaning_changes_the_comment_and_voids_the_approval(
    github: GitHub, changes: dict[str, str]
) -> None:
    assert not write_plan(github, 7, MANIFEST)
    assert write_plan(github, 7, MANIFEST.model_copy(update=changes))
    assert any("is older than the plan" in refusal for refusal in check(github, **changes).verdict.refusals)


def test_what_was_forged_by_another_than_the_pipeline_says_nothing(
    approved: FakeGitHub, github: GitHub
) -> None:
    mark = marker("plan:anthill-prod", FACTS | {"release": OTHER})
    approved.state.comment(7, "ada", mark, at=APPROVED)
    assert check(github).approved
    assert not check(github, release=OTHER).approved
    approved.state.comment(7, BOT, mark, at=PLANNED)
    assert not check(github).approved
