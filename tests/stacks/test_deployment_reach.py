"""Whether the pipeline's roles may do all that the provider, and AWS in their name, does for each resource."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import provider_facts
from environments.catalogue import ENVIRONMENTS
from environments.model import EnvironmentConfig
from environments.names import Names
from tests.support.pipeline import Pipeline
from tests.support.template import Template

Stacks = Mapping[str, Template]
CALLS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(provider_facts.__file__).with_name("aws_calls.toml").read_text(encoding="utf-8")
)
each_real = pytest.mark.parametrize(
    "config", [config for config in ENVIRONMENTS if not config.is_local], ids=lambda config: config.name.value
)
each_type = pytest.mark.parametrize("type_", sorted(CALLS))
KEY = re.compile(r"\$\{aws_kms_key\.(\w+)\.")


def deployed(stacks: Stacks, config: EnvironmentConfig) -> Iterator[Template]:
    """The stacks that the environment's pipeline deploys."""
    yield stacks[f"anthill-{config.name.value}"]
    if config.name.value == "prod":
        yield stacks["anthill-account"]


def resources(stacks: Stacks, config: EnvironmentConfig, type_: str) -> list[tuple[Template, dict[str, Any]]]:
    found = deployed(stacks, config)
    return [(template, each) for template in found for each in template.resources(type_).values()]


def targets(pipeline: Pipeline, stacks: Stacks, type_: str, action: str) -> set[str]:
    """The ARNs that an action of one type is about, from the names of the resources that the stacks hold."""

    def named(of: str, argument: str) -> list[str]:
        return [each[argument] for _, each in resources(stacks, pipeline.config, of)]

    service = action.partition(":")[0]
    if service == "iam":
        return identities(pipeline, named("aws_iam_role", "name"), type_, action)
    if type_.startswith("aws_s3_bucket") and service == "s3":
        partition = pipeline.config.partition
        return {f"arn:{partition}:s3:::{name}" for name in named("aws_s3_bucket", "bucket")}
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
    boundary = Names.of(pipeline.config).boundary_arn
    return {
        f"{action} on {target}"
        for action in actions
        for target in targets(pipeline, stacks, type_, action)
        if not pipeline.may(action, target, who=who, iam__PermissionsBoundary=boundary)
    }


@each_real
def test_the_table_knows_every_type_and_no_other(stacks: Stacks, config: EnvironmentConfig) -> None:
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


def keyed(entry: Any) -> Iterator[tuple[str, str]]:
    """Every argument of a resource that names a customer key: its name, and the id of the key."""
    if isinstance(entry, dict):
        for name, value in entry.items():
            named = KEY.match(value) if isinstance(value, str) and re.search(r"kms|key_", name) else None
            if named:
                yield name, named[1]
            yield from keyed(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from keyed(value)


@each_real
def test_whoever_deploys_may_use_each_customer_key_as_its_service_does_in_the_callers_name(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    pipeline = Pipeline.of(stacks, config)
    tried: set[str] = set()
    for template in deployed(stacks, config):
        for type_, made in template.json["resource"].items():
            for argument, key_id in (pair for each in made.values() for pair in keyed(each)):
                if not type_.startswith("aws_") or type_ in {"aws_kms_alias"}:
                    continue
                use = CALLS[type_].get("key")
                assert use, f"{type_} takes a key by {argument}: who uses it when it is made?"
                if argument != use["argument"]:
                    continue
                key = template.resources("aws_kms_key")[key_id]["policy"]
                assert unusable(pipeline, key, use) == set(), type_
                tried.add(type_)
    assert {"aws_dynamodb_table", "aws_lambda_function", "aws_scheduler_schedule"} <= tried


def unusable(pipeline: Pipeline, key: str, use: dict[str, Any], *, policy: Any = None) -> set[str]:
    """What a deployment may not do with a key through a service, of what that service does in its name."""
    conditions = {
        "kms__CallerAccount": pipeline.config.account.id,
        "kms__ViaService": f"{use['service']}.{pipeline.config.region}.amazonaws.com",
    }
    asked = [*use["uses"], *(["kms:CreateGrant"] if use["grants"] else [])]
    target = pipeline.arn("kms", "key/1")

    def may(action: str, **more: str) -> bool:
        return pipeline.may(
            action, target, who="deploy", policy=policy, of_resource=key, **{**conditions, **more}
        )

    return {action for action in asked if not may(action, kms__GrantIsForAWSResource="true")}


@pytest.mark.parametrize("sid", ["UseKeysThroughServices", "GrantKeysToServices"])
def test_the_statement_of_the_account_in_a_keys_policy_is_not_enough(stacks: Stacks, sid: str) -> None:
    (config,) = [each for each in ENVIRONMENTS if each.name.value == "dev"]
    pipeline = Pipeline.of(stacks, config)
    key = stacks["anthill-dev"].by_path("aws_kms_key", "/ingestion_key/key")["policy"]
    policy = pipeline.permissions("deploy")
    policy["Statement"] = [each for each in policy["Statement"] if each["Sid"] != sid]
    assert unusable(pipeline, key, CALLS["aws_dynamodb_table"]["key"], policy=policy)
    assert not unusable(pipeline, key, CALLS["aws_dynamodb_table"]["key"])


@each_real
@pytest.mark.parametrize(
    ("action", "via", "grant"),
    [
        ("kms:Decrypt", None, None),
        ("kms:Decrypt", "s3", None),
        ("kms:Decrypt", "kinesis", None),
        ("kms:CreateGrant", "dynamodb", "false"),
        ("kms:CreateGrant", "scheduler", "true"),
        ("kms:CreateGrant", None, "true"),
    ],
)
def test_whoever_deploys_reads_nothing_with_a_key(
    stacks: Stacks, config: EnvironmentConfig, action: str, via: str | None, grant: str | None
) -> None:
    pipeline = Pipeline.of(stacks, config)
    context = {"kms__CallerAccount": config.account.id}
    if via:
        context["kms__ViaService"] = f"{via}.{config.region}.amazonaws.com"
    if grant:
        context["kms__GrantIsForAWSResource"] = grant
    for path in ("/lake_key/key", "/ingestion_key/key", "/logs_key/key"):
        key = stacks[f"anthill-{config.name.value}"].by_path("aws_kms_key", path)["policy"]
        assert not pipeline.may(
            action, pipeline.arn("kms", "key/1"), who="deploy", of_resource=key, **context
        )


@each_real
@pytest.mark.parametrize(
    ("function", "via", "may"),
    [
        ("own", "lambda", True),
        ("own", "dynamodb", False),
        ("own", None, False),
        ("another", "lambda", False),
        (None, "lambda", False),
    ],
)
def test_a_plan_reads_the_settings_of_its_functions_and_decrypts_nothing_else(
    stacks: Stacks, config: EnvironmentConfig, function: str | None, via: str | None, *, may: bool
) -> None:
    pipeline = Pipeline.of(stacks, config)
    key = stacks[f"anthill-{config.name.value}"].by_path("aws_kms_key", "/ingestion_key/key")["policy"]
    names = {"own": f"{pipeline.prefix}-feed-splits", "another": "another"}
    context = {"kms__CallerAccount": config.account.id}
    if via:
        context["kms__ViaService"] = f"{via}.{config.region}.amazonaws.com"
    if function:
        arn = pipeline.arn("lambda", f"function:{names[function]}")
        context["kms__EncryptionContext__aws__lambda__FunctionArn"] = arn
    target = pipeline.arn("kms", "key/1")
    assert pipeline.may("kms:Decrypt", target, who="plan", of_resource=key, **context) is may
