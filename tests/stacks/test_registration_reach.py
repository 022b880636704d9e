"""Nobody but the role that registers, in the account of the host, reaches the states of registrations."""

from collections.abc import Mapping
from itertools import product

import pytest

from configuration.model import EnvironmentConfig
from configuration.names import Names
from configuration.stack_ids import registration_stacks
from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS
from tests.support.pipeline import Pipeline
from tests.support.template import Template

Stacks = Mapping[str, Template]
REAL = [config for config in ENVIRONMENTS if not config.is_local]
(HOST,) = [config for config in REAL if config.name is DATABRICKS_ACCOUNT.hosted_by]
REGISTRATIONS = registration_stacks(HOST.name, DATABRICKS_ACCOUNT)
OBJECTS = ("terraform.tfstate", "terraform.tfstate.tflock", "deployments/1", "releases/1", "backups/1")
ACTIONS = ("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject", "s3:PutObjectAcl")
each_real = pytest.mark.parametrize("config", REAL, ids=lambda config: config.name.value)


def reached(pipeline: Pipeline, who: str) -> set[tuple[str, str]]:
    """What a role may do with which object of registrations, whether it names their bucket or refers to it."""
    state = pipeline.template.by_path("aws_s3_bucket", "/state/bucket")
    (id_,) = [id_ for id_, each in pipeline.template.resources("aws_s3_bucket").items() if each is state]
    buckets = (f"arn:{HOST.partition}:s3:::{Names.of(HOST).state_bucket}", f"${{aws_s3_bucket.{id_}.arn}}")
    return {
        (action, f"{stack}/{name}")
        for action, bucket, stack, name in product(ACTIONS, buckets, REGISTRATIONS, OBJECTS)
        if pipeline.may(action, f"{bucket}/{stack}/{name}", who=who)
    }


@each_real
def test_only_the_host_has_a_role_that_registers(stacks: Stacks, config: EnvironmentConfig) -> None:
    pipeline = Pipeline.of(stacks, config)
    hosts = config is HOST
    assert pipeline.roles == {"plan", "deploy", "notify", *(["registration"] if hosts else [])}
    assert ("registration_role_arn" in pipeline.template.json["output"]) is hosts


@each_real
def test_no_other_role_reaches_the_states_of_registrations(stacks: Stacks, config: EnvironmentConfig) -> None:
    pipeline = Pipeline.of(stacks, config)
    assert len(REGISTRATIONS) == len(REAL)
    for who in pipeline.roles - {"registration"}:
        assert reached(pipeline, who) == set(), who


def test_the_role_that_registers_reaches_each_of_them(stacks: Stacks) -> None:
    found = reached(Pipeline.of(stacks, HOST), "registration")
    for stack in REGISTRATIONS:
        assert ("s3:PutObject", f"{stack}/terraform.tfstate") in found
        assert ("s3:PutObject", f"{stack}/releases/1") in found
    assert not {action for action, _ in found} & {"s3:GetObjectVersion", "s3:PutObjectAcl"}
