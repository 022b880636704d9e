"""Writes a window as one object: it is there whole, or not at all."""

import gzip
import tempfile
from collections.abc import Iterable, Mapping
from typing import IO, Any
from urllib.parse import urlencode

from .client import ApiError
from .exact import encoded, written

IN_MEMORY_BYTES = 32 * 2**20
LARGEST_WINDOW_BYTES = 512 * 2**20
"""Before they are compressed: the lakehouse unpacks no more of one file, and Lambda's disk holds it."""


def spool(records: Iterable[Mapping[str, Any]], file: IO[bytes]) -> int:
    """Write records as compressed JSON lines and return how many; equal records give equal bytes.

    Raises ApiError if they need more room than there is.
    """
    count = size = 0
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
        for record in records:
            size += packed.write(encoded(written(record)) + b"\n")
            count += 1
            if size > LARGEST_WINDOW_BYTES:
                raise ApiError(
                    f"a window has more than {LARGEST_WINDOW_BYTES} bytes: make window_minutes smaller"
                )
    return count


def land(
    s3: Any,
    records: Iterable[Mapping[str, Any]],
    *,
    bucket: str,
    key: str,
    kms_key_arn: str,
    tags: Mapping[str, str],
) -> int:
    """Write the records under a key and return how many; without any, no object is written."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
        count = spool(records, file)
        if count:
            file.seek(0)
            s3.put_object(
                Bucket=bucket,
                Key=key,
                Body=file,
                ContentType="application/x-ndjson",
                ContentEncoding="gzip",
                ServerSideEncryption="aws:kms",
                SSEKMSKeyId=kms_key_arn,
                Tagging=urlencode(sorted(tags.items())),
            )
        return count
