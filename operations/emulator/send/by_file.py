"""Drops files as their sender would, and lets the real function check them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from configuration.sources.file_transfer import FileSource
from operations.emulator.send.delivery import Delivery, Stored
from operations.emulator.send.function_run import DeployedFunction
from operations.emulator.send.platform import Platform
from operations.emulator.send.rows import existing

SFTP_NOT_MOVED: Final = (
    "the way in: no SFTP server listens here, the file was put where its user's folder leads"
)
NOT_MOVED: Final = (
    "the function's place: it ran on this machine with its deployed package and settings, not in Lambda",
)


def send_by_file(platform: Platform, source: FileSource, files: Sequence[Path]) -> Delivery:
    """Put the files under the source's incoming prefix and run the arrival function on each one's event."""
    function = DeployedFunction(
        platform, code="arrival", physical_name=platform.names.named("function", f"arrival-{source.name}")
    )
    setting = function.setting("ARRIVAL")
    bucket, s3 = setting["bucket"], platform.client("s3")
    steps: list[str] = []
    stored: list[Stored] = []
    refused: list[str] = []
    before = _moved(platform, setting)
    for file in existing(files):
        key = f"{setting['incoming_prefix']}{file.name}"
        with file.open("rb") as body:
            s3.put_object(Bucket=bucket, Key=key, Body=body)
        answer = function.run(object_created(s3.head_object(Bucket=bucket, Key=key), bucket, key))
        steps.append(
            f"put {file.name} into {setting['incoming_prefix']}; the check said: {answer['outcome']}"
        )
        if answer["outcome"] == "quarantined":
            refused.append(f"{file.name} {answer['reason']}")
        after = _moved(platform, setting)
        stored += [platform.stored(bucket, key) for key, _ in sorted(after - before)]
        before = after
    return Delivery(
        source=source.name,
        kind=source.kind.value,
        records=len(files),
        steps=tuple(steps),
        stored=tuple(stored),
        announced=0,
        not_moved=((SFTP_NOT_MOVED,) if source.partner else ()) + NOT_MOVED,
        refused=tuple(refused),
    )


def _moved(platform: Platform, setting: dict[str, Any]) -> set[tuple[str, str]]:
    prefixes = (setting["landing_prefix"], setting["quarantine_prefix"])
    return {found for prefix in prefixes for found in platform.versions(setting["bucket"], prefix)}


def object_created(head: dict[str, Any], bucket: str, key: str) -> dict[str, Any]:
    """Return the event that S3 sends of an object (S3 user guide, "EventBridge event message structure")."""
    return {
        "version": "0",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "time": f"{head['LastModified']:%Y-%m-%dT%H:%M:%SZ}",
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {
                "key": key,
                "size": head["ContentLength"],
                "etag": head["ETag"].strip('"'),
                "version-id": head["VersionId"],
            },
            "reason": "PutObject",
        },
    }
