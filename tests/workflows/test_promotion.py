"""From a pull request to prod on the embedded AWS; what is not approved, or not what was approved, goes nowhere.

One story told in order: each test goes on where the one before ended. The Databricks CLI is a stand-in that
writes down what it is asked: no workspace can be reached from a test.
"""

import json
from collections.abc import Iterator

import pytest

from tests.workflows.conftest import Story, passed, refused

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

HOST = "https://dbc-1.cloud.databricks.com github-oidc"
LATER = "lakehouse/anthill_lakehouse/later.py"
RUNS: dict[str, int] = {}
"""The runs that made the releases of the story, by the value that each sets."""


@pytest.fixture(scope="module", autouse=True)
def lakehouse_too(story: Story) -> Iterator[None]:
    story.repository.variables["ANTHILL_DATABRICKS"] = "true"
    yield
    RUNS.clear()


def test_approvals_that_do_not_count_get_no_role(story: Story) -> None:
    repository = story.repository
    number = story.propose("one")
    RUNS["one"] = repository.runs
    (comment,) = story.github.state.comments.values()
    assert "Plan for anthill-dev: 3 to create" in comment["body"]
    assert "main.py:8" in comment["body"]

    refused(repository.merge(number), "has 0 of 1 approvals of its last commit")
    repository.approve(number, "ann")
    repository.approve(number, "olga", minutes=-60)
    repository.approve(number, "mallory")
    story.github.state.permissions["mallory"] = "read"
    refused(
        repository.deploy("HEAD~1"),
        "the approval of ann does not count: they wrote the pull request; somebody else approves it",
        "they look at the plan and approve again",
        "is older than the plan",
        "the approval of mallory does not count: they may not write",
    )
    # No run but the plan's came as far as a role.
    assert repository.assumed == [f"{RUNS['one']} plan"]
    repository.approve(number)


def test_a_plan_that_was_exchanged_is_refused_and_the_reviewed_one_applied_once(story: Story) -> None:
    repository = story.repository
    file = repository.stubs / f"artifacts/{RUNS['one']}/plan/plan.bin"
    reviewed = file.read_bytes()
    file.write_bytes(reviewed + b"!")
    refused(repository.deploy("HEAD~1"), "plan.bin was changed after it was made")
    file.write_bytes(reviewed)

    passed(repository.deploy("HEAD~1"))
    assert story.value() == "one"
    assert asked(story) == [
        f"{HOST} bundle validate --strict -t dev",
        f"{HOST} bundle plan -t dev -o json",
        f"{HOST} bundle deploy -t dev --plan plan.json",
    ]
    plan = json.loads((repository.stubs / "databricks-plan.json").read_text())
    assert plan == {"plan": str(repository.runs)}

    refused(repository.deploy("HEAD~1"), "the plan is stale: it was made on serial")


def test_what_changed_outside_between_plan_and_apply_stops_it(story: Story) -> None:
    repository = story.repository
    # Were main's code deployed later on, the wheel would not be that of the release.
    repository.write(LATER, '"""Not in the first release."""\n')
    number = story.propose("two")
    RUNS["two"] = repository.runs
    repository.approve(number)
    story.change_value("by hand")
    refused(
        repository.merge(number),
        "what the plan would do now is not what was reviewed: something changed outside of Terraform",
        "aws_ssm_parameter.parameter",
    )
    assert story.value() == "by hand"
    story.change_value("one")
    passed(repository.deploy("HEAD~1"))
    assert story.value() == "two"


def test_a_commit_that_no_pull_request_brought_is_refused(story: Story) -> None:
    repository = story.repository
    before = repository.head
    repository.values(value="three", bucket=True, healthy=True)
    commit = repository.commit("pushed directly")
    story.github.state.commits[commit] = {"author": None, "committer": None, "pulls": []}
    refused(repository.deploy(before), "came to main by no pull request: direct pushes are never deployed")
    repository.git("reset", "--quiet", "--hard", before)


def test_a_release_goes_to_test_and_prod_as_it_was_tried_in_dev(story: Story) -> None:
    repository = story.repository
    release = (repository.stubs / f"artifacts/{RUNS['one']}/release/release.json").read_text()
    for environment in ("test", "prod"):
        number = story.promote(environment, RUNS["one"])
        planned = repository.runs
        repository.approve(number)
        passed(repository.merge(number))
        assert story.value(environment) == "one"
        assert (repository.stubs / f"artifacts/{planned}/release/release.json").read_text() == release
    assert story.value() == "two"
    assert f"{HOST} bundle run -t test workspace_tests" in asked(story)


def test_what_fails_in_test_or_was_never_there_does_not_reach_prod(story: Story) -> None:
    repository = story.repository
    _, ran = repository.promote("prod", RUNS["two"])
    refused(ran, "was never promoted to test")
    repository.git("switch", "--quiet", "main")

    (repository.stubs / "workspace-tests-fail").touch()
    number = story.promote("test", RUNS["two"])
    repository.approve(number)
    refused(repository.merge(number))
    assert asked(story)[-1] == f"{HOST} bundle run -t test workspace_tests"
    failed = repository.runs

    _, ran = repository.promote("prod", RUNS["two"])
    refused(ran, f"has not worked in test (run {failed}: failure)")
    repository.git("switch", "--quiet", "main")
    assert story.value("prod") == "one"


def asked(story: Story) -> list[str]:
    """What the CLI was asked so far, without the number of the run."""
    file = story.repository.stubs / "databricks"
    return [line.partition(" ")[2] for line in file.read_text().splitlines()] if file.exists() else []
