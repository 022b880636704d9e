"""The small stack in dev, test and prod, as the main program of a repository with `values.json`."""

import json
from pathlib import Path
from typing import Any

from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.ssm_parameter import SsmParameter

from environments.configured import configured
from environments.names import Names
from stacks.foundation import aws_provider, remote_state
from tests.support.lakehouse_outputs import lakehouse_outputs


def parameter(environment: str) -> str:
    return f"/anthill/workflows/{environment}"


def bucket(environment: str) -> str:
    return f"anthill-workflows-{environment}"


def main() -> int:
    values: dict[str, Any] = json.loads(Path("values.json").read_text())
    app = App()
    for config in configured():
        name = config.name.value
        if config.is_local:
            continue
        stack = TerraformStack(app, f"anthill-{name}")
        remote_state(stack, config=config, names=Names.of(config))
        aws_provider(stack, config=config)
        if values["bucket"]:
            S3Bucket(stack, "bucket", bucket=bucket(name))
        topic = SnsTopic(stack, "topic", name=f"anthill-workflows-{name}")
        SsmParameter(stack, "parameter", name=parameter(name), type="String", value=values["value"])
        told = topic.arn if values["healthy"] else f"arn:aws:sns:eu-west-1:123456789012:nowhere-{name}"
        for output, value in {"topic_arn": told, **lakehouse_outputs(config)}.items():
            TerraformOutput(stack, output, value=value)
    app.synth()
    return 0
