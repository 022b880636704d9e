"""What Firehose would write of a stream's records, by what the delivery stream's configuration says."""

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from operations.common.delivery_prefix import prefix, unknown
from operations.common.in_parts import in_parts
from operations.emulator.send.platform import Platform

APPEND_DELIMITER: Final = "AppendDelimiterToRecord"
DELIMITERS: Final[Mapping[str, bytes]] = {r"\n": b"\n"}
"""What the processor may append, as its parameter is written: "\\n" without one (Firehose API, Processor)."""
COMPRESSIONS: Final[Mapping[str, tuple[str, Callable[[bytes], bytes]]]] = {
    "UNCOMPRESSED": ("", bytes),
    "GZIP": (".gz", gzip.compress),
}
"""By the name in the configuration, the ending of an object's name and how its bytes are made."""
MEBIBYTE: Final = 2**20
FOLLOWED: Final = frozenset(
    {
        *("BucketARN", "BufferingHints", "CompressionFormat", "EncryptionConfiguration"),
        *("Prefix", "ProcessingConfiguration"),
        # What becomes of records that can't be delivered, who delivers, and who is told: all are delivered here.
        *("CloudWatchLoggingOptions", "ErrorOutputPrefix", "RoleARN"),
    }
)
"""Settings of a destination (Firehose API reference, ExtendedS3DestinationDescription)."""
UNUSED: Final[Mapping[str, Any]] = {
    "CustomTimeZone": "UTC",
    "DataFormatConversionConfiguration": {"Enabled": False},
    "DynamicPartitioningConfiguration": {"Enabled": False},
    "FileExtension": "",
    "S3BackupMode": "Disabled",
}
"""Those that are followed with this value alone, which changes nothing."""


def objects(platform: Platform, name: str, records: Sequence[bytes]) -> list[dict[str, Any]]:
    """Return what a delivery stream would write of records, each as the arguments of S3's PutObject.

    What Firehose does to each record, how it joins, compresses, names and encrypts them is read from the delivery
    stream as it is deployed. Raises OperationError for a configuration that this can't follow.
    """
    described = platform.client("firehose").describe_delivery_stream(DeliveryStreamName=name)
    stream = described["DeliveryStreamDescription"]
    destination: dict[str, Any] = stream["Destinations"][0]["ExtendedS3DestinationDescription"]
    require_known(name, destination)
    compression = destination.get("CompressionFormat", "UNCOMPRESSED")
    if compression not in COMPRESSIONS:
        raise unknown(name, "compression", compression, COMPRESSIONS)
    ending, compressed = COMPRESSIONS[compression]
    now = datetime.now(UTC)
    place = prefix(name, destination.get("Prefix", ""), now)
    # The name of an object: Firehose developer guide, "Configure Amazon S3 object name format".
    file = f"{name}-{stream['VersionId']}-{now:%Y-%m-%d-%H-%M-%S}"
    return [
        {
            "Bucket": destination["BucketARN"].rpartition(":")[2],
            "Key": f"{place}{file}-{uuid4()}{ending}",
            "Body": compressed(content),
            **_encryption(destination),
        }
        for content in _buffered(processed(name, destination, records), destination)
    ]


def require_known(name: str, destination: Mapping[str, Any]) -> None:
    """Raise OperationError for a setting of a destination that can't be followed here."""
    for setting in sorted(destination.keys() - FOLLOWED):
        if setting not in UNUSED:
            raise unknown(name, "setting", setting, sorted({*FOLLOWED, *UNUSED}))
        if destination[setting] != UNUSED[setting]:
            raise unknown(name, setting, destination[setting], (repr(UNUSED[setting]),))


def processed(name: str, destination: Mapping[str, Any], records: Iterable[bytes]) -> list[bytes]:
    """Return each record as the processors of a destination leave it; without any, as it was sent.

    Raises OperationError for a processor other than `AppendDelimiterToRecord`.
    """
    processing = destination.get("ProcessingConfiguration", {})
    appended = b""
    for processor in processing.get("Processors", []) if processing.get("Enabled") else []:
        if processor["Type"] != APPEND_DELIMITER:
            raise unknown(name, "processor", processor["Type"], (APPEND_DELIMITER,))
        parameters = {
            each["ParameterName"]: each["ParameterValue"] for each in processor.get("Parameters", [])
        }
        delimiter = parameters.get("Delimiter", r"\n")
        if delimiter not in DELIMITERS:
            raise unknown(name, "delimiter", delimiter, DELIMITERS)
        appended += DELIMITERS[delimiter]
    return [record + appended for record in records]


def _buffered(records: Iterable[bytes], destination: Mapping[str, Any]) -> Iterator[bytes]:
    """Return the records joined, as many to an object as its buffer holds."""
    most = destination.get("BufferingHints", {}).get("SizeInMBs", 5) * MEBIBYTE
    return map(b"".join, in_parts(records, len, most))


def _encryption(destination: Mapping[str, Any]) -> dict[str, str]:
    key = destination.get("EncryptionConfiguration", {}).get("KMSEncryptionConfig", {}).get("AWSKMSKeyARN")
    return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key} if key else {}
