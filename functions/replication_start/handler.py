"""Where Lambda enters."""

import json
import os
import sys
from typing import Any

from .settings import Settings, parse
from .state import NotReadyError, start_types


def handle(_event: dict[str, Any], _context: object) -> dict[str, str]:
    """Start the replication if it is not at work, and say what was done."""
    import boto3  # noqa: PLC0415 - slow to load, and tests that give their own client do without

    return run(parse(os.environ["REPLICATION"]), boto3.client("dms"))


def run(settings: Settings, dms: Any) -> dict[str, str]:
    """Start the replication in the way that its state asks for.

    Raises NotReadyError if it is being changed; Lambda then asks again, twice.
    """
    status = _status(settings, dms)
    types = start_types(status, changes=settings.changes)
    if not types:
        return _done("at work", settings, status)
    refusal: Exception | None = None
    for type_ in types:
        try:
            _start(settings, dms, type_)
        except dms.exceptions.InvalidResourceStateFault as error:
            refusal = error
        else:
            return _done(type_, settings, status)
    raise NotReadyError(f"the replication was {status}: {refusal}") from refusal


def _status(settings: Settings, dms: Any) -> str:
    if settings.serverless:
        wanted = [{"Name": "replication-config-arn", "Values": [settings.arn]}]
        (found,) = dms.describe_replications(Filters=wanted)["Replications"]
    else:
        wanted = [{"Name": "replication-task-arn", "Values": [settings.arn]}]
        (found,) = dms.describe_replication_tasks(Filters=wanted, WithoutSettings=True)["ReplicationTasks"]
    return str(found["Status"]).lower().replace("-", "_")


def _start(settings: Settings, dms: Any, type_: str) -> None:
    if settings.serverless:
        dms.start_replication(ReplicationConfigArn=settings.arn, StartReplicationType=type_)
    else:
        dms.start_replication_task(ReplicationTaskArn=settings.arn, StartReplicationTaskType=type_)


def _done(outcome: str, settings: Settings, status: str) -> dict[str, str]:
    answer = {"outcome": outcome, "source": settings.source, "status": status}
    sys.stdout.write(json.dumps(answer, sort_keys=True) + "\n")
    return answer
