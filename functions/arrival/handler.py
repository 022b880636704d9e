"""Where Lambda enters."""

import json
import os
import sys
from typing import Any

from .content import fault
from .delivered import Delivered, delivered
from .settings import Settings, parse
from .store import Store

LONGEST_REASON = 256


def handle(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Check the file of one event, and say where it went."""
    import boto3  # noqa: PLC0415 - slow to load, and tests that give their own client do without

    return run(event, parse(os.environ["ARRIVAL"]), boto3.client("s3"))


def run(event: dict[str, Any], settings: Settings, s3: Any) -> dict[str, str]:
    """Move the file of one event to landing or quarantine; an event told twice changes nothing more."""
    file = delivered(event, settings)
    if file is None:
        return _done("ignored", settings, event["detail"]["object"]["key"])
    store = Store(s3, settings.bucket, settings.kms_key_arn)
    if not store.exists(file):
        return _done("moved before", settings, file.key)
    reason = _reason(file, settings, store)
    if reason is None:
        store.move(file, file.target(settings.landing_prefix), tags=settings.tags, metadata={})
        return _done("landed", settings, file.key)
    told = reason.encode("ascii", "replace").decode()[:LONGEST_REASON]
    store.move(
        file,
        file.target(settings.quarantine_prefix),
        tags={**settings.tags, "quarantined": "true"},
        metadata={"quarantine-reason": told},
    )
    return _done("quarantined", settings, file.key, told)


def _reason(file: Delivered, settings: Settings, store: Store) -> str | None:
    # Which columns Parquet has is not looked at here, so that a file of a smoke test could not be told by them.
    from_smoke_test = settings.format != "parquet" and file.file_name.startswith(settings.smoke_name)
    if not from_smoke_test and not settings.name_pattern.fullmatch(file.file_name):
        return f"its name does not match {settings.name_pattern.pattern}"
    if file.size == 0:
        return "is empty"
    if file.size > settings.maximum_bytes:
        return f"has {file.size} bytes, more than {settings.maximum_bytes}"
    return fault(
        settings.format,
        lambda offset, count: store.read(file, offset, count),
        file.size,
        # Else anybody could give a file of the source's own this name, and it would be taken for good data.
        (*settings.columns, settings.smoke_column) if from_smoke_test else settings.columns,
    )


def _done(outcome: str, settings: Settings, key: str, reason: str = "") -> dict[str, str]:
    answer = {"outcome": outcome, "source": settings.source, "key": key, "reason": reason}
    sys.stdout.write(json.dumps(answer, sort_keys=True) + "\n")
    return answer
