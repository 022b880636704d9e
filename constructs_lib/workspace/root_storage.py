"""The bucket that a workspace keeps its own files in."""

from typing import Final

from constructs import Construct

from constructs_lib.data_lake.access_log_bucket import AccessLogBucket
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.data_lake.vendor_bucket import VendorBucket
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.place import Place
from constructs_lib.workspace.root_bucket import root_bucket_statements

REPLACED_DAYS: Final = 7
"""How long a replaced version stays: notebooks' results and logs are rewritten all the time."""


class RootStorage(Construct):
    """The root bucket of a workspace.

    It holds notebooks' results, job logs and libraries; tables lie in the lake. Always on: all of
    `EncryptedBucket`, and access for the control plane on behalf of this Databricks account alone.

    Attributes:
        bucket: The root bucket. Its policy comes before its registration, which tries the bucket.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        purpose: str,
        key: CustomerKey,
        access_logs: AccessLogBucket,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        bucket_name = place.name_of("s3_bucket", purpose)
        self.bucket = VendorBucket(
            self,
            "bucket",
            name=bucket_name,
            key=key,
            access_logs=access_logs,
            retention=Retention(days=None, noncurrent_days=REPLACED_DAYS),
            statements=root_bucket_statements(place, bucket_name),
        )
