"""A life cycle of the embedded AWS keeps the sizes that its filters name."""

from typing import Any

from tests.operations.conftest import Client

BY_SIZE = {"ObjectSizeGreaterThan": 1}
BY_SIZE_AND_PLACE = {"And": {"Prefix": "arrivals/", "ObjectSizeGreaterThan": 1, "ObjectSizeLessThan": 9}}
BY_PLACE = {"Prefix": "errors/"}


def kept(aws: Client, bucket: str) -> list[dict[str, Any]]:
    """Put three rules and return the filters that are read back."""
    s3 = aws("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    rules = [
        {"ID": str(number), "Status": "Enabled", "Filter": given, "Expiration": {"Days": 30}}
        for number, given in enumerate((BY_SIZE, BY_SIZE_AND_PLACE, BY_PLACE))
    ]
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    return [rule["Filter"] for rule in s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]]


def test_sizes_are_read_back(aws: Client) -> None:
    assert kept(aws, "sizes") == [BY_SIZE, BY_SIZE_AND_PLACE, BY_PLACE]


def test_moto_as_shipped_does_otherwise(shipped_aws: Client) -> None:
    by_size, both, by_place = kept(shipped_aws, "sizes")
    assert "ObjectSizeGreaterThan" not in by_size
    assert "ObjectSizeGreaterThan" not in both["And"]
    assert by_place == BY_PLACE
