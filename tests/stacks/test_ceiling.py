"""Whether the boundary is a ceiling: no known way leads from a deployment, or a role it makes, to more."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import boto3
import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from configuration.model import EnvironmentConfig
from constructs_lib.delivery_identity.bounded_actions import IDENTITY_ACTIONS, STEERING_ACTIONS
from environments.catalogue import ENVIRONMENTS
from operations.conformance import ceiling
from operations.conformance.reach.arns import ArnContext
from tests.support.pipeline import ANYTHING, Pipeline
from tests.support.policy_evaluator import decide
from tests.support.template import Template

Stacks = Mapping[str, Template]
ESCALATIONS: Final = ceiling.escalations()
MADE, MACHINES, OPEN = ceiling.MADE, ceiling.MACHINES, ceiling.OPEN
CALLERS: Final = ("deploy", MADE, MACHINES, "plan", "notify")
POLICY_LIMIT, INLINE_LIMIT = 6_144, 10_240
"""Characters of a managed policy, and of all inline policies of a role (IAM user guide, "IAM and AWS STS quotas")."""

REAL = [config for config in ENVIRONMENTS if not config.is_local]
each_real = pytest.mark.parametrize("config", REAL, ids=lambda config: config.name.value)


def targets(pipeline: Pipeline, action: str, who: str) -> set[str]:
    config = pipeline.config
    place = ArnContext(partition=config.partition, region=config.region, account=str(config.account.id))
    return ceiling.targets(place, pipeline.prefix, action, who, pipeline.roles)


def open_ways(pipeline: Pipeline, who: str, *, boundary: Any = None, policy: Any = None) -> set[str]:
    """The escalations that a role could begin; its own policy is the widest if it is one that is made."""
    if policy is None and who not in pipeline.roles:
        policy = ANYTHING
    return {
        id_
        for id_, (first, *_) in ESCALATIONS.items()
        for target in targets(pipeline, first, who)
        if pipeline.may(first, target, who=who, policy=policy, boundary=boundary)
    }


@each_real
@pytest.mark.parametrize("who", CALLERS)
def test_no_known_way_leads_to_more(stacks: Stacks, config: EnvironmentConfig, who: str) -> None:
    assert len(ESCALATIONS) == 127
    found = open_ways(Pipeline.of(stacks, config), who)
    assert found == {id_ for id_, role in OPEN if role == who}


def test_nor_does_one_from_the_role_that_registers(stacks: Stacks) -> None:
    (host,) = [
        pipeline for config in REAL if "registration" in (pipeline := Pipeline.of(stacks, config)).roles
    ]
    assert host.config.name.value == "prod"
    assert open_ways(host, "registration") == set()
    assert open_ways(host, "registration", policy=ANYTHING)


@each_real
def test_nor_if_the_deploy_roles_own_policy_allowed_everything(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    assert open_ways(Pipeline.of(stacks, config), "deploy", policy=ANYTHING) == set()


def test_each_of_the_boundarys_denials_holds_by_itself(stacks: Stacks) -> None:
    pipeline = Pipeline.of(stacks, next(config for config in REAL if config.name.value == "dev"))
    whole = pipeline.boundary["Statement"]
    widest = [*ANYTHING["Statement"], *(each for each in whole if each["Effect"] == "Deny")]

    def opened(without: str) -> set[str]:
        boundary = {"Statement": [each for each in widest if each.get("Sid") != without]}
        return {
            f"{who} {id_}"
            for who in ("deploy", MADE, MACHINES)
            for id_ in open_ways(pipeline, who, boundary=boundary, policy=ANYTHING)
        }

    closed = opened("none of them")
    held = (
        "DenyForeignFunctions",
        "DenyForeignRoles",
        "DenyForeignTrails",
        "DenyMachines",
        "DenyPipelineIdentity",
        "DenyTampering",
        "DenySteering",
        "DenyUnbinding",
        "DenyUsers",
    )
    assert {sid: bool(opened(sid) - closed) for sid in held} == dict.fromkeys(held, True)


def test_whatever_iam_can_write_is_closed_but_for_roles(stacks: Stacks) -> None:
    pipeline = Pipeline.of(stacks, REAL[0])
    operations = boto3.client("iam", region_name="eu-west-1").meta.service_model.operation_names
    writes = [name for name in operations if not re.match(r"Get|List|Generate|Simulate", name)]
    assert len(writes) > 90
    boundary = pipeline.boundary
    somebody = [pipeline.arn("iam", name, regional=False) for name in ("user/x", "group/x", "policy/x")]
    account = {"DeleteAccountPasswordPolicy", "UpdateAccountPasswordPolicy"}
    linked = {"CreateServiceLinkedRole", "DeleteServiceLinkedRole"}
    # On anything but a role of the deployment, only these, which IAM itself allows on no other resource.
    reached = {
        name
        for name in writes
        for target in ("*", *somebody, pipeline.role("administrator"))
        if pipeline.may(f"iam:{name}", target, who="deploy", policy=ANYTHING, boundary=boundary)
    }
    assert reached == account | linked
    allowed = {
        name
        for name in writes
        if decide(
            {"Statement": [{"Effect": "Allow", "Action": list(IDENTITY_ACTIONS), "Resource": "*"}]},
            action=f"iam:{name}",
            caller={},
            context={},
        )
        == "Allow"
    }
    assert not {name for name in allowed - account - linked if "Role" not in name}


@each_real
@pytest.mark.parametrize("who", [MADE, MACHINES])
@pytest.mark.parametrize(
    "action", ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "kms:Decrypt", "kms:CreateGrant"]
)
def test_no_role_that_is_made_reads_the_state(
    stacks: Stacks, config: EnvironmentConfig, who: str, action: str
) -> None:
    pipeline = Pipeline.of(stacks, config)
    (statement,) = [each for each in pipeline.boundary["Statement"] if each["Sid"] == "DenyStateToOthers"]
    for target in statement["Resource"]:
        assert not pipeline.may(action, target.replace("*", "x"), who=who, policy=ANYTHING)
    assert pipeline.may(action, "arn:aws:s3:::lake/x", who=who, policy=ANYTHING)


@each_real
@pytest.mark.parametrize("action", [each.replace("*", "X") for each in STEERING_ACTIONS])
def test_only_a_deployment_steers(stacks: Stacks, config: EnvironmentConfig, action: str) -> None:
    pipeline = Pipeline.of(stacks, config)
    own = {
        "iam": pipeline.role(f"{pipeline.prefix}-x"),
        "lambda": pipeline.arn("lambda", f"function:{pipeline.prefix}-x"),
        "cloudtrail": pipeline.arn("cloudtrail", f"trail/{pipeline.prefix}-x"),
    }.get(action.partition(":")[0], "*")
    bounded = {
        "iam__PermissionsBoundary": pipeline.arn("iam", f"policy/{pipeline.prefix}-boundary", regional=False)
    }
    may = {who: pipeline.may(action, own, who=who, policy=ANYTHING, **bounded) for who in ("deploy", MADE)}
    assert may == {"deploy": True, MADE: False}


def actions_of(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each action of each Allow on each of its resources, with something in the place of a wildcard."""

    def listed(value: Any) -> list[str]:
        return [value] if isinstance(value, str) else list(value)

    return [
        (action.replace("*", "X"), resource)
        for statement in document["Statement"]
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    ]


