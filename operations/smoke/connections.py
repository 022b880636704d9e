"""Tests the connection of a source that nothing may be sent to: a vendor's API, a database, a partner's folder."""

import time
from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from functions.api_feed.handler import ONLY_CONNECT
from functions.replication_start.state import NEVER_RUN
from operations.common.errors import OperationError
from operations.smoke.marked import Means
from operations.smoke.sources import ApiSource, DatabaseSource, PartnerSource

TRIES: Final = 3
"""How often an API is asked before it counts as not answering: one failure may be of the moment."""


def ask_api(source: ApiSource, means: Means) -> str:
    """Let the feed's function ask its API with its key, from its network, as far as the first record."""
    said = ""
    for number in range(TRIES):
        try:
            answer = means.carrier.run(source.function, ONLY_CONNECT)
        except OperationError as error:
            said = f"{source.function} {error}"
        else:
            asked = isinstance(answer, dict) and "answered" in answer
            return "" if asked else f"{source.function} answers {answer}: it is of another release"
        if number + 1 < TRIES:
            time.sleep(means.poll)
    return said


def ask_database(source: DatabaseSource, means: Means) -> str | None:
    """Ask DMS how it gets on with the database; None where that cannot be known yet.

    A serverless replication tests its connection when it starts, and not otherwise (DMS user guide, "AWS DMS
    Serverless components"): what came of its last run is asked. An instance tests it at once.
    """
    dms = means.client("dms")
    try:
        if not source.serverless:
            return _tested(source, dms, means)
        (found,) = dms.describe_replications(
            Filters=[{"Name": "replication-config-arn", "Values": [source.arn]}]
        )["Replications"]
    except (BotoCoreError, ClientError, ValueError) as error:
        return " ".join(str(error).split())[:300]
    status = str(found["Status"]).lower().replace("-", "_")
    if status in NEVER_RUN:
        return None
    said = "; ".join(found.get("FailureMessages", [])) or found.get("StopReason", "")
    return f"its replication has failed: {said}"[:300] if status == "failed" else ""


def ask_folder(source: PartnerSource, means: Means) -> str:
    """See that a user with a key is led to the folder by a server that is online; nothing is put there."""
    for user in source.users:
        targets = [f"{mapping['target']}/" for mapping in user["home_directory_mappings"]]
        if source.folder.startswith(tuple(targets)):
            return _user(means, user["server_id"], user["user_name"])
    return f"no user of an SFTP server is led to {source.folder}"


def _user(means: Means, server: str, name: str) -> str:
    transfer = means.client("transfer")
    try:
        state = transfer.describe_server(ServerId=server)["Server"]["State"]
        user = transfer.describe_user(ServerId=server, UserName=name)["User"]
    except (BotoCoreError, ClientError) as error:
        return " ".join(str(error).split())[:300]
    if state != "ONLINE":
        return f"the SFTP server {server} is {state}"
    return "" if user.get("SshPublicKeys") else f"user {name} of the SFTP server {server} has no key"


def _tested(source: DatabaseSource, dms: Any, means: Means) -> str:
    dms.test_connection(ReplicationInstanceArn=source.instance, EndpointArn=source.endpoint)
    deadline = time.monotonic() + means.within
    asked: Callable[[], dict[str, Any]] = lambda: dms.describe_connections(  # noqa: E731
        Filters=[
            {"Name": "endpoint-arn", "Values": [source.endpoint]},
            {"Name": "replication-instance-arn", "Values": [source.instance]},
        ]
    )["Connections"][0]
    while (found := asked())["Status"] == "testing":
        if time.monotonic() >= deadline:
            return f"its connection is still being tested after {means.within:.0f} s"
        time.sleep(means.poll)
    return (
        "" if found["Status"] == "successful" else f"{found['Status']}: {found.get('LastFailureMessage', '')}"
    )
