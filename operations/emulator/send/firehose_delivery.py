"""What Firehose would write of a stream's records, by what the delivery stream's configuration says."""

import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from operations.common.errors import OperationError
from operations.emulator.send.platform import Platform

APPEND_DELIMITER: Final = "AppendDelimiterToRecord"
DELIMITERS: Final[Mapping[str, bytes]] = {r"\n": b"\n"}
"""What the processor may append, as its parameter is written: "\\n" without one (Firehose API, Processor)."""
TIMES: Final[Mapping[str, str]] = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
"""The parts of a pattern in a prefix, which are Java's DateTimeFormatter's (Firehose developer guide, "Custom
prefixes for Amazon S3 objects")."""
EXPRESSION: Final = re.compile(r"!\{([^}]*)\}")
COMPRESSIONS: Final[Mapping[str, tuple[str, Callable[[bytes], bytes]]]] = {
    "UNCOMPRESSED": ("", bytes),
    "GZIP": (".gz", gzip.compress),
}
"""By the name in the configuration, the ending of an object's name and how its bytes are made."""
MEBIBYTE: Final = 2**20


def objects(platform: Platform, name: str, records: Sequence[bytes]) -> list[dict[str, Any]]:
    """Return what a delivery stream would write of records, each as the arguments of S3's PutObject.

    What Firehose does to each record, how it joins, compresses, names and encrypts them is read from the delivery
    stream as it is deployed. Raises OperationError for a configuration that this can't follow.
    """
    described = platform.client("firehose").describe_delivery_stream(DeliveryStreamName=name)
    stream = described["DeliveryStreamDescription"]
    destination: dict[str, Any] = stream["Destinations"][0]["ExtendedS3DestinationDescription"]
    compression = destination.get("CompressionFormat", "UNCOMPRESSED")
    if compression not in COMPRESSIONS:
        raise _unknown(name, "compression", compression, COMPRESSIONS)
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


def processed(name: str, destination: Mapping[str, Any], records: Iterable[bytes]) -> list[bytes]:
    """Return each record as the processors of a destination leave it; without any, as it was sent.

    Raises OperationError for a processor other than `AppendDelimiterToRecord`.
    """
    processing = destination.get("ProcessingConfiguration", {})
    appended = b""
    for processor in processing.get("Processors", []) if processing.get("Enabled") else []:
        if processor["Type"] != APPEND_DELIMITER:
            raise _unknown(name, "processor", processor["Type"], (APPEND_DELIMITER,))
        parameters = {
            each["ParameterName"]: each["ParameterValue"] for each in processor.get("Parameters", [])
        }
        delimiter = parameters.get("Delimiter", r"\n")
        if delimiter not in DELIMITERS:
            raise _unknown(name, "delimiter", delimiter, DELIMITERS)
        appended += DELIMITERS[delimiter]
    return [record + appended for record in records]


def prefix(name: str, pattern: str, at: datetime) -> str:
    """Return the prefix of an object that is delivered at a time. Raises OperationError for another expression."""

    def expanded(found: re.Match[str]) -> str:
        namespace, _, text = found[1].partition(":")
        if namespace != "timestamp":
            raise _unknown(name, "expression", found[0], ("!{timestamp:...}",))
        parts = re.findall(r"[A-Za-z]+|[^A-Za-z]+", text)
        unknown = [part for part in parts if part.isalpha() and part not in TIMES]
        if unknown:
            raise _unknown(name, "part of a time", unknown[0], TIMES)
        return at.strftime("".join(TIMES.get(part) or part.replace("%", "%%") for part in parts))

    return EXPRESSION.sub(expanded, pattern)


def _buffered(records: Iterable[bytes], destination: Mapping[str, Any]) -> Iterator[bytes]:
    """Return the records joined, as many to an object as its buffer holds."""
    most = destination.get("BufferingHints", {}).get("SizeInMBs", 5) * MEBIBYTE
    buffer, size = [], 0
    for record in records:
        if buffer and size + len(record) > most:
            yield b"".join(buffer)
            buffer, size = [], 0
        buffer.append(record)
        size += len(record)
    if buffer:
        yield b"".join(buffer)


def _encryption(destination: Mapping[str, Any]) -> dict[str, str]:
    key = destination.get("EncryptionConfiguration", {}).get("KMSEncryptionConfig", {}).get("AWSKMSKeyARN")
    return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key} if key else {}


def _unknown(name: str, what: str, given: str, known: Iterable[str]) -> OperationError:
    return OperationError(
        f"delivery stream {name} has {what} {given!r}, which can't be followed here; known: {', '.join(known)}"
    )
