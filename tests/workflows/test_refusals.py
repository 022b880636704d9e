"""What is not approved, or is not what was approved, is never applied; each refusal says why."""

import pytest

from tests.workflows.conftest import Story, passed, refused

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

CONSENT = """[[consent]]
addresses = ["aws_s3_bucket.bucket"]
reason = "moved to another account, and empty since"
owner = "data-platform"
expires = 2099-12-31
"""


@pytest.fixture(scope="module")
def first(story: Story) -> Story:
    """The story after a first deployment."""
    story.deploy("one")
    return story


def test_approvals_that_do_not_count(first: Story) -> None:
    repository, state = first.repository, first.github.state
    before = repository.head
    number = first.propose("two")
    roles = len(repository.assumed)
    refused(repository.merge(number), "has 0 of 1 approvals of its last commit")

    repository.approve(number, "ann")
    refused(repository.deploy(before), "they wrote the pull request; somebody else approves it")

    repository.approve(number, "olga", minutes=-60)
    refused(repository.deploy(before), "is older than the plan", "they look at the plan and approve again")

    state.permissions["mallory"] = "read"
    repository.approve(number, "mallory")
    refused(repository.deploy(before), "the approval of mallory does not count: they may not write")

    assert first.value() == "one"
    # None of them came as far as a role.
    assert len(repository.assumed) == roles


def test_a_plan_that_is_not_the_reviewed_one_or_no_longer_holds(first: Story) -> None:
    repository = first.repository
    before = repository.head
    number = first.propose("three")
    file = repository.stubs / f"artifacts/{repository.runs}/plan/plan.bin"
    repository.approve(number)

    reviewed = file.read_bytes()
    file.write_bytes(reviewed + b"!")
    refused(repository.merge(number), "plan.bin was changed after it was made")
    file.write_bytes(reviewed)

    planned_on = first.value()
    first.change_value("by hand")
    refused(
        repository.deploy(before),
        "what the plan would do now is not what was reviewed: something changed outside of Terraform",
        "aws_ssm_parameter.parameter",
    )
    assert first.value() == "by hand"
    first.change_value(planned_on)

    passed(repository.deploy(before))
    assert first.value() == "three"
    refused(repository.deploy(before), "the plan is stale: it was made on serial")


def test_a_commit_that_no_pull_request_brought(first: Story) -> None:
    repository = first.repository
    before = repository.head
    repository.values(value="four", bucket=True, healthy=True)
    commit = repository.commit("pushed directly")
    first.github.state.commits[commit] = {"author": None, "committer": None, "pulls": []}
    refused(repository.deploy(before), "came to main by no pull request: direct pushes are never deployed")
    repository.git("reset", "--quiet", "--hard", before)


def test_data_is_lost_only_by_consent_label_and_two_approvals(first: Story) -> None:
    repository = first.repository
    number = first.propose("five", keep=False)
    repository.approve(number)
    refused(
        repository.merge(number),
        "aws_s3_bucket.bucket would be destroyed",
        "aws_s3_bucket.bucket has no consent",
        "the pull request lacks the label destroy-approved",
        "1 of 2 approvals are there",
    )
    assert first.bucket_is_there()

    before = repository.head
    repository.write("deployments/dev-destroy.toml", CONSENT)
    number = first.propose("six", keep=False, labels=("destroy-approved",))
    repository.approve(number)
    refused(repository.merge(number), "1 of 2 approvals are there")
    assert first.bucket_is_there()
    repository.approve(number, "bob")
    passed(repository.deploy(before))
    assert not first.bucket_is_there()
