"""No environment reaches another in the application as it is shipped, and what is put into it is found."""

import time
from collections.abc import Mapping
from copy import deepcopy
from typing import Any
from unittest.mock import Mock

import pytest

from configuration.stack_ids import ACCOUNT_STACK, environment_stack, registration_stack
from environments.configured import everything_configured
from operations.conformance.between.identities import Identities
from operations.conformance.between.whose import Whose
from operations.conformance.between_environments import between_environments
from operations.conformance.material import Material
from operations.conformance.synthesised import Stack
from operations.conformance.violation import Violation
from tests.support.locked import ROOT
from tests.support.template import Template

REAL = [each.value for each in everything_configured().account.environments]


def judged(documents: Mapping[str, Any]) -> list[Violation]:
    stacks = tuple(Stack(name, document) for name, document in documents.items())
    everything = {each.name: each for each in stacks}
    return between_environments(
        Material(root=ROOT, stacks=stacks, everything=everything, published=Mock(), widths=Mock())
    )


@pytest.fixture
def documents(stacks: Mapping[str, Template]) -> dict[str, Any]:
    return {name: deepcopy(template.json) for name, template in stacks.items()}


def test_no_environment_reaches_another(documents: dict[str, Any]) -> None:
    began = time.process_time()
    assert judged(documents) == []
    assert time.process_time() - began < 1, "seconds, for every stack"


@pytest.mark.parametrize("name", REAL)
def test_each_pipeline_is_read(documents: dict[str, Any], name: str) -> None:
    identities = Identities(documents, Whose(everything_configured()))
    reached = {identities.called(key) for key in identities.reached(name)}
    robots = {f"anthill-{name}-{robot}" for robot in ("deploy", "plan", "jobs", "power-bi")}
    assert reached == robots | {"anthill-deployers", "account users"}
    assert {environment_stack(name), registration_stack(name), ACCOUNT_STACK} <= documents.keys()


@pytest.mark.parametrize("name", REAL)
def test_a_deployer_among_the_platform_administrators_is_found(documents: dict[str, Any], name: str) -> None:
    members = documents[ACCOUNT_STACK]["resource"]["databricks_group_member"]
    (administrators,) = [
        id_
        for id_, group in documents[ACCOUNT_STACK]["resource"]["databricks_group"].items()
        if group["display_name"] == "platform-admins"
    ]
    (address,) = [id_ for id_ in members if f"_{name}_" in id_]
    before = judged(documents)
    members[address]["group_id"] = f"${{databricks_group.{administrators}.id}}"
    found = [each for each in judged(documents) if each not in before]
    assert {each.address for each in found} == {f"databricks_group_member.{address}"}
    assert {each.check for each in found} == {
        "between.foreign-identity",
        "between.metastore-owner",
        "between.right",
    }
    assert {each.stack for each in found} == {ACCOUNT_STACK}


def test_an_account_that_another_policy_names_is_found(documents: dict[str, Any]) -> None:
    accounts = {each.name.value: each.account.id for each in everything_configured().environments}
    before = judged(documents)
    planted: set[tuple[str, str]] = set()
    for name, other in zip(REAL, REAL[1:] + REAL[:1], strict=True):
        resources = documents[environment_stack(name)]["resource"]
        for type_ in ("aws_kms_key", "aws_s3_bucket_policy", "aws_vpc_endpoint"):
            for id_, arguments in resources[type_].items():
                if accounts[name] in arguments.get("policy", ""):
                    arguments["policy"] = arguments["policy"].replace(accounts[name], accounts[other])
                    planted.add((environment_stack(name), f"{type_}.{id_}"))
    found = {(each.stack, each.address) for each in judged(documents) if each not in before}
    assert len(planted) > 40
    assert planted <= found
