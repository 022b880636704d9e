"""Whose role records, in an account that has AWS Config's own role already and in one that has not."""

from collections.abc import Callable

import pytest
from cdktf import TerraformStack

from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.monitoring.configuration_recorder import CONFIG_RULES, ConfigurationRecorder
from tests.constructs_lib.conftest import Build, sample_key, sample_log_bucket
from tests.support.place import ACCOUNT
from tests.support.template import Template

OWN_ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"


def recorder(stack: TerraformStack, *, creates_role: bool) -> ConfigurationRecorder:
    return ConfigurationRecorder(
        stack,
        "configuration",
        creates_role=creates_role,
        key=sample_key(stack),
        access_logs=sample_log_bucket(stack),
        retention=Retention(days=400, noncurrent_days=30),
        rules=CONFIG_RULES[:1],
    )


@pytest.mark.parametrize("creates_role", [True, False])
def test_aws_configs_own_role_records(synth: Callable[[Build], Template], *, creates_role: bool) -> None:
    template = synth(lambda stack: recorder(stack, creates_role=creates_role))
    role = template.one("aws_config_configuration_recorder")["role_arn"]
    linked = list(template.resources("aws_iam_service_linked_role").items())
    if creates_role:
        ((id_, made),) = linked
        assert made["aws_service_name"] == "config.amazonaws.com"
        assert role == f"${{aws_iam_service_linked_role.{id_}.arn}}"
    else:
        assert linked == []
        assert role == OWN_ROLE
    assert template.resources("aws_iam_role") == {}
