"""The interface endpoints let compute's Databricks identity do what it must, and nothing else of others."""

from collections.abc import Mapping

import pytest

from configuration.model import EnvironmentConfig
from constructs_lib.iam.databricks_identity import CONTROL_PLANE_ACCOUNT as DATABRICKS
from environments.catalogue import ENVIRONMENTS
from tests.support.policy_evaluator import decide
from tests.support.template import Template

each_config = pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
THEIRS = f"arn:aws:kinesis:eu-west-1:{DATABRICKS}:stream/logs"
OTHERS = "arn:aws:kinesis:eu-west-1:999999999999:stream/logs"


@each_config
@pytest.mark.parametrize(
    ("service", "action", "resource", "principal", "verdict"),
    [
        ("sts", "sts:AssumeRole", "*", DATABRICKS, "Allow"),
        ("sts", "sts:GetSessionToken", "*", DATABRICKS, "Allow"),
        ("sts", "sts:AssumeRole", "*", "999999999999", "Implicit"),
        ("sts", "sts:GetFederationToken", "*", DATABRICKS, "Implicit"),
        ("kinesis_streams", "kinesis:PutRecords", THEIRS, DATABRICKS, "Allow"),
        ("kinesis_streams", "kinesis:GetRecords", THEIRS, DATABRICKS, "Implicit"),
        ("kinesis_streams", "kinesis:PutRecords", OTHERS, DATABRICKS, "Implicit"),
        ("kinesis_streams", "kinesis:PutRecords", THEIRS, "999999999999", "Implicit"),
        ("kms", "kms:Decrypt", "*", DATABRICKS, "Implicit"),
    ],
)
def test_an_endpoint_lets_through_what_databricks_needs(
    stacks: Mapping[str, Template],
    config: EnvironmentConfig,
    service: str,
    action: str,
    resource: str,
    principal: str,
    verdict: str,
) -> None:
    template = stacks[f"anthill-{config.name.value}"]
    policy = template.by_path("aws_vpc_endpoint", f"/endpoints/{service}")["policy"]
    context = {"aws:PrincipalAccount": principal, "aws:ResourceAccount": DATABRICKS}
    assert decide(policy, action=action, resource=resource, caller={}, context=context) == verdict
