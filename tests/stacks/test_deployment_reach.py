"""Whether the pipeline's roles may do all that the provider, and AWS in their name, does for each resource."""

import json
import re
from collections.abc import Mapping

import pytest

from configuration.model import EnvironmentConfig
from environments.catalogue import ENVIRONMENTS
from tests.support.aws_calls import CALLS, deployed, resources
from tests.support.pipeline import Pipeline
from tests.support.template import Template

Stacks = Mapping[str, Template]
each_real = pytest.mark.parametrize(
    "config", [config for config in ENVIRONMENTS if not config.is_local], ids=lambda config: config.name.value
)
each_type = pytest.mark.parametrize("type_", sorted(CALLS))


def targets(pipeline: Pipeline, stacks: Stacks, type_: str, action: str) -> set[str]:
    """The ARNs that an action of one type is about, from the names of the resources that the stacks hold."""

    def named(of: str, argument: str) -> list[str]:
        return [each[argument] for _, each in resources(stacks, pipeline.config, of)]

    service = action.partition(":")[0]
    if service == "iam":
        return identities(pipeline, named("aws_iam_role", "name"), type_, action)
    if type_.startswith(("aws_s3_bucket", "aws_s3_object")) and service == "s3":
        buckets = {
            f"arn:{pipeline.config.partition}:s3:::{name}" for name in named("aws_s3_bucket", "bucket")
        }
        if type_ == "aws_s3_object" and "Object" in action:
            return {f"{bucket}/{key}" for bucket in buckets for key in named("aws_s3_object", "key")}
        return buckets if resources(stacks, pipeline.config, type_) else set()
    if service == "lambda":
        functions = named("aws_lambda_function", "function_name")
        return {pipeline.arn("lambda", f"function:{name}") for name in functions}
    if service == "cloudtrail":
        return {pipeline.arn("cloudtrail", f"trail/{name}") for name in named("aws_cloudtrail", "name")}
    interface = action in {"ec2:DeleteNetworkInterface", "ec2:DetachNetworkInterface"}
    return {pipeline.arn("ec2", "network-interface/eni-1") if interface else "*"}


def identities(pipeline: Pipeline, roles: list[str], type_: str, action: str) -> set[str]:
    """The ARNs of the roles that an action of one type is about."""
    if type_ == "aws_iam_service_linked_role" or CALLS[type_].get("passes") == "recorder":
        return {pipeline.role("aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig")}
    if action.endswith("AccountPasswordPolicy"):
        return {"*"}
    return {pipeline.role(name) for name in roles}


def refused(pipeline: Pipeline, stacks: Stacks, type_: str, *, who: str, verbs: tuple[str, ...]) -> set[str]:
    """What a role may not do of what one type takes; empty as it should be."""
    row = CALLS[type_]
    actions = {action for verb in verbs for action in row[verb]}
    if row.get("passes") and "create" in verbs:
        actions.add("iam:PassRole")
    boundary = pipeline.arn("iam", f"policy/{pipeline.prefix}-boundary", regional=False)
    return {
        f"{action} on {target}"
        for action in actions
        for target in targets(pipeline, stacks, type_, action)
        if not pipeline.may(action, target, who=who, iam__PermissionsBoundary=boundary)
    }


@each_real
def test_the_table_knows_every_type(stacks: Stacks, config: EnvironmentConfig) -> None:
    types = {
        type_
        for template in deployed(stacks, config)
        for type_ in template.json["resource"]
        if type_.startswith("aws_")
    }
    assert types - set(CALLS) == set()


@each_real
@each_type
def test_the_deploy_role_may_create_read_update_and_delete_it(
    stacks: Stacks, config: EnvironmentConfig, type_: str
) -> None:
    pipeline = Pipeline.of(stacks, config)
    verbs = ("create", "read", "update", "delete")
    assert refused(pipeline, stacks, type_, who="deploy", verbs=verbs) == set()


@each_real
@each_type
def test_the_plan_role_may_read_it_and_change_nothing(
    stacks: Stacks, config: EnvironmentConfig, type_: str
) -> None:
    pipeline = Pipeline.of(stacks, config)
    assert refused(pipeline, stacks, type_, who="plan", verbs=("read",)) == set()
    reads = re.compile(r"\w[\w-]*:(Describe|Get|List|View)")
    writes = {
        action
        for verb in ("create", "update", "delete")
        for action in CALLS[type_][verb]
        if not reads.match(action)
    }
    may = {
        action
        for action in writes
        for target in targets(pipeline, stacks, type_, action)
        if pipeline.may(action, target, who="plan")
    }
    assert may == set()


@pytest.mark.parametrize(
    ("sid", "type_"),
    [
        ("ManageLogGroups", "aws_cloudwatch_log_stream"),
        ("ManageLogGroups", "aws_transfer_server"),
        ("ManageNetwork", "aws_ebs_snapshot_block_public_access"),
        ("NameEndpoints", "aws_vpc_endpoint"),
        ("RemoveInterfaces", "aws_security_group"),
        ("RemoveInterfaces", "aws_subnet"),
        ("ManageRecorderRole", "aws_iam_service_linked_role"),
        ("ManageRecorderRole", "aws_config_configuration_recorder"),
        ("ManageFunctions", "aws_lambda_function"),
        ("ManageTrail", "aws_cloudtrail"),
    ],
)
def test_without_its_statement_a_type_is_refused(stacks: Stacks, sid: str, type_: str) -> None:
    (config,) = [each for each in ENVIRONMENTS if each.name.value == "dev"]
    whole = stacks["anthill-dev-bootstrap"]
    poorer = Template(json.loads(json.dumps(whole.json)))
    policy = poorer.by_path("aws_iam_role_policy", "/deploy_permissions")
    document = json.loads(policy["policy"])
    document["Statement"] = [each for each in document["Statement"] if each["Sid"] != sid]
    policy["policy"] = json.dumps(document)
    verbs = ("create", "read", "update", "delete")
    assert refused(Pipeline(config, poorer), stacks, type_, who="deploy", verbs=verbs)


ABOUT_NOTHING = re.compile(
    r"logs:(Describe(LogGroups|ResourcePolicies)|\w+LogDeliver(y|ies)|PutResourcePolicy)"
    r"|ec2:(Describe\w+|GetSnapshotBlock\w+)|kms:(CreateKey|List(Aliases|Keys))|xray:Put\w+"
    r"|lambda:List(Functions|Layers)|cloudtrail:(Describe|List)Trails"
)
"""Actions that take no resource (service authorization reference): on an ARN they are never allowed."""


def test_an_action_that_takes_no_resource_is_allowed_on_none_in_particular(stacks: Stacks) -> None:
    seen: set[str] = set()
    for name, template in stacks.items():
        for inline in template.resources("aws_iam_role_policy").values():
            for statement in json.loads(inline["policy"])["Statement"]:
                actions, resource = statement["Action"], statement.get("Resource")
                for action in [actions] if isinstance(actions, str) else actions:
                    if ABOUT_NOTHING.fullmatch(action):
                        seen.add(action)
                        assert resource == "*", f"{name}: {statement['Sid']}: {action}"
    assert "logs:DescribeLogGroups" in seen
