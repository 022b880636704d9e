"""What makes a place in a bucket exist before anything arrives there."""

from typing import Final

from cdktf_cdktf_provider_aws.s3_object import S3Object
from constructs import Construct

from constructs_lib.data_lake.bucket import PrivateBucket
from constructs_lib.data_lake.lifecycle import MARKER_BYTES

MARKER: Final = "_marker"
"""The name of the object. Spark and Auto Loader take no file for data whose name begins with an underscore.

Source: Spark's `HadoopFSUtils.shouldFilterOutPathName`.
"""


class PlaceMarker(Construct):
    """An object in a place of a bucket, so that the place is there.

    Databricks tries to read a read-only location, and to find the path of an external volume, when it makes them
    (databricks/terraform-provider-databricks#3843, #4903): S3 has no empty folders. It is written when the
    bucket encrypts by default and has its policy, holds a line break, and never expires.

    `prefix` is the place: empty for the whole bucket, else it ends in a slash.

    Attributes:
        object: The object.
    """

    def __init__(self, scope: Construct, id_: str, *, bucket: PrivateBucket, prefix: str) -> None:
        super().__init__(scope, id_)
        self.object = S3Object(
            self,
            "object",
            bucket=bucket.id,
            key=f"{prefix}{MARKER}",
            content="\n" * MARKER_BYTES,
            content_type="text/plain",
            depends_on=bucket.settled,
        )
