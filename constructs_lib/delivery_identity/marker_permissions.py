"""What a pipeline may do with the objects that mark places in buckets, and with no other object there."""

from typing import Final

from constructs_lib.data_lake.place_marker import MARKER
from constructs_lib.delivery_identity.realm import Realm
from constructs_lib.iam.policy_document import Statement

READ_MARKERS: Final = ("s3:GetObject", "s3:GetObjectTagging")
WRITE_MARKERS: Final = (
    *READ_MARKERS,
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObject",
    "s3:PutObjectTagging",
)
"""What `aws_s3_object` calls. Source: terraform-provider-aws 6.25.0, internal/service/s3/object.go."""


def see_markers(realm: Realm) -> Statement:
    """Return what reads the markers, so that a plan sees whether they are there."""
    return Statement(sid="ReadMarkers", actions=READ_MARKERS, resources=(_markers(realm),))


def write_markers(realm: Realm) -> list[Statement]:
    """Return what writes and deletes the markers in buckets with a customer key."""
    buckets = realm.arn("s3", f"{realm.name_prefix}-*")
    return [
        Statement(sid="WriteMarkers", actions=WRITE_MARKERS, resources=(_markers(realm),)),
        Statement(sid="ListMarkers", actions=("s3:ListBucketVersions",), resources=(buckets,)),
        Statement(
            sid="EncryptMarkers",
            actions=("kms:GenerateDataKey",),
            resources=(realm.arn("kms", "key/*"),),
            # With a bucket key S3 names the bucket, and not the object (S3 user guide, "S3 Bucket Keys").
            conditions={
                "StringEquals": {"kms:ViaService": [f"s3.{realm.region}.amazonaws.com"]},
                "StringLike": {"kms:EncryptionContext:aws:s3:arn": [buckets]},
            },
        ),
    ]


def _markers(realm: Realm) -> str:
    # A star of a resource matches slashes too.
    return realm.arn("s3", f"{realm.name_prefix}-*/{MARKER}")
