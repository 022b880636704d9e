"""What is not approved, or not what was approved, is never applied; each refusal says why."""

import json
from pathlib import Path

import pytest

from tests.workflows.conftest import Story, passed, refused
from tests.workflows.small_application import bucket

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def first(story: Story) -> Story:
    """The story after a first deployment."""
    story.deploy("one")
    return story


def test_approvals_that_do_not_count(first: Story) -> None:
    repository, state = first.repository, first.github.state
    number = first.propose("two")
    before = repository.git("rev-parse", "main")
    roles = len(repository.assumed)
    ran = repository.merge(number)
    refused(ran, "has 0 of 1 approvals of its last commit")

    repository.approve(number, "ann")
    refused(repository.deploy(before), "they wrote the pull request; somebody else approves it")

    repository.approve(number, "olga", minutes=-60)
    refused(repository.deploy(before), "is older than the plan", "they look at the plan and approve again")

    state.review(str_number(number), "mallory", at="2030-01-01T00:00:00Z")
    state.permissions["mallory"] = "read"
    refused(repository.deploy(before), "the approval of mallory does not count: they may not write")

    assert first.value() == "one"
    # None of them came as far as a role, let alone that of the deployment.
    assert len(repository.assumed) == roles


def test_a_plan_that_is_not_the_reviewed_one_or_no_longer_holds(first: Story) -> None:
    repository = first.repository
    number = first.propose("three")
    plan = repository.stubs / f"artifacts/{repository.runs}/plan"
    repository.approve(number)
    before = repository.git("rev-parse", "main")

    kept = (plan / "plan.bin").read_bytes()
    (plan / "plan.bin").write_bytes(kept + b"!")
    refused(repository.merge(number), "plan.bin", "is not what was planned")
    (plan / "plan.bin").write_bytes(kept)

    first.change_value("by hand")
    refused(
        repository.deploy(before),
        "what the plan would do now is not what was reviewed: something changed outside of Terraform",
        "aws_ssm_parameter.parameter",
    )
    assert first.value() == "by hand"
    first.change_value("two" if first.value() == "two" else "one")

    passed(repository.deploy(before))
    assert first.value() == "three"
    refused(repository.deploy(before), "the plan is stale: it was made on serial")
    assert first.value() == "three"


def test_a_commit_that_no_pull_request_brought(first: Story) -> None:
    repository = first.repository
    repository.git("switch", "--quiet", "main")
    before = repository.head
    repository.values(value="four", bucket=True, healthy=True)
    commit = repository.commit("pushed directly")
    first.github.state.commits[commit] = {"author": None, "committer": None, "pulls": []}
    refused(repository.deploy(before), "direct pushes are never deployed")
    repository.git("reset", "--quiet", "--hard", before)


def test_data_is_lost_only_by_consent(first: Story) -> None:
    repository, state = first.repository, first.github.state
    first.client("s3").put_object(Bucket=bucket("dev"), Key="price", Body=b"1")
    number = first.propose("five", keep=False)
    repository.approve(number)
    before = repository.git("rev-parse", "main")
    refused(repository.merge(number), "aws_s3_bucket.bucket", "destroy-approved")
    assert first.bucket_is_there()

    # The consent comes as a pull request of its own, which is then the one to be deployed.
    del before
    first.client("s3").delete_object(Bucket=bucket("dev"), Key="price")
    repository.write(
        "deployments/dev-destroy.toml",
        '[[consent]]\naddresses = ["aws_s3_bucket.bucket"]\nreason = "moved to another account, empty since"\n'
        'owner = "data-platform"\nexpires = 2099-12-31\n',
    )
    number = first.propose("five", keep=False, labels=("destroy-approved",))
    repository.approve(number)
    before = repository.git("rev-parse", "main")
    refused(repository.merge(number), "2 approvals")
    assert first.bucket_is_there()
    repository.approve(number, "bob")
    passed(repository.deploy(before))
    assert not first.bucket_is_there()
    assert json.dumps(state.pulls[str(number)]["labels"])
    assert isinstance(Path(), Path)


def str_number(number: int) -> int:
    return number
