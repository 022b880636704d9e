"""The small stack in dev, test and prod, and what registers each: the main program of a repository with `values.json`.

No workspace can be registered from a test: a parameter stands for it.
"""

import json
from pathlib import Path
from typing import Any

from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.ssm_parameter import SsmParameter

from configuration.stack_ids import registration_stacks
from environments.configured import everything_configured
from stacks.foundation import aws_provider, remote_state
from tests.support.lakehouse_outputs import lakehouse_outputs


def parameter(environment: str) -> str:
    return f"/anthill/workflows/{environment}"


def registered(stack: str) -> str:
    return f"/anthill/workflows/{stack}"


def bucket(environment: str) -> str:
    return f"anthill-workflows-{environment}"


def main() -> int:
    values: dict[str, Any] = json.loads(Path("values.json").read_text())
    app = App()
    everything = everything_configured()
    for config in everything.environments:
        name = config.name.value
        if config.is_local:
            continue
        stack = TerraformStack(app, f"anthill-{name}")
        remote_state(stack, config=config)
        aws_provider(stack, config=config)
        if values["bucket"]:
            S3Bucket(stack, "bucket", bucket=bucket(name))
        topic = SnsTopic(stack, "topic", name=f"anthill-workflows-{name}")
        SsmParameter(stack, "parameter", name=parameter(name), type="String", value=values["value"])
        told = topic.arn if values["healthy"] else f"arn:aws:sns:eu-west-1:123456789012:nowhere-{name}"
        for output, value in {"topic_arn": told, **lakehouse_outputs(config)}.items():
            TerraformOutput(stack, output, value=value)
        for registration in registration_stacks(config.name, everything.account):
            held = TerraformStack(app, registration)
            remote_state(held, config=config)
            aws_provider(held, config=config)
            made = SsmParameter(held, "workspace", name=registered(registration), type="String", value="made")
            TerraformOutput(held, "workspace_id", value=made.name)
    app.synth()
    return 0
