"""Changes a real PostgreSQL, and brings its rows to landing as the deployed replication would."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from configuration.sources.database import DatabaseEngine, DatabaseSource
from operations.common.embedded_engine.database_home import DatabaseHome
from operations.common.errors import InputError
from operations.emulator.replication.deployed import S3Target, deployed
from operations.emulator.replication.landing_files import LandingFile
from operations.emulator.replication.replicate import Replication
from operations.emulator.replication.server import running_server
from operations.emulator.send.delivery import Delivery, Stored
from operations.emulator.send.function_run import DeployedFunction
from operations.emulator.send.platform import Platform
from operations.emulator.send.source_database import change
from operations.emulator.send.source_secret import value_of

NOT_MOVED: Final = (
    "the schedule: EventBridge Scheduler runs nothing here, this command took its place",
    "the replication: DMS reads nothing here; a stand-in for it read a PostgreSQL on this machine, by its settings",
)
CREDENTIALS: Final = json.dumps({"host": "192.0.2.1", "port": 5432, "username": "nobody", "password": "none"})
"""Those of no database (RFC 5737), put where a person has put none: the one on this machine has no password."""
AFRESH: Final = ("start-replication", "reload-target")
"""The starts after which a replication reads its tables whole (DMS API reference, StartReplication)."""


def send_by_database(
    platform: Platform, source: DatabaseSource, files: Sequence[Path], home: DatabaseHome
) -> Delivery:
    """Change the source's database by files, start its replication, and store what that writes.

    A replication that starts for the first time, or whose kind reads tables whole each time, stores every row of
    them; one that is at work stores what has changed since. Raises InputError for files that are not right,
    OperationError if the database or the replication does not start.
    """
    if source.engine is not DatabaseEngine.POSTGRESQL:
        raise InputError(
            f"source {source.name} is of {source.engine}: only {DatabaseEngine.POSTGRESQL} runs on this machine"
        )
    client = platform.client("dms")
    # Before anything is changed: it may refuse.
    replicated = deployed(client, platform.names.named("replication", source.name))
    stored: list[Stored] = []

    def store(file: LandingFile) -> None:
        arguments = _arguments(replicated.target, file)
        platform.client("s3").put_object(**arguments)
        stored.append(platform.stored(arguments["Bucket"], file.key))

    with running_server(home) as server:
        replication = Replication(replicated, server, store)
        steps = change(server, source, files)
        started, outcome = _start(platform, source)
        if outcome in AFRESH or not replication.has_slot():
            count = replication.full_load()
            steps += [started, f"read {count} rows, all of its tables, into {len(stored)} files"]
        else:
            count = replication.ongoing()
            steps += [started, f"read {count} changes into {len(stored)} files"]
    return Delivery(
        source=source.name,
        kind=source.kind.value,
        records=count,
        steps=tuple(steps),
        stored=tuple(stored),
        announced=0,
        not_moved=NOT_MOVED,
    )


def _start(platform: Platform, source: DatabaseSource) -> tuple[str, str]:
    """Run the function that starts the replication; return what it did, in words and as its outcome."""
    name = platform.names.named("function", f"replicate-{source.name}")
    function = DeployedFunction(platform, code="replication_start", physical_name=name)
    value_of(platform, platform.names.named("secret", source.name), otherwise=CREDENTIALS)
    answer = function.run({})
    said = f"ran {function.name}: the replication was {answer['status']}, {answer['outcome']}"
    return said, str(answer["outcome"])


def _arguments(target: S3Target, file: LandingFile) -> dict[str, Any]:
    """Return the arguments of S3's PutObject."""
    arguments: dict[str, Any] = {"Bucket": target.bucket_name, "Key": file.key, "Body": file.content}
    if target.expected_bucket_owner:
        arguments["ExpectedBucketOwner"] = target.expected_bucket_owner
    if target.encryption_mode == "SSE_S3":
        return arguments | {"ServerSideEncryption": "AES256"}
    arguments["ServerSideEncryption"] = "aws:kms"
    if target.server_side_encryption_kms_key_id:
        arguments["SSEKMSKeyId"] = target.server_side_encryption_kms_key_id
    return arguments
