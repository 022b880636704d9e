"""The bucket that receives the server access logs of the others."""

from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from constructs import Construct

from constructs_lib.data_lake.bucket import PrivateBucket
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.iam.policy_document import Principal, Statement
from constructs_lib.place import Place


class AccessLogBucket(PrivateBucket):
    """The target of S3 server access logs of one account.

    Always on: all of `PrivateBucket`, writes only by the S3 logging service for buckets of this account, and
    SSE-S3: AWS delivers access logs to no bucket whose default is a KMS key (S3 user guide, "Enabling Amazon
    S3 server access logging"). It is the one bucket without a customer key.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        retention: Retention,
    ) -> None:
        place = Place.of(scope)
        delivery = Statement(
            sid="AllowAccessLogDelivery",
            principal=Principal(services=("logging.s3.amazonaws.com",)),
            actions=("s3:PutObject",),
            resources=(f"{place.bucket_arn(name)}/*",),
            conditions={"StringEquals": {"aws:SourceAccount": [place.account_id]}},
        )
        by_default = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA
        super().__init__(
            scope,
            id_,
            name=name,
            encryption=S3BucketServerSideEncryptionConfigurationRuleA(
                apply_server_side_encryption_by_default=by_default(sse_algorithm="AES256")
            ),
            retention=retention,
            statements=[delivery],
        )
