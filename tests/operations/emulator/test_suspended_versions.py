"""A bucket whose versioning was suspended can be emptied version by version."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from tests.operations.conftest import Client


def versions_left(aws: Client, bucket: str) -> list[int]:
    """Delete three versions and a marker one by one after suspending; return how many are left each time."""
    s3 = aws("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for body in (b"one", b"two", b"three"):
        s3.put_object(Bucket=bucket, Key="key", Body=body)
    s3.delete_object(Bucket=bucket, Key="key")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})

    def held() -> list[dict[str, Any]]:
        listed = s3.list_object_versions(Bucket=bucket)
        return [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]

    counts = [len(held())]
    for version in held():
        named = {"Key": "key", "VersionId": version["VersionId"]}
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [named]})
        counts.append(len(held()))
    return counts


def test_each_version_goes_alone(aws: Client) -> None:
    assert versions_left(aws, "suspended") == [4, 3, 2, 1, 0]


def test_moto_as_shipped_does_otherwise(shipped_aws: Client) -> None:
    with pytest.raises((ClientError, ResponseParserError)):
        versions_left(shipped_aws, "suspended")
