"""A stack that is deployed in seconds: a bucket with versions, a topic, a parameter, in an environment's own state."""

from pathlib import Path

from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.ssm_parameter import SsmParameter

from configuration.account import EnvironmentName
from configuration.model import EnvironmentConfig
from environments.configured import find_environment
from stacks.foundation import aws_provider, remote_state

STACK = "anthill-dev"
BUCKET = "anthill-small"
PARAMETER = "/anthill/small"
BUCKET_ADDRESS = "aws_s3_bucket.bucket"
PARAMETER_ADDRESS = "aws_ssm_parameter.parameter"


def dev_config() -> EnvironmentConfig:
    return find_environment(EnvironmentName.DEV)


def synthesise_small(
    outdir: Path,
    *,
    value: str = "one",
    topic: str = "anthill-small",
    bucket: str = BUCKET,
    config: EnvironmentConfig | None = None,
) -> Path:
    """Synthesise the stack with a value of its parameter; return the output folder."""
    config = config or dev_config()
    app = App(outdir=str(outdir))
    stack = TerraformStack(app, STACK)
    remote_state(stack, config=config)
    aws_provider(stack, config=config)
    held = S3Bucket(stack, "bucket", bucket=bucket)
    S3BucketVersioningA(
        stack,
        "versions",
        bucket=held.id,
        versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
    )
    made = SnsTopic(stack, "topic", name=topic)
    SsmParameter(stack, "parameter", name=PARAMETER, type="String", value=value)
    TerraformOutput(stack, "topic_arn", value=made.arn)
    app.synth()
    return outdir
