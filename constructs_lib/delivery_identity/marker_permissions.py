"""What a pipeline may do with the objects that mark places in buckets, and with no other object there."""

from typing import Final

from constructs_lib.data_lake.place_marker import MARKER
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place

READ_MARKERS: Final = ("s3:GetObject", "s3:GetObjectTagging")
WRITE_MARKERS: Final = (
    *READ_MARKERS,
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObject",
    "s3:PutObjectTagging",
)
"""What `aws_s3_object` calls. Source: terraform-provider-aws 6.25.0, internal/service/s3/object.go."""


def see_markers(place: Place) -> Statement:
    """Return what reads the markers, so that a plan sees whether they are there."""
    return Statement(sid="ReadMarkers", actions=READ_MARKERS, resources=(_markers(place),))


def write_markers(place: Place) -> list[Statement]:
    """Return what writes and deletes the markers in buckets with a customer key."""
    buckets = place.bucket_arn(f"{place.name_prefix}-*")
    return [
        Statement(sid="WriteMarkers", actions=WRITE_MARKERS, resources=(_markers(place),)),
        Statement(sid="ListMarkers", actions=("s3:ListBucketVersions",), resources=(buckets,)),
        Statement(
            sid="EncryptMarkers",
            actions=("kms:GenerateDataKey",),
            resources=(place.arn("kms", "key/*"),),
            # With a bucket key S3 names the bucket, and not the object (S3 user guide, "S3 Bucket Keys").
            conditions={
                "StringEquals": {"kms:ViaService": [place.regional_service("s3")]},
                "StringLike": {"kms:EncryptionContext:aws:s3:arn": [buckets]},
            },
        ),
    ]


def _markers(place: Place) -> str:
    # A star of a resource matches slashes too.
    return place.bucket_arn(f"{place.name_prefix}-*/{MARKER}")
