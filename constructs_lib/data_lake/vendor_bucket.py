"""A bucket that a vendor writes to with its own services."""

from collections.abc import Sequence

from constructs_lib.data_lake.bucket_policy import own_key_statements
from constructs_lib.data_lake.encrypted_bucket import EncryptedBucket
from constructs_lib.iam.policy_document import Statement


class VendorBucket(EncryptedBucket):
    """An encrypted bucket whose writer decides by itself what encryption it asks S3 for.

    All of `EncryptedBucket`, but that it only denies keys which S3 does not keep. Databricks documents neither for a
    workspace's root bucket nor for the delivery of audit logs what its services ask for: a denial could stop them.
    What asks for nothing is encrypted with the bucket's key.
    """

    def _denials(self, arn: str, key_arns: Sequence[str]) -> list[Statement]:  # noqa: ARG002 - any key will do
        return own_key_statements(arn)
