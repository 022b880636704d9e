"""What goes wrong after an apply is taken back, told once, and told to be over."""

from typing import Any

import pytest

from tests.workflows.conftest import Story, passed, refused
from tests.workflows.runner import Ran
from tests.workflows.small_application import bucket

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

PRICES = 25


def test_a_failed_smoke_test_goes_back_by_itself_and_is_told_until_it_is_over(story: Story) -> None:
    story.deploy("good")
    assert story.told() == []

    number = story.propose("bad", healthy=False)
    story.repository.approve(number)
    refused(
        story.repository.merge(number),
        "smoke test of anthill-dev failed: 1 of 1",
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
    story.deploy("older")
    for number in range(PRICES):
        story.client("s3").put_object(Bucket=bucket("dev"), Key=f"prices/{number}", Body=b"1")
    story.deploy("newer")

    ran = roll_back(story, dry_run="true")
    passed(ran)
    assert "anthill-dev would go back to release" in ran.log
    assert story.value() == "newer"

    passed(roll_back(story, dry_run="false"))
    assert story.value() == "older"
    held = story.client("s3").list_objects_v2(Bucket=bucket("dev"))
    assert held["KeyCount"] == PRICES


def test_a_rollback_that_would_lose_data_is_refused(story: Story) -> None:
    refused(
        roll_back(story, dry_run="false", to="0" * 12),
        "no release",
    )


def roll_back(story: Story, **inputs: Any) -> Ran:
    given = {"environment": "dev", "to": "", **inputs}
    return story.repository.act("workflow_dispatch", "rollback.yml", {"inputs": given})
