"""A person registers dev with the Databricks account, as prod approves: without that no job gets a role.

One story told in order: each test goes on where the one before ended. Instead of a workspace a parameter is made; what
else is refused is asked of the command alone (tests/operations/delivery/test_grant.py).
"""

import json

import pytest

from operations.delivery.unsent_state import kept_states
from operations.record.ledger import Ledger
from operations.record.target import Target
from operations.terraform.saved_plan_run import ERRORED_STATE
from tests.workflows.conftest import Story, passed, refused
from tests.workflows.small_application import registered

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

STACK = "anthill-dev-registration"
LEFT = json.dumps({"version": 4, "lineage": "of-another-day", "serial": 9, "resources": []})


def is_registered(story: Story) -> bool:
    found = story.client("ssm").describe_parameters()["Parameters"]
    return registered(STACK) in {each["Name"] for each in found}


def roles(story: Story) -> list[str]:
    """The roles of the last run, in order."""
    repository = story.repository
    return [line.partition(" ")[2] for line in repository.assumed if line.startswith(f"{repository.runs} ")]


def stored(story: Story, target: Target) -> bytes:
    return story.client("s3").get_object(Bucket=target.bucket, Key=target.state_key)["Body"].read()


def test_a_run_that_nobody_approved_gets_no_role(story: Story) -> None:
    # Where Terraform would leave it; nobody looks for it before an apply fails.
    story.repository.write(ERRORED_STATE, LEFT)
    story.deploy("one")
    refused(
        story.repository.register("dev"),
        "has 0 of 1 approvals of GitHub's environment registration",
        "0 of 1 approvals of run",
        "rule '*' of CODEOWNERS wants one of @olga",
    )
    assert (roles(story), is_registered(story)) == ([], False)


def test_a_plan_that_was_approved_is_applied_only_if_that_was_approved_too(story: Story) -> None:
    ran = story.repository.register("dev", approved_by=("olga",))
    refused(
        ran,
        "anthill-dev-registration: 1 to create",
        "has 1 of 2 approvals of GitHub's environment registration",
    )
    assert (roles(story), is_registered(story)) == (["registration"], False)


def test_a_granted_run_plans_and_applies_beside_the_state_of_the_account(story: Story) -> None:
    passed(story.repository.register("dev", approved_by=("olga", "olga")))
    assert (roles(story), is_registered(story)) == (["registration", "registration"], True)
    target = story.target("prod", STACK)
    (record,) = Ledger(target.store).records()
    assert (record.environment, record.stack, record.result) == ("prod", STACK, "succeeded")
    assert record.commit == story.repository.head
    state = json.loads(stored(story, target))
    assert [each["type"] for each in state["resources"]] == ["aws_ssm_parameter"]
    beside = story.client("s3").list_objects_v2(Bucket=story.target().bucket)["Contents"]
    assert not [each["Key"] for each in beside if STACK in each["Key"]]


def test_a_state_that_could_not_be_stored_is_kept_beside_the_others(story: Story) -> None:
    target = story.target("prod", STACK)
    assert kept_states(target) == []
    # No plan takes the lock, and no apply goes on without it.
    lock = {"ID": "held", "Operation": "apply", "Who": "ann", "Created": "2026-01-05T08:00:00Z"}
    story.client("s3").put_object(
        Bucket=target.bucket, Key=f"{target.state_key}.tflock", Body=json.dumps(lock).encode()
    )
    refused(
        story.repository.register("dev", approved_by=("olga", "olga")),
        "Error acquiring the state lock",
        "anthill state restore prod --stack anthill-dev-registration --kept",
    )
    (key,) = kept_states(target)
    assert target.store.get(key) == LEFT.encode()
    assert roles(story) == ["registration", "registration", "registration"]
