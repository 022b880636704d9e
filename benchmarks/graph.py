"""The same graph as `graph.cjs`: three stacks, 102 resources of AWS and 9 of Databricks, with references."""

import fast_bindings

fast_bindings.install()

from cdktf import App, TerraformStack  # noqa: E402 - the bindings must be chosen first
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup  # noqa: E402
from cdktf_cdktf_provider_aws.iam_role import IamRole  # noqa: E402
from cdktf_cdktf_provider_aws.kms_key import KmsKey  # noqa: E402
from cdktf_cdktf_provider_aws.provider import AwsProvider  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (  # noqa: E402
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from cdktf_cdktf_provider_databricks.provider import DatabricksProvider  # noqa: E402
from cdktf_cdktf_provider_databricks.secret_scope import SecretScope  # noqa: E402

STACKS = ("first", "second", "third")
BUCKETS = 10
ROLES = 3
SCOPES = 3


def build(app: App, name: str) -> None:
    """Add one stack of 37 resources."""
    stack = TerraformStack(app, name)
    AwsProvider(stack, "aws", region="eu-west-1")
    key = KmsKey(stack, "key", enable_key_rotation=True)
    CloudwatchLogGroup(stack, "logs", name=f"/{name}", kms_key_id=key.arn)
    for number in range(ROLES - 1):
        IamRole(stack, f"role_{number}", name=f"{name}-{number}", assume_role_policy="{}")
    for number in range(BUCKETS):
        bucket = S3Bucket(stack, f"bucket_{number}", bucket=f"{name}-{number}")
        S3BucketVersioningA(
            stack,
            f"versioning_{number}",
            bucket=bucket.id,
            versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
        )
        S3BucketPublicAccessBlock(stack, f"block_{number}", bucket=bucket.id, block_public_acls=True)
    DatabricksProvider(stack, "databricks", host="https://example.cloud.databricks.com")
    for number in range(SCOPES):
        SecretScope(stack, f"scope_{number}", name=f"{name}-{number}")


if __name__ == "__main__":
    application = App()
    for stack_name in STACKS:
        build(application, stack_name)
    application.synth()
