"""A bucket that cannot be built insecure."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.s3_bucket_logging import S3BucketLoggingA
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from constructs import Construct

from constructs_lib.data_lake.access_log_bucket import AccessLogBucket
from constructs_lib.data_lake.bucket import PrivateBucket
from constructs_lib.data_lake.bucket_policy import encryption_statements
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place


class EncryptedBucket(PrivateBucket):
    """A private bucket encrypted with a customer key.

    Always on: all of `PrivateBucket`, SSE-KMS with the S3 bucket key, a policy that denies any other
    encryption, access logs under the bucket's own name. `statements` add to its policy.

    Attributes:
        key: The key that encrypts it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        key: CustomerKey,
        access_logs: AccessLogBucket,
        retention: Retention,
        statements: Sequence[Statement] = (),
    ) -> None:
        by_default = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA
        super().__init__(
            scope,
            id_,
            name=name,
            encryption=S3BucketServerSideEncryptionConfigurationRuleA(
                apply_server_side_encryption_by_default=by_default(
                    sse_algorithm="aws:kms", kms_master_key_id=key.arn
                ),
                bucket_key_enabled=True,
            ),
            retention=retention,
            statements=[
                *self._denials(Place.of(scope).bucket_arn(name), (key.arn, key.alias_arn)),
                *statements,
            ],
        )
        self.key = key
        S3BucketLoggingA(
            self,
            "access_logs",
            bucket=self.id,
            target_bucket=access_logs.id,
            target_prefix=f"{name}/",
            # Delivery is refused until the target's policy admits the logging service.
            depends_on=[access_logs.policy],
        )

    def _denials(self, arn: str, key_arns: Sequence[str]) -> list[Statement]:
        return encryption_statements(arn, key_arns)
