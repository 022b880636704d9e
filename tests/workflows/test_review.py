"""A pull request's review, with what is tried of it in jobs of their own: rehearsal, scan, labels and check."""

import pytest

from operations.review.verdict import LABELS
from tests.workflows.conftest import Story

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def test_what_was_tried_beside_the_plan_is_in_the_comment_whatever_came_of_it(story: Story) -> None:
    story.repository.variables["ANTHILL_PLAN_ONLY"] = ""
    # The bucket goes and holds objects: AWS refuses, which only the rehearsal knows.
    story.repository.values(value="one", bucket=False, healthy=True)
    number, ran = story.repository.propose()
    assert not ran.passed
    (comment,) = story.github.state.comments.values()
    assert "### Rehearsal of anthill-dev: FAILED in" in comment["body"]
    assert "BucketNotEmpty" in comment["body"]
    # This small repository has no conformance: its job ends with that, and the review comes without findings.
    assert "conformance/uv.lock is not in" in ran.log
    assert "### Policy findings: not scanned" in comment["body"]
    assert "### What changed outside of Terraform: nothing" in comment["body"]
    pull = story.github.state.pulls[str(number)]
    (check,) = story.github.state.checks
    assert (check["name"], check["head_sha"], check["conclusion"]) == (
        "review",
        pull["head"]["sha"],
        "failure",
    )
    assert "REHEARSAL FAILED" in check["output"]["title"]
    assert {label["name"] for label in pull["labels"]} <= LABELS.keys()
