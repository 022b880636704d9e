"""A store in a bucket."""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from operations.common.errors import OperationError

_ABSENT: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_THERE: Final = frozenset({"412", "PreconditionFailed", "ConditionalRequestConflict"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketStore:
    """A store under a prefix of a bucket; the bucket's own settings encrypt it.

    `client` is boto3's of S3. Every call raises OperationError if S3 refuses it.
    """

    client: Any
    bucket: str
    prefix: str = ""

    @property
    def place(self) -> str:
        """The bucket and prefix."""
        return f"s3://{self.bucket}/{self.prefix}"

    def is_there(self) -> bool:
        """Return whether the bucket exists."""
        with self.asking("looking at", ""):
            try:
                self.client.head_bucket(Bucket=self.bucket)
            except ClientError as error:
                if error_code(error) in _ABSENT:
                    return False
                raise
        return True

    def get(self, key: str) -> bytes | None:
        """Return an object, None if there is none."""
        with self.asking("reading", key):
            try:
                return self.client.get_object(Bucket=self.bucket, Key=self.prefix + key)["Body"].read()
            except ClientError as error:
                if error_code(error) in _ABSENT:
                    return None
                raise

    def put(self, key: str, data: bytes, *, only_new: bool = False) -> bool:
        """Write an object; S3 itself decides who was first."""
        condition = {"IfNoneMatch": "*"} if only_new else {}
        with self.asking("writing", key):
            try:
                self.client.put_object(Bucket=self.bucket, Key=self.prefix + key, Body=data, **condition)
            except ClientError as error:
                if only_new and error_code(error) in _THERE:
                    return False
                raise
        return True

    def delete(self, key: str) -> None:
        """Remove an object if there is one."""
        with self.asking("removing", key):
            self.client.delete_object(Bucket=self.bucket, Key=self.prefix + key)

    def keys(self, prefix: str) -> list[str]:
        """Return the keys after the store's own prefix that begin with another."""
        with self.asking("listing", prefix):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix + prefix
            )
            found = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        return sorted(key.removeprefix(self.prefix) for key in found)

    @contextlib.contextmanager
    def asking(self, what: str, key: str) -> Generator[None]:
        """Turn what S3 refuses in a `with` block into an OperationError that names the object."""
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            raise OperationError(
                f"{what} s3://{self.bucket}/{self.prefix}{key} failed: {' '.join(str(error).split())}: "
                "is the bucket there (its bootstrap makes it), and may these credentials use it?"
            ) from error


def error_code(error: ClientError) -> str:
    """Return S3's code of an error."""
    return str(error.response.get("Error", {}).get("Code", ""))
