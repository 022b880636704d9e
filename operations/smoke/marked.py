"""Sends one marked record through a source that may be sent to, and waits until it has arrived and is announced.

What it arrives as is never read: a deployment looks into no data. A file's object is known by its name; of a stream's
it is known that one came after the record was put, under the prefix of its hour.
"""

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from contracts.smoke_record import FIELD, FILE_PREFIX
from functions.arrival.delivered import ETAG_CHARACTERS
from operations.common.delivery_prefix import prefix as expanded
from operations.common.errors import OperationError
from operations.smoke.carrier import Carrier
from operations.smoke.question import Client
from operations.smoke.sources import DropSource, Place, StreamSource

Found = TypeVar("Found")

POLL_SECONDS: Final = 2.0
WAITING: Final = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
READING: Final = ("NumberOfEmptyReceives", "NumberOfMessagesReceived")
"""Metrics of a queue that somebody reads (SQS developer guide, "Available CloudWatch metrics for Amazon SQS")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """With what records are sent and waited for: `within` is in seconds, beyond what a stream collects."""

    client: Client
    carrier: Carrier
    within: float
    poll: float = POLL_SECONDS


def send_to_stream(source: StreamSource, means: Means) -> str:
    """Put a marked record into a stream; return what is wrong, nothing if it was delivered and announced in time."""
    id_, limit = uuid4().hex, source.collects_seconds + means.within
    record = json.dumps({FIELD: id_}).encode()
    try:
        before, waiting = set(_delivered(source, means)), _waiting(source.place, means)
        means.client("kinesis").put_record(StreamName=source.stream, Data=record, PartitionKey=id_)
        means.carrier.deliver(source.delivery, record)
        deadline = time.monotonic() + limit
        if not _until(lambda: set(_delivered(source, means)) - before, deadline, means):
            where = f"s3://{source.place.bucket}/{source.pattern.partition('!{')[0]}"
            return f"a record was put into {source.stream} and nothing came to {where} within {limit:.0f} s"
        return _not_announced(source.place, waiting, deadline, means)
    except (BotoCoreError, ClientError, OperationError) as error:
        return _said(error)


def send_file(source: DropSource, means: Means) -> str:
    """Put a marked file where files are put; return what is wrong, nothing if it landed and was announced in time."""
    setting = source.setting
    content = marked_file(setting["format"], setting["columns"], uuid4().hex)
    name = f"{FILE_PREFIX}{uuid4().hex[:12]}.{setting['format']}"
    key = f"{setting['incoming_prefix']}{name}"
    try:
        waiting = _waiting(source.place, means)
        put = means.client("s3").put_object(Bucket=setting["bucket"], Key=key, Body=content)
        etag = put["ETag"].strip('"')[:ETAG_CHARACTERS]
        deadline = time.monotonic() + means.within
        means.carrier.announce(source.function, setting["bucket"], key)
        moved = partial(_moved, setting, f"{etag}-{name}", means)
        found = _until(moved, deadline, means)
        if found is None:
            return f"{key} was put and came neither to landing nor to quarantine within {means.within:.0f} s"
        if found == setting["quarantine_prefix"]:
            return f"{key} was put and set aside as faulty, under {found}"
        return _not_announced(source.place, waiting, deadline, means)
    except OperationError as error:
        return f"{source.function} {error}"
    except (BotoCoreError, ClientError) as error:
        return _said(error)


def marked_file(format_: str, columns: list[str], id_: str) -> bytes:
    """Return a file with the columns that are required, without values, and the marking one with the test's id."""
    row = dict.fromkeys(columns, "") | {FIELD: id_}
    if format_ == "jsonl":
        return json.dumps(row).encode() + b"\n"
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode()


def _delivered(source: StreamSource, means: Means) -> Iterator[str]:
    now = datetime.now(UTC)
    # An object is named by the time of its oldest record, which may be of the hour before.
    times = (now - timedelta(hours=1), now)
    for prefix in dict.fromkeys(expanded(source.delivery, source.pattern, at) for at in times):
        yield from _keys(means, source.place.bucket, prefix)


def _keys(means: Means, bucket: str, prefix: str) -> Iterator[str]:
    pages = means.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        yield from (each["Key"] for each in page.get("Contents", []))


def _moved(setting: Any, name: str, means: Means) -> str | None:
    now = datetime.now(UTC)
    for day in {f"{now - timedelta(minutes=30):%Y-%m-%d}", f"{now:%Y-%m-%d}"}:
        for prefix in (setting["landing_prefix"], setting["quarantine_prefix"]):
            if any(_keys(means, setting["bucket"], f"{prefix}arrived={day}/{name}")):
                return str(prefix)
    return None


def _waiting(place: Place, means: Means) -> int:
    if place.queue_url is None:
        return 0
    answer = means.client("sqs").get_queue_attributes(QueueUrl=place.queue_url, AttributeNames=list(WAITING))
    return sum(int(answer["Attributes"].get(name, 0)) for name in WAITING)


def _not_announced(place: Place, before: int, deadline: float, means: Means) -> str:
    """Return what is wrong with the announcement of an object that has arrived."""
    if place.queue_url is None:
        return f"it arrived in s3://{place.bucket}/{place.prefix}, about which no rule tells a queue"
    if _is_read(place.queue_url, means):
        # Messages come and go: their count says nothing, and to receive one would take it from who reads.
        return ""
    if _until(lambda: _waiting(place, means) > before or None, deadline, means):
        return ""
    return f"it arrived in s3://{place.bucket}/{place.prefix}, and {place.queue_url} has no message more"


def _is_read(queue_url: str, means: Means) -> bool:
    now = datetime.now(UTC)
    return any(
        point["Sum"]
        for metric in READING
        for point in means.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/SQS",
            MetricName=metric,
            Dimensions=[{"Name": "QueueName", "Value": queue_url.rpartition("/")[2]}],
            StartTime=now - timedelta(days=1),
            EndTime=now,
            Period=3600,
            Statistics=["Sum"],
        )["Datapoints"]
    )


def _until(found: Callable[[], Found | None], deadline: float, means: Means) -> Found | None:
    """Ask until there is something or the time is over; return what was found."""
    while not (answer := found()):
        if time.monotonic() >= deadline:
            return None
        time.sleep(means.poll)
    return answer


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
