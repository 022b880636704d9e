"""Calls that schedules make are judged as what they are: an operation and its input."""

import json
from typing import Any

import pytest

from operations.conformance.scheduled_calls import scheduled_calls
from tests.operations.conformance.conftest import Made

DMS = "arn:aws:scheduler:::aws-sdk:databasemigration:startReplication"
CONFIG = "${aws_dms_replication_config.it.arn}"
FIRST = {"ReplicationConfigArn": CONFIG, "StartReplicationType": "start-replication"}
AGAIN = FIRST | {"StartReplicationType": "reload-target"}


def schedules(*calls: tuple[str, Any], **config: Any) -> dict[str, Any]:
    inputs = [(arn, given if isinstance(given, str) else json.dumps(given)) for arn, given in calls]
    made = {
        str(n): {"name": "s", "target": {"arn": arn, "input": text}} for n, (arn, text) in enumerate(inputs)
    }
    return {"aws_scheduler_schedule": made, "aws_dms_replication_config": {"it": config}}


@pytest.mark.parametrize(
    "resources",
    [
        schedules((DMS, FIRST)),
        schedules((DMS, FIRST), (DMS, AGAIN)),
        schedules((DMS, AGAIN), start_replication=True),
        schedules(("arn:aws:lambda:eu-west-1:111111111111:function:f", "anything")),
        schedules(("arn:aws:scheduler:::aws-sdk:sqs:sendMessage", {"QueueUrl": "a", "MessageBody": "b"})),
    ],
)
def test_what_is_right_passes(made: Made, resources: dict[str, Any]) -> None:
    assert scheduled_calls(made(resources)) == []


@pytest.mark.parametrize(
    ("resources", "kind", "shown"),
    [
        # Row A10 of the faults that a first deployment would have met.
        (schedules((DMS, AGAIN)), "enum", "nothing starts aws_dms_replication_config.it before"),
        (schedules((DMS, AGAIN), start_replication=False), "enum", "StartReplicationType = reload-target"),
        (
            schedules((DMS, AGAIN), (DMS, AGAIN | {"StartReplicationType": "resume-processing"})),
            "enum",
            "resume",
        ),
        (schedules((f"{DMS}s", FIRST)), "enum", "StartReplications"),
        (schedules(("arn:aws:scheduler:::aws-sdk:nothing:startIt", {})), "enum", "nothing StartIt"),
        (schedules((DMS, "start")), "pattern", "target.input"),
        (schedules((DMS, FIRST | {"Type": "full"})), "unlisted", "Type"),
        (schedules((DMS, FIRST | {"replicationConfigArn": "a"})), "unlisted", "replicationConfigArn"),
        (schedules((DMS, FIRST | {"CdcStart": "a"})), "unlisted", "CdcStart"),
        (
            schedules((DMS, {"StartReplicationType": "start-replication"})),
            "required",
            "without ReplicationConfigArn",
        ),
        (
            schedules(("arn:aws:scheduler:::aws-sdk:sqs:sendMessage", {"QueueUrl": "a"})),
            "required",
            "without MessageBody",
        ),
        (schedules(("arn:aws:scheduler:::aws-sdk:sns:publish", {})), "required", "without Message"),
    ],
)
def test_what_aws_refuses_is_found(made: Made, resources: dict[str, Any], kind: str, shown: str) -> None:
    found = scheduled_calls(made(resources))
    assert {each.check for each in found} == {f"arguments.{kind}"}
    assert any(shown in each.given for each in found)
    assert all(each.source for each in found)