@each_real
def test_the_ceiling_cuts_off_nothing_that_a_role_of_the_stack_needs(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    pipeline = Pipeline.of(stacks, config)
    templates = [stacks[f"anthill-{config.name.value}"]]
    templates += [stacks["anthill-account"]] if config.name.value == "prod" else []
    cut: set[str] = set()
    for template in templates:
        names = {id_: role["name"] for id_, role in template.resources("aws_iam_role").items()}
        for inline in template.resources("aws_iam_role_policy").values():
            name = names[inline["role"].split(".")[1]]
            who = name.removeprefix(f"{pipeline.prefix}-")
            document = json.loads(inline["policy"])
            cut |= {
                f"{name}: {action}"
                for action, resource in actions_of(document)
                if not pipeline.may(action, resource, who=who, policy=ANYTHING)
            }
    # IAM lets nobody write to the policies of a service-linked role; Databricks' page asks for it all the same.
    assert cut == {f"{pipeline.prefix}-databricks-compute: iam:PutRolePolicy"}


@pytest.mark.parametrize("name", ["AmazonDMSCloudWatchLogsRole", "AmazonDMSVPCManagementRole"])
def test_the_ceiling_cuts_off_nothing_of_awss_own_policies_in_use(stacks: Stacks, name: str) -> None:
    pipeline = Pipeline.of(stacks, REAL[0])
    managed = json.loads(aws_managed_policies_data)[name]["Document"]
    found = actions_of(managed)
    assert found
    assert not [each for each in found if not pipeline.may(*each, who=MADE, policy=ANYTHING)]


@pytest.mark.parametrize("prefix", ["anthill-dev", f"anthill-{'x' * 12}"])
def test_the_policies_are_as_short_as_iam_demands_also_where_names_are_long(
    stacks: Stacks, prefix: str
) -> None:
    def size(text: str) -> int:
        longest = text.replace("anthill-dev", prefix).replace("eu-west-1", "ap-southeast-1")
        longest = longest.replace("arn:aws:", "arn:aws-us-gov:")
        # A reference becomes an ARN, of which a multi-region key has the longest.
        return len(re.sub(r"\$\{[^}]*\}", "k" * 90, longest))

    template = stacks["anthill-dev-bootstrap"]
    assert size(template.one("aws_iam_policy")["policy"]) <= POLICY_LIMIT
    for inline in template.resources("aws_iam_role_policy").values():
        assert size(inline["policy"]) <= INLINE_LIMIT
