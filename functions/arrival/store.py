"""Reads and moves objects, in an order that loses none."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from .delivered import Delivered

GONE = frozenset({"404", "NoSuchKey", "NoSuchVersion", "NotFound"})


class Store:
    """Moves delivered files within one bucket: copies first, removes then."""

    def __init__(self, s3: Any, bucket: str, kms_key_arn: str) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._kms_key_arn = kms_key_arn

    def exists(self, file: Delivered) -> bool:
        """Return whether the delivered version is still where it was delivered."""
        try:
            self._s3.head_object(Bucket=self._bucket, Key=file.key, **_version(file))
        except self._s3.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                return False
            raise
        return True

    def read(self, file: Delivered, offset: int, count: int) -> bytes:
        """Return bytes of the file; none of an empty one."""
        if file.size <= offset:
            return b""
        last = min(offset + count, file.size) - 1
        answer = self._s3.get_object(
            Bucket=self._bucket, Key=file.key, Range=f"bytes={offset}-{last}", **_version(file)
        )
        body: bytes = answer["Body"].read()
        return body

    def move(
        self, file: Delivered, target: str, *, tags: Mapping[str, str], metadata: Mapping[str, str]
    ) -> None:
        """Copy the file to its target, encrypted and tagged, then remove the delivered version."""
        self._s3.copy(
            {"Bucket": self._bucket, "Key": file.key, **_version(file)},
            self._bucket,
            target,
            ExtraArgs={
                "MetadataDirective": "REPLACE",
                "Metadata": dict(metadata),
                "ServerSideEncryption": "aws:kms",
                "SSEKMSKeyId": self._kms_key_arn,
                "TaggingDirective": "REPLACE",
                "Tagging": urlencode(sorted(tags.items())),
            },
        )
        self._s3.delete_object(Bucket=self._bucket, Key=file.key, **_version(file))


def _version(file: Delivered) -> dict[str, str]:
    return {"VersionId": file.version_id} if file.version_id else {}
