"""Nothing starts in the apply that makes its secret without a value."""

from typing import Any

import pytest

from operations.conformance.empty_secrets import empty_secrets
from tests.operations.conformance.conftest import Made

FILLED = {"aws_secretsmanager_secret_version": {"it": {"secret_id": "${aws_secretsmanager_secret.it.id}"}}}


def replication(
    *, start: Any = True, side: str = "source_endpoint_arn", named: str = "it", **more: Any
) -> Any:
    endpoint = {"secrets_manager_arn": f"${{aws_secretsmanager_secret.{named}.arn}}"}
    config = {"start_replication": start, side: "${aws_dms_endpoint.it.endpoint_arn}"}
    return {
        "aws_secretsmanager_secret": {"it": {"name": "a"}},
        "aws_dms_endpoint": {"it": endpoint},
        "aws_dms_replication_config": {"it": config},
        **more,
    }


@pytest.mark.parametrize(
    "resources",
    [
        replication() | FILLED,
        replication(start=False),
        replication(start=None),
        {
            "aws_dms_replication_config": {
                "it": {"start_replication": True, "source_endpoint_arn": "arn:aws:dms:a"}
            }
        },
    ],
)
def test_what_starts_later_or_with_a_value_passes(made: Made, resources: Any) -> None:
    assert empty_secrets(made(resources)) == []


# Row A11 of the faults that a first deployment would have met.
@pytest.mark.parametrize(
    "resources",
    [
        replication(),
        replication(side="target_endpoint_arn"),
        replication(named="other") | FILLED,
    ],
)
def test_what_starts_with_an_empty_secret_is_found(made: Made, resources: Any) -> None:
    (found,) = empty_secrets(made(resources))
    assert (found.check, found.address) == ("arguments.start", "aws_dms_replication_config.it")
    assert "which nothing here gives a value" in found.given


def test_a_task_starts_likewise(made: Made) -> None:
    task = {"start_replication_task": True, "source_endpoint_arn": "${aws_dms_endpoint.it.endpoint_arn}"}
    resources = replication(start=False) | {"aws_dms_replication_task": {"it": task}}
    assert [each.address for each in empty_secrets(made(resources))] == ["aws_dms_replication_task.it"]
