"""Known ways to more rights are found where a bootstrap leaves them open."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import pytest

from configuration.names import Names
from configuration.stack_ids import bootstrap_stack
from environments.configured import configured
from operations.conformance.ceiling import check_ceiling, escalations
from operations.conformance.reach.arns import ArnContext, Known
from operations.conformance.violation import Violation
from tests.support.template import Template

Statement = dict[str, Any]
BOUNDARY = ("aws_iam_policy", "pipeline_boundary_")
PLAN = ("aws_iam_role_policy", "pipeline_plan_permissions_")
(DEV,) = [config for config in configured() if config.name.value == "dev"]


def violations(
    stacks: Mapping[str, Template],
    where: tuple[str, str] = BOUNDARY,
    change: Callable[[list[Statement]], list[Statement]] = lambda statements: statements,
) -> list[Violation]:
    """What is found once the statements of a policy were changed."""
    document = deepcopy(stacks[bootstrap_stack(DEV.name)].json)
    type_, prefix = where
    (held,) = [each for id_, each in document["resource"][type_].items() if id_.startswith(prefix)]
    policy = json.loads(held["policy"])
    held["policy"] = json.dumps(policy | {"Statement": change(policy["Statement"])})
    place = ArnContext(partition=DEV.partition, region=DEV.region, account=str(DEV.account.id))
    return list(check_ceiling(bootstrap_stack(DEV.name), Known.of(document, place), Names.of(DEV).prefix))


def without(sid: str) -> Callable[[list[Statement]], list[Statement]]:
    return lambda statements: [each for each in statements if each["Sid"] != sid]


def also(*actions: str) -> Callable[[list[Statement]], list[Statement]]:
    return lambda statements: [
        *statements,
        {"Sid": "More", "Effect": "Allow", "Action": list(actions), "Resource": "*"},
    ]


def test_nothing_is_open(stacks: Mapping[str, Template]) -> None:
    assert len(escalations()) > 120
    assert violations(stacks) == []


@pytest.mark.parametrize(
    ("sid", "action"),
    [
        ("DenyForeignRoles", "iam:PassRole"),
        ("DenyForeignFunctions", "lambda:UpdateFunctionCode"),
        ("DenySteering", "iam:UpdateAssumeRolePolicy"),
        ("DenyMachines", "ec2:CreateLaunchTemplateVersion"),
    ],
)
def test_a_boundary_without_one_of_its_denials_is_found(
    sid: str, action: str, stacks: Mapping[str, Template]
) -> None:
    found = violations(stacks, BOUNDARY, without(sid))
    assert {each.check for each in found} == {"ceiling"}
    assert any(action in each.given for each in found), sorted({each.given for each in found})


def test_a_plan_that_may_more_is_found(stacks: Mapping[str, Template]) -> None:
    (found,) = violations(stacks, PLAN, also("sts:AssumeRole"))
    assert "the plan role may sts:AssumeRole on arn:aws:iam::" in found.given
