"""Sends records into a stream, as producers do, and delivers them as Firehose would."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from configuration.sources.stream import StreamSource
from operations.common.errors import OperationError
from operations.common.in_parts import in_parts
from operations.emulator.send.delivery import Delivery
from operations.emulator.send.firehose_delivery import objects
from operations.emulator.send.platform import Platform
from operations.emulator.send.rows import existing, read_rows

LARGEST_CALL_RECORDS: Final = 500
LARGEST_CALL_BYTES: Final = 5 * 2**20
"""Of one PutRecords (Kinesis API reference)."""
NOT_MOVED: Final = (
    "the delivery: Firehose reads no stream here; this command wrote what it would write of these records",
)


def send_by_stream(platform: Platform, source: StreamSource, files: Sequence[Path]) -> Delivery:
    """Put the records of the files into the source's stream, in their order, keyed by the dataset's key.

    A record is an object of JSON and nothing else: what stands between records in bronze is the delivery's to add.
    """
    dataset = source.dataset
    keys = [column.name for column in dataset.columns if column.primary_key]
    rows = [row for file in existing(files) for row in read_rows(file, dataset)]
    stream = platform.names.named("stream", f"stream-{source.name}")
    client = platform.client("kinesis")
    records = [json.dumps(row, separators=(",", ":")).encode() for row in rows]
    entries = [
        {"Data": record, "PartitionKey": "|".join(str(row[key]) for key in keys)[:256]}
        for record, row in zip(records, rows, strict=True)
    ]
    delivery_stream = platform.names.named("delivery_stream", f"stream-{source.name}")
    # Before anything is sent: it may refuse.
    delivered = objects(platform, delivery_stream, records)
    shards: set[str] = set()
    for batch in in_parts(entries, _size, LARGEST_CALL_BYTES, most=LARGEST_CALL_RECORDS):
        answer = client.put_records(StreamName=stream, Records=batch)
        if answer["FailedRecordCount"]:
            raise OperationError(f"stream {stream} took {len(batch) - answer['FailedRecordCount']} of a call")
        shards |= {record["ShardId"] for record in answer["Records"]}
    for arguments in delivered:
        platform.client("s3").put_object(**arguments)
    stored = [platform.stored(each["Bucket"], each["Key"]) for each in delivered]
    summary = client.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]
    return Delivery(
        source=source.name,
        kind=source.kind.value,
        records=len(rows),
        steps=(
            f"put {len(rows)} records into {stream}, on {len(shards)} of {summary['OpenShardCount']} shards, "
            f"encryption {summary['EncryptionType']}",
            f"wrote {len(stored)} objects as {delivery_stream} is configured to",
        ),
        stored=tuple(stored),
        announced=0,
        not_moved=NOT_MOVED,
    )


def _size(entry: dict[str, Any]) -> int:
    return len(entry["Data"]) + len(entry["PartitionKey"].encode())
