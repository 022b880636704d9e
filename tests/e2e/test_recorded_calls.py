"""The calls that the provider really made are those that the roles' permissions are judged by."""

import pytest

from operations.conformance.reach.actions import actions_of
from operations.conformance.reach.calls import recorded_calls, recording
from operations.conformance.reach.needed import PHASES, actions_needed
from operations.conformance.reach.trace import calls_in
from tests.e2e.conftest import Deployment

pytestmark = pytest.mark.e2e


def test_a_deployment_makes_the_calls_that_are_recorded(deployment: Deployment) -> None:
    with deployment.log.open(encoding="utf-8", errors="replace") as lines:
        reading, writing = calls_in(lines)
    assert len(writing) > 60
    unknown = {
        f"{type_} {call}"
        for found in (reading, writing)
        for type_, calls in found.items()
        for call in calls - recorded_calls(type_).all()
        # Another version of the provider may make a call that only its source told.
        if not set(actions_of(call))
        <= {action for phase in PHASES for action in actions_needed(type_, phase)}
    }
    assert not unknown, "record the provider's calls again: anthill conform --record"


def test_nothing_is_recorded_that_the_recorded_version_does_not_call(deployment: Deployment) -> None:
    lock = (deployment.folder / "cdktf.out" / "stacks" / "anthill-local" / ".terraform.lock.hcl").read_text()
    if f'"{recording().provider_version}"' not in lock:
        # Another version of the provider makes other calls: what it makes is known, by the test before.
        return
    with deployment.log.open(encoding="utf-8", errors="replace") as lines:
        _, writing = calls_in(lines)
    created = {type_: set(calls.create) for type_, calls in recording().types.items() if calls.create}
    assert created == {type_: set(calls) for type_, calls in writing.items()}
