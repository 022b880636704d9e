"""The pipeline's roles may make every call of what they deploy, and a role that may not is found."""

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest

from configuration.names import Names
from configuration.stack_ids import bootstrap_stack, environment_stack
from environments.configured import configured
from operations.conformance.authorization import Authorization
from operations.conformance.published import Published
from operations.conformance.reach.arns import ArnContext, Known
from operations.conformance.reach.check import check_reach
from operations.conformance.reach.needed import is_known
from operations.conformance.reach.role import Role
from operations.conformance.violation import Violation
from tests.support.template import Template

Json = dict[str, Any]

DEPLOYED = [config for config in configured() if config.github is not None]


def violations(
    stacks: Mapping[str, Template],
    asked: Published,
    environment: str = "dev",
    *,
    of_stack: Callable[[Json], None] = lambda _: None,
    of_deploy: Callable[[Json], None] = lambda _: None,
    of_plan: Callable[[Json], None] = lambda _: None,
) -> list[Violation]:
    """What is found once a stack, or a statement of a role, was changed."""
    config = next(each for each in DEPLOYED if each.name.value == environment)
    place = ArnContext(partition=config.partition, region=config.region, account=str(config.account.id))
    names = Names.of(config)
    bootstrap = deepcopy(stacks[bootstrap_stack(config.name)].json)
    for role, change in (("deploy", of_deploy), ("plan", of_plan)):
        for document, write in policies(bootstrap, role):
            for statement in document["Statement"]:
                change(statement)
            write(document)
    stack = deepcopy(stacks[environment_stack(config.name)].json)
    of_stack(stack)
    known = Known.of(bootstrap, place)
    deploy = Role.named(known, names.iam_role("deploy"))
    plan = Role.named(known, names.iam_role("plan"))
    assert deploy is not None
    assert plan is not None
    name = environment_stack(config.name)
    return list(
        check_reach(
            name,
            Known.of(stack, place),
            Authorization(asked),
            managers={"deploy": deploy},
            readers={"plan": plan},
        )
    )


def policies(bootstrap: Json, role: str) -> Iterator[tuple[Json, Callable[[Json], None]]]:
    """Every policy of a role in the bootstrap, with what puts it back; the boundary is none of them."""
    for type_ in ("aws_iam_role_policy", "aws_iam_policy"):
        for logical_id, arguments in bootstrap["resource"].get(type_, {}).items():
            if logical_id.startswith(f"pipeline_{role}_"):
                yield (
                    json.loads(arguments["policy"]),
                    lambda text, held=arguments: held.update(policy=json.dumps(text)),
                )


def without(*actions: str) -> Callable[[Json], None]:
    """What takes actions, written just so, out of a statement that allows them."""

    def change(statement: Json) -> None:
        held = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        left = [action for action in held if action not in actions]
        if statement["Effect"] == "Allow" and left:
            statement["Action"] = left

    return change


@pytest.mark.parametrize("environment", [config.name.value for config in DEPLOYED])
def test_the_roles_reach_everything(
    environment: str, stacks: Mapping[str, Template], asked: Published
) -> None:
    assert violations(stacks, asked, environment) == []


@pytest.mark.parametrize(
    ("taken", "missing"),
    [
        (("dms:*",), "dms:CreateEndpoint"),
        (("ec2:*Subnet*",), "ec2:CreateSubnet"),
        (("s3:PutEncryptionConfiguration",), "s3:PutEncryptionConfiguration"),
        (("kms:ScheduleKeyDeletion",), "kms:ScheduleKeyDeletion"),
        (("iam:PassRole",), "iam:PassRole"),
    ],
)
def test_a_call_that_the_deploy_role_may_not_make_is_found(
    taken: tuple[str, ...], missing: str, stacks: Mapping[str, Template], asked: Published
) -> None:
    found = violations(stacks, asked, of_deploy=without(*taken))
    assert {each.check for each in found} == {"reach.deploy"}
    assert any(f"may not {missing} on" in each.given for each in found)


@pytest.mark.parametrize(
    "taken", ["transfer:Describe*", "s3:GetLifecycleConfiguration", "guardduty:Get*", "budgets:ViewBudget"]
)
def test_a_read_that_the_plan_role_may_not_make_is_found(
    taken: str, stacks: Mapping[str, Template], asked: Published
) -> None:
    found = violations(stacks, asked, of_plan=without(taken))
    assert found
    assert {each.check for each in found} == {"reach.plan"}


def test_a_key_that_is_used_in_the_callers_name_is_found(
    stacks: Mapping[str, Template], asked: Published
) -> None:
    def only_for_another_service(statement: Json) -> None:
        for keys in statement.get("Condition", {}).values():
            if "kms:ViaService" in keys:
                keys["kms:ViaService"] = ["ssm.eu-west-1.amazonaws.com"]

    found = violations(stacks, asked, of_deploy=only_for_another_service, of_plan=only_for_another_service)
    types = {each.address.split(".")[0] for each in found if "uses the key" in each.allowed}
    assert {"aws_dynamodb_table", "aws_lambda_function", "aws_scheduler_schedule"} <= types


def test_a_type_that_nobody_recorded_is_found(stacks: Mapping[str, Template], asked: Published) -> None:
    def with_a_database(stack: Json) -> None:
        stack["resource"]["aws_db_instance"] = {"main": {"instance_class": "db.t4g.micro"}}

    (found,) = violations(stacks, asked, of_stack=with_a_database)
    assert (found.check, found.address) == ("reach.unknown", "aws_db_instance.main")


def test_a_role_of_another_prefix_is_found(stacks: Mapping[str, Template], asked: Published) -> None:
    def renamed(stack: Json) -> None:
        role = next(iter(stack["resource"]["aws_iam_role"].values()))
        role["name"] = "somebody-elses"

    found = violations(stacks, asked, of_stack=renamed)
    assert any("iam:CreateRole on arn:aws:iam::" in each.given for each in found)


def test_every_type_of_the_stacks_has_its_calls(stacks: Mapping[str, Template]) -> None:
    held = {
        type_
        for config in DEPLOYED
        for type_ in stacks[environment_stack(config.name)].json["resource"]
        if type_.startswith("aws_")
    }
    assert [type_ for type_ in sorted(held) if not is_known(type_)] == []
