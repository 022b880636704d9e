"""What AWS lets Databricks do: run clusters, use keys, keep its own files, and reach its buckets."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from configuration.databricks.regions import REGIONS
from configuration.model import EnvironmentConfig
from configuration.names import Names
from environments.catalogue import ENVIRONMENTS
from tests.stacks.test_foreign_roles import CONTROL_PLANE, each_config, of, permissions
from tests.support.policy_evaluator import allowed, decide
from tests.support.template import Template

Stacks = Mapping[str, Template]
each_real = pytest.mark.parametrize(
    "config", [config for config in ENVIRONMENTS if not config.is_local], ids=lambda config: config.name.value
)
DATABRICKS = "414351767826"
VENDOR = {"aws:RequestTag/Vendor": "Databricks"}
MADE = {"aws:ResourceTag/Vendor": "Databricks"}

RUNS: list[tuple[str, str, dict[str, str], str]] = [
    # what, kind of resource, context, verdict
    ("ec2:RunInstances", "instance", VENDOR, "Allow"),
    ("ec2:RunInstances", "volume", VENDOR, "Allow"),
    ("ec2:RunInstances", "instance", {}, "Implicit"),
    ("ec2:RunInstances", "instance", {"aws:RequestTag/Vendor": "Other"}, "Implicit"),
    ("ec2:RunInstances", "subnet", {"ec2:vpc": "own"}, "Allow"),
    ("ec2:RunInstances", "subnet", {"ec2:vpc": "other"}, "Implicit"),
    ("ec2:RunInstances", "security-group", {"ec2:vpc": "other"}, "Implicit"),
    ("ec2:RunInstances", "network-interface", {}, "Implicit"),
    ("ec2:RunInstances", "image", {"ec2:Owner": "601306020600"}, "Allow"),
    ("ec2:RunInstances", "image", {"ec2:Owner": "111111111111"}, "Deny"),
    ("ec2:RunInstances", "image", {}, "Deny"),
    ("ec2:RunInstances", "spot-instances-request", {}, "Allow"),
    ("ec2:RunInstances", "launch-template", {}, "Allow"),
    ("ec2:TerminateInstances", "instance", MADE, "Allow"),
    ("ec2:TerminateInstances", "instance", {}, "Implicit"),
    ("ec2:DeleteVolume", "volume", MADE, "Allow"),
    ("ec2:DeleteVolume", "volume", {}, "Implicit"),
    ("ec2:CreateVolume", "volume", VENDOR, "Allow"),
    ("ec2:CreateVolume", "volume", {}, "Implicit"),
    ("ec2:AuthorizeSecurityGroupIngress", "security-group", {"ec2:vpc": "own"}, "Allow"),
    ("ec2:AuthorizeSecurityGroupIngress", "security-group", {"ec2:vpc": "other"}, "Implicit"),
    ("ec2:CreateFleet", "fleet", {"aws:RequestedRegion": "own"}, "Allow"),
    ("ec2:CreateFleet", "fleet", {"aws:RequestedRegion": "us-east-1"}, "Implicit"),
    *(
        (f"ec2:{action}", kind, {"aws:RequestedRegion": "own"}, "Implicit")
        for action, kind in (
            ("CreateVpc", "vpc"),
            ("DeleteVpc", "vpc"),
            ("CreateSubnet", "subnet"),
            ("CreateInternetGateway", "internet-gateway"),
            ("CreateNatGateway", "natgateway"),
            ("CreateRouteTable", "route-table"),
            ("CreateSecurityGroup", "security-group"),
            ("AllocateAddress", "elastic-ip"),
        )
    ),
    ("iam:CreateServiceLinkedRole", "spot", {"iam:AWSServiceName": "spot.amazonaws.com"}, "Allow"),
    ("iam:CreateServiceLinkedRole", "spot", {"iam:AWSServiceName": "rds.amazonaws.com"}, "Implicit"),
    ("iam:PassRole", "spot", {}, "Implicit"),
]


@each_config
@pytest.mark.parametrize(("action", "kind", "context", "verdict"), RUNS)
def test_databricks_runs_its_own_images_in_the_network_and_makes_no_network(
    stacks: Stacks, config: EnvironmentConfig, action: str, kind: str, context: dict[str, str], verdict: str
) -> None:
    template = of(stacks, config)
    (vpc,) = template.resources("aws_vpc")
    ec2 = f"arn:aws:ec2:{config.region}"
    network = f"{ec2}:{config.account.id}:vpc/${{aws_vpc.{vpc}.id}}"
    own = {"ec2:vpc": network, "aws:RequestedRegion": config.region}
    resource = {
        "image": f"{ec2}::image/ami-1",
        "spot": f"arn:aws:iam::{config.account.id}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot",
    }.get(kind, f"{ec2}:{config.account.id}:{kind}/x")
    given = {key: own[key] if value == "own" else value for key, value in context.items()}
    policy = permissions(template, "/databricks/compute/role")
    assert decide(policy, action=action, resource=resource, caller={}, context=given) == verdict


KEYS: list[tuple[str, str, str, dict[str, str], str]] = [
    # which key, who, what, context, verdict
    ("managed_services", "databricks", "kms:Encrypt", {"tag": "own"}, "Allow"),
    ("managed_services", "databricks", "kms:Decrypt", {"tag": "own"}, "Allow"),
    ("managed_services", "databricks", "kms:Decrypt", {"tag": "another customer"}, "Implicit"),
    ("managed_services", "databricks", "kms:Decrypt", {}, "Implicit"),
    ("managed_services", "databricks", "kms:CreateGrant", {"tag": "own"}, "Implicit"),
    ("storage", "databricks", "kms:GenerateDataKeyWithoutPlaintext", {"tag": "own"}, "Allow"),
    ("storage", "databricks", "kms:Decrypt", {"tag": "another customer"}, "Implicit"),
    ("storage", "databricks", "kms:CreateGrant", {"tag": "own", "grant": "true"}, "Allow"),
    ("storage", "databricks", "kms:CreateGrant", {"tag": "own", "grant": "false"}, "Implicit"),
    ("storage", "databricks", "kms:CreateGrant", {"tag": "another", "grant": "true"}, "Implicit"),
    ("storage", "compute", "kms:CreateGrant", {"via": "ec2"}, "Allow"),
    ("storage", "compute", "kms:GenerateDataKeyWithoutPlaintext", {"via": "ec2"}, "Allow"),
    ("storage", "compute", "kms:Decrypt", {"via": "lambda"}, "Implicit"),
    ("storage", "compute", "kms:CreateGrant", {}, "Implicit"),
]


@each_config
@pytest.mark.parametrize(("key", "who", "action", "given", "verdict"), KEYS)
def test_databricks_uses_its_keys_for_this_account_and_for_volumes_only(
    stacks: Stacks,
    config: EnvironmentConfig,
    key: str,
    who: str,
    action: str,
    given: dict[str, str],
    verdict: str,
) -> None:
    template = of(stacks, config)
    policy = template.by_path("aws_kms_key", f"/databricks/{key}_key/key")["policy"]
    (role,) = [
        id_
        for id_, each in template.resources("aws_iam_role").items()
        if each["//"]["metadata"]["path"].endswith("/databricks/compute/role/role")
    ]
    caller = {"databricks": CONTROL_PLANE, "compute": f"${{aws_iam_role.{role}.arn}}"}[who]
    keys = {
        "tag": "aws:PrincipalTag/DatabricksAccountId",
        "grant": "kms:GrantIsForAWSResource",
        "via": "kms:ViaService",
    }
    values = {"own": str(config.databricks.account_id)}
    context = {
        keys[name]: f"{value}.{config.region}.amazonaws.com" if name == "via" else values.get(value, value)
        for name, value in given.items()
    }
    assert decide(policy, action=action, caller={"AWS": caller}, context=context) == verdict


@each_config
def test_unity_catalog_uses_the_lakes_key_through_s3_alone(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = of(stacks, config)
    key = template.by_path("aws_kms_key", "/lake_key/key")["policy"]
    role = permissions(template, "/governance/lake/role")
    (resource,) = [each["Resource"] for each in role["Statement"] if "kms:Encrypt" in each["Action"]]
    caller = {"AWS": f"arn:aws:iam::{config.account.id}:role/{Names.of(config).prefix}-unity-catalog"}

    def may(via: str, statements: list[Any]) -> bool:
        service = f"{via}.{config.region}.amazonaws.com"
        context = {"kms:CallerAccount": config.account.id, "kms:ViaService": service}
        asked = partial(allowed, action="kms:GenerateDataKey", resource=resource, caller=caller)
        return asked([{"Statement": statements}], context=context, of_resource=key)

    assert may("s3", role["Statement"])
    assert not may("ec2", role["Statement"])
    assert not may("s3", [each for each in role["Statement"] if each["Resource"] != resource])


@each_config
@pytest.mark.parametrize(
    ("action", "key", "tag", "verdict"),
    [
        ("s3:PutObject", "jobs/log", "own", "Allow"),
        ("s3:PutObject", "jobs/log", "another customer", "Implicit"),
        ("s3:PutObject", "jobs/log", None, "Implicit"),
        ("s3:GetObject", "unity-catalog/table", "own", "Deny"),
        ("s3:PutBucketPolicy", "", "own", "Implicit"),
    ],
)
def test_the_control_plane_keeps_only_this_accounts_files_in_the_root_bucket(
    stacks: Stacks, config: EnvironmentConfig, action: str, key: str, tag: str | None, verdict: str
) -> None:
    policy = of(stacks, config).by_path("aws_s3_bucket_policy", "/databricks/root/bucket/policy")["policy"]
    document = json.loads(policy)
    bucket = Names.of(config).s3_bucket("workspace")
    context = {"aws:SecureTransport": "true"}
    if tag:
        context["aws:PrincipalTag/DatabricksAccountId"] = (
            str(config.databricks.account_id) if tag == "own" else tag
        )
    resource = f"arn:aws:s3:::{bucket}/{key}" if key else f"arn:aws:s3:::{bucket}"
    named = [each for each in document["Statement"] if each["Principal"] == {"AWS": CONTROL_PLANE}]
    found = decide(
        {"Statement": named}, action=action, resource=resource, caller={"AWS": CONTROL_PLANE}, context=context
    )
    assert found == verdict


@pytest.mark.parametrize("stack", ["local", "dev", "test", "prod", "account"])
def test_no_bucket_has_two_policies_or_two_notifications(stacks: Stacks, stack: str) -> None:
    template = stacks[f"anthill-{stack}"]
    for type_ in ("aws_s3_bucket_policy", "aws_s3_bucket_notification"):
        buckets = [each["bucket"] for each in template.resources(type_).values()]
        assert len(buckets) == len(set(buckets))
    assert template.resources("aws_s3_bucket_policy")


@each_config
def test_the_s3_endpoint_lets_databricks_buckets_through_and_no_namesakes(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    policy = of(stacks, config).by_path("aws_vpc_endpoint", "/endpoints/s3")["policy"]
    region, city = config.region, REGIONS[config.region].city

    def may(action: str, bucket: str, *, principal: str, owner: str) -> bool:
        context = {"aws:PrincipalAccount": principal, "aws:ResourceAccount": owner}
        arn = f"arn:aws:s3:::{bucket}/x"
        return decide(policy, action=action, resource=arn, caller={}, context=context) == "Allow"

    own, another = config.account.id, "999999999999"
    # Source of who is bound how: Databricks security reference architecture, aws/tf/privatelink.tf.
    artifacts = f"databricks-prod-artifacts-{region}"
    assert may("s3:GetObject", artifacts, principal=own, owner=DATABRICKS)
    assert not may("s3:GetObject", artifacts, principal=own, owner=another)
    shared = (f"databricks-datasets-{city}", f"system-tables-prod-{region}-uc-metastore-bucket")
    logs = f"databricks-prod-storage-{city}"
    for action, bucket in (*(("s3:GetObject", bucket) for bucket in shared), ("s3:PutObject", logs)):
        # Which account of Databricks' owns them is not documented.
        assert may(action, bucket, principal=DATABRICKS, owner=DATABRICKS)
        assert may(action, bucket, principal=DATABRICKS, owner=another)
        assert not may(action, bucket, principal=own, owner=another)
        assert not may(action, bucket, principal=another, owner=DATABRICKS)
    assert not may("s3:PutObject", shared[0], principal=DATABRICKS, owner=DATABRICKS)
    root = Names.of(config).s3_bucket("workspace")
    assert may("s3:PutObject", root, principal=DATABRICKS, owner=own)
    lake = Names.of(config).s3_bucket("gold")
    assert may("s3:PutObject", lake, principal=own, owner=own)
    assert not may("s3:PutObject", lake, principal=DATABRICKS, owner=own)


@each_real
@pytest.mark.parametrize(
    ("action", "role"),
    [
        ("ec2:RunInstances", "databricks-compute"),
        ("s3:PutObject", "unity-catalog"),
        ("kms:GenerateDataKey", "unity-catalog"),
        ("sts:AssumeRole", "unity-catalog"),
        ("kinesis:GetRecords", "stream-reader"),
    ],
)
def test_the_boundary_of_roles_lets_databricks_work(
    stacks: Stacks, config: EnvironmentConfig, action: str, role: str
) -> None:
    boundary = stacks[f"anthill-{config.name.value}-bootstrap"].one("aws_iam_policy")["policy"]
    caller = f"arn:aws:iam::{config.account.id}:role/{Names.of(config).prefix}-{role}"
    # A role of Unity Catalog takes itself.
    resource = caller if action == "sts:AssumeRole" else "arn:aws:x:::y"
    context = {"aws:PrincipalArn": caller}
    assert decide(boundary, action=action, resource=resource, caller={}, context=context) == "Allow"
