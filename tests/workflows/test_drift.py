"""Drift is found on schedule: one issue, opened, changed and closed; and told until it is over."""

import pytest

from operations.storage.bucket import BucketStore
from tests.workflows.conftest import Story, passed, refused
from tests.workflows.runner import Ran

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def deployed(story: Story) -> Story:
    """The story after a first deployment; prod, whose bucket remembers what was told, has been bootstrapped."""
    story.deploy("one")
    store = story.target("prod").store
    assert isinstance(store, BucketStore)
    story.client("s3").create_bucket(
        Bucket=store.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    return story


def test_one_issue_is_opened_changed_and_closed(deployed: Story) -> None:
    issues = deployed.github.state.issues
    passed(look(deployed))
    assert not issues
    assert deployed.told() == []

    deployed.change_value("by hand")
    refused(look(deployed), "aws_ssm_parameter.parameter")
    (issue,) = issues.values()
    assert issue["state"] == "open"
    assert "Drift in dev" in issue["title"]
    assert "aws_ssm_parameter.parameter" in issue["body"]
    (message,) = deployed.told()
    assert "changed by hand" in message

    topic = deployed.client("sns").list_topics()["Topics"]
    (arn,) = [each["TopicArn"] for each in topic if "anthill-workflows-dev" in each["TopicArn"]]
    deployed.client("sns").set_topic_attributes(
        TopicArn=arn, AttributeName="DisplayName", AttributeValue="by hand"
    )
    refused(look(deployed), "aws_sns_topic.topic")
    (issue,) = issues.values()
    assert "aws_sns_topic.topic" in issue["body"]
    # The same failure again: nobody is told twice.
    assert deployed.told() == []

    deployed.client("sns").set_topic_attributes(TopicArn=arn, AttributeName="DisplayName", AttributeValue="")
    deployed.change_value("one")
    passed(look(deployed))
    (issue,) = issues.values()
    assert issue["state"] == "closed"
    (message,) = deployed.told()
    assert "changed by hand" in message


def look(story: Story) -> Ran:
    return story.repository.act(
        "schedule", "drift.yml", {"schedule": "17 5 * * 1-5"}, "--matrix", "environment:dev"
    )
