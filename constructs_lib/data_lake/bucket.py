"""What every bucket has, whatever it holds."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import S3BucketLifecycleConfiguration
from cdktf_cdktf_provider_aws.s3_bucket_ownership_controls import (
    S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule,
)
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
)
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from constructs import Construct

from constructs_lib.data_lake.bucket_policy import transport_statements
from constructs_lib.data_lake.lifecycle import Retention, lifecycle_rules
from constructs_lib.iam.policy_document import Statement, policy_document
from constructs_lib.place import Place


class PrivateBucket(Construct):
    """The part that all kinds of bucket share; use `EncryptedBucket` or `AccessLogBucket`.

    Always on: versioning, the four public access blocks, ACLs disabled (owner enforced), a TLS-only policy,
    a life cycle.

    `encryption` is its default encryption.

    Attributes:
        bucket: The bucket resource.
        name: The bucket's name as given, known at synthesis.
        arn: The bucket's ARN, known after apply.
        id: The bucket's name, known after apply: what must wait for the bucket refers to it.
        public_access_block: What blocks every public access; its policy waits for it.
        policy: Its only policy.
        settled: What an object depends on that must be kept as the bucket keeps all: encrypted, with versions.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        encryption: S3BucketServerSideEncryptionConfigurationRuleA,
        retention: Retention,
        statements: Sequence[Statement] = (),
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        self.name = name
        self.bucket = S3Bucket(
            self,
            "bucket",
            bucket=name,
            force_destroy=place.protection.force_destroy,
            lifecycle=place.protection.lifecycle,
        )
        self.arn = self.bucket.arn
        self.id = bucket_id = self.bucket.id
        self.public_access_block = S3BucketPublicAccessBlock(
            self,
            "public_access_block",
            bucket=bucket_id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        )
        S3BucketOwnershipControls(
            self,
            "ownership",
            bucket=bucket_id,
            rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
        )
        versioning = S3BucketVersioningA(
            self,
            "versioning",
            bucket=bucket_id,
            versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
        )
        by_default = S3BucketServerSideEncryptionConfigurationA(
            self, "encryption", bucket=bucket_id, rule=[encryption]
        )
        # Rules for noncurrent versions are refused until versioning is on.
        S3BucketLifecycleConfiguration(
            self, "lifecycle", bucket=bucket_id, rule=lifecycle_rules(retention), depends_on=[versioning]
        )
        # The literal ARN, not the token: the policy text is then complete in a plan that reviewers read.
        arn = place.bucket_arn(name)
        self.policy = S3BucketPolicy(
            self,
            "policy",
            bucket=bucket_id,
            policy=policy_document([*transport_statements(arn), *statements]),
            depends_on=[self.public_access_block],
        )
        self.settled: list[ITerraformDependable] = [versioning, by_default, self.policy]
