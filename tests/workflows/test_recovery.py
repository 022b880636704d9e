"""What goes wrong is taken back and told until it is over; drift is found; data is lost only by consent.

One story told in order: each test goes on where the one before ended.
"""

import pytest

from operations.common.bucket import BucketStore
from operations.delivery.unsent_state import kept_states
from operations.terraform.saved_plan_run import ERRORED_STATE
from tests.workflows.conftest import Story, passed, refused
from tests.workflows.runner import Ran
from tests.workflows.small_application import bucket

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

PRICES = 25
CONSENT = """[[consent]]
addresses = ["aws_s3_bucket.bucket"]
reason = "moved to another account, and empty since"
owner = "data-platform"
expires = 2099-12-31
"""


def test_a_failed_smoke_test_goes_back_by_itself_and_is_told_until_it_is_over(story: Story) -> None:
    story.deploy("good")
    for number in range(PRICES):
        story.client("s3").put_object(Bucket=bucket("dev"), Key=f"prices/{number}", Body=b"1")
    assert story.told() == []

    number = story.propose("bad", healthy=False)
    story.repository.approve(number)
    refused(
        story.repository.merge(number),
        "smoke test of anthill-dev failed: 1 of ",
        "anthill-dev is back at release",
    )
    assert story.value() == "good"
    (message,) = story.told()
    assert "deployment to dev failed" in message
    assert "/actions/runs/" in message

    story.deploy("better")
    (message,) = story.told()
    assert "deployment to dev works again" in message


def test_a_person_goes_back_after_a_dry_run_and_no_object_is_lost(story: Story) -> None:
    ran = roll_back(story, dry_run="true")
    passed(ran)
    assert "anthill-dev would go back to release" in ran.log
    assert story.value() == "better"

    passed(roll_back(story, dry_run="false"))
    assert story.value() == "good"
    held = story.client("s3").list_objects_v2(Bucket=bucket("dev"))
    assert held["KeyCount"] == PRICES


def test_drift_has_one_issue_which_is_opened_changed_and_closed_and_is_told_once(story: Story) -> None:
    # Prod's bucket remembers what was told; its bootstrap makes it.
    store = story.target("prod").store
    assert isinstance(store, BucketStore)
    place = {"LocationConstraint": "eu-west-1"}
    story.client("s3").create_bucket(Bucket=store.bucket, CreateBucketConfiguration=place)
    issues = story.github.state.issues

    story.change_value("by hand")
    refused(look(story), "aws_ssm_parameter.parameter")
    (issue,) = issues.values()
    assert (issue["state"], "Drift in dev" in issue["title"]) == ("open", True)
    assert "aws_ssm_parameter.parameter" in issue["body"]
    (message,) = story.told()
    assert "changed by hand" in message

    name_topic(story, "by hand")
    refused(look(story), "aws_sns_topic.topic")
    (issue,) = issues.values()
    assert "aws_sns_topic.topic" in issue["body"]
    assert story.told() == []

    name_topic(story, "")
    story.change_value("good")
    passed(look(story))
    (issue,) = issues.values()
    assert issue["state"] == "closed"
    (message,) = story.told()
    assert "changed by hand" in message


def test_data_is_lost_only_by_consent_label_and_two_approvals(story: Story) -> None:
    repository = story.repository
    for number in range(PRICES):
        story.client("s3").delete_object(Bucket=bucket("dev"), Key=f"prices/{number}")
    number = story.propose("last", keep=False)
    repository.approve(number)
    refused(
        repository.merge(number),
        "aws_s3_bucket.bucket would be destroyed",
        "aws_s3_bucket.bucket has no consent",
        "the pull request lacks the label destroy-approved",
        "1 of 2 approvals are there",
    )
    assert story.bucket_is_there()

    repository.write("deployments/dev-destroy.toml", CONSENT)
    number = story.propose("last", keep=False, labels=("destroy-approved",))
    repository.approve(number)
    repository.approve(number, "bob")
    passed(repository.merge(number))
    assert not story.bucket_is_there()


def test_a_state_that_a_failed_deployment_left_is_kept_beside_the_others(story: Story) -> None:
    repository, target = story.repository, story.target()
    state = story.client("s3").get_object(Bucket=target.bucket, Key=target.state_key)["Body"].read()
    # Where Terraform would leave it.
    repository.write(ERRORED_STATE, state.decode())
    number = story.propose("left", keep=False)
    repository.approve(number)
    passed(repository.merge(number))
    assert kept_states(target) == []
    refused(repository.deploy("HEAD~1"), "the plan is stale", "anthill state restore dev --kept")
    (key,) = kept_states(target)
    assert target.store.get(key) == state
    roles = [line.partition(" ")[2] for line in repository.assumed if line.startswith(f"{repository.runs} ")]
    assert roles == ["deploy", "deploy"]


def roll_back(story: Story, **inputs: str) -> Ran:
    given = {"environment": "dev", "to": "", **inputs}
    return story.repository.act("workflow_dispatch", "rollback.yml", {"inputs": given})


def look(story: Story) -> Ran:
    event = {"schedule": "17 5 * * 1-5"}
    return story.repository.act("schedule", "drift.yml", event, "--matrix", "environment:dev")


def name_topic(story: Story, name: str) -> None:
    """Change the display name of the topic behind Terraform's back."""
    topics = [topic["TopicArn"] for topic in story.client("sns").list_topics()["Topics"]]
    (arn,) = [arn for arn in topics if arn.endswith("anthill-workflows-dev")]
    story.client("sns").set_topic_attributes(TopicArn=arn, AttributeName="DisplayName", AttributeValue=name)
