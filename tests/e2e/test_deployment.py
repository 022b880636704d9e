"""anthill-local, deployed for real: what was promised is there, and stays."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from configuration.names import Names
from environments.catalogue import ENVIRONMENTS
from tests.e2e.conftest import Deployment

pytestmark = pytest.mark.e2e

(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]
NAMES = Names.of(LOCAL)
BUCKETS = [NAMES.s3_bucket(layer.name.value) for layer in LOCAL.lake.layers]
LAKE = [bucket for bucket in BUCKETS if "-logs-" not in bucket]


def test_deploy_says_that_it_is_complete(deployment: Deployment) -> None:
    assert "Apply complete!" in deployment.said


def test_deploy_says_that_nothing_reaches_databricks(deployment: Deployment) -> None:
    assert "This is the offline stand-in for the Databricks provider" in deployment.said


def test_the_workspace_and_its_catalogue_are_there(deployment: Deployment) -> None:
    store = deployment.databricks
    (workspace,) = store.objects("databricks_mws_workspaces")
    assert workspace.attributes["workspace_status"] == "RUNNING"
    (own, foreign) = sorted(store.objects("databricks_catalog"), key=lambda found: found.id)
    assert (own.id, own.attributes["isolation_mode"]) == (NAMES.catalog, "ISOLATED")
    assert foreign.id == f"{NAMES.catalog}_positions_live"
    assert {schema.id for schema in store.objects("databricks_schema")} == {
        f"{NAMES.catalog}.{name}" for name in ("bronze", "silver", "gold", "features", "models", "ops")
    }


def test_unity_catalogs_role_trusts_the_id_of_its_credential(deployment: Deployment) -> None:
    (credential,) = deployment.databricks.objects("databricks_storage_credential")
    (role,) = credential.attributes["aws_iam_role"]
    found = deployment.client("iam").get_role(RoleName=NAMES.iam_role("unity-catalog"))["Role"]
    assert found["Arn"] == role["role_arn"]
    for statement in found["AssumeRolePolicyDocument"]["Statement"]:
        assert statement["Condition"]["StringEquals"]["sts:ExternalId"] == role["external_id"]


def test_a_second_plan_says_no_changes(deployment: Deployment) -> None:
    assert deployment.terraform.changes() == []


@pytest.mark.parametrize("bucket", LAKE)
def test_layer_is_encrypted_versioned_and_private(deployment: Deployment, bucket: str) -> None:
    s3 = deployment.client("s3")
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert rule["BucketKeyEnabled"] is True
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}
    assert s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"]["TargetPrefix"] == f"{bucket}/"


def put(s3: Any, bucket: str, key: str, **arguments: Any) -> None:
    s3.put_object(Bucket=bucket, Key=key, Body=b"data", **arguments)


def test_a_plain_put_is_encrypted_with_the_lake_key(deployment: Deployment) -> None:
    s3, bucket = deployment.client("s3"), NAMES.s3_bucket("bronze")
    put(s3, bucket, "plain")
    head = s3.head_object(Bucket=bucket, Key="plain")
    alias = deployment.client("kms").describe_key(KeyId=NAMES.kms_alias("lake"))["KeyMetadata"]
    assert head["ServerSideEncryption"] == "aws:kms"
    assert head["SSEKMSKeyId"].endswith(alias["KeyId"])
    s3.delete_object(Bucket=bucket, Key="plain")


@pytest.mark.parametrize(
    "arguments",
    [{"ServerSideEncryption": "AES256"}, {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "alias/other"}],
)
def test_a_put_with_other_encryption_is_denied(deployment: Deployment, arguments: dict[str, str]) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        put(deployment.client("s3"), NAMES.s3_bucket("bronze"), "other", **arguments)


def test_a_put_over_plain_http_is_denied(deployment: Deployment) -> None:
    s3 = deployment.client("s3")

    def over_plain_http(request: Any, **_: Any) -> None:
        request.headers.add_header("X-Forwarded-Proto", "http")

    s3.meta.events.register("before-sign.s3", over_plain_http)
    with pytest.raises(ClientError, match="AccessDenied"):
        put(s3, NAMES.s3_bucket("bronze"), "plain-http")


def test_the_account_blocks_public_access(deployment: Deployment) -> None:
    answer = deployment.client("s3control").get_public_access_block(AccountId=LOCAL.account.id)
    assert set(answer["PublicAccessBlockConfiguration"].values()) == {True}


def test_private_subnets_leave_by_the_nat_of_their_zone_and_intra_by_none(deployment: Deployment) -> None:
    ec2 = deployment.client("ec2")
    subnets = {
        subnet["SubnetId"]: subnet
        for subnet in ec2.describe_subnets()["Subnets"]
        if any(tag["Key"] == "environment" for tag in subnet.get("Tags", []))
    }
    tier = {id_: next(t["Value"] for t in s["Tags"] if t["Key"] == "tier") for id_, s in subnets.items()}
    nat_zone = {
        nat["NatGatewayId"]: subnets[nat["SubnetId"]]["AvailabilityZone"]
        for nat in ec2.describe_nat_gateways()["NatGateways"]
    }
    checked = []
    for table in ec2.describe_route_tables()["RouteTables"]:
        for association in table["Associations"]:
            subnet = association.get("SubnetId")
            if subnet not in subnets:
                continue
            default = [route for route in table["Routes"] if route.get("DestinationCidrBlock") == "0.0.0.0/0"]
            checked.append(tier[subnet])
            if tier[subnet] == "intra":
                assert default == []
            elif tier[subnet] == "private":
                assert nat_zone[default[0]["NatGatewayId"]] == subnets[subnet]["AvailabilityZone"]
            else:
                assert default[0]["GatewayId"].startswith("igw-")
    assert sorted(checked) == sorted(["intra", "private", "public"] * len(LOCAL.network.availability_zones))


def test_no_security_group_admits_the_internet(deployment: Deployment) -> None:
    groups = deployment.client("ec2").describe_security_groups(
        Filters=[{"Name": "tag:environment", "Values": ["local"]}]
    )["SecurityGroups"]
    assert len(groups) >= 3
    assert "0.0.0.0/0" not in json.dumps([group["IpPermissions"] for group in groups])


def test_the_trail_records(deployment: Deployment) -> None:
    trail = deployment.client("cloudtrail")
    (found,) = trail.describe_trails(trailNameList=[NAMES.named("trail", "audit")])["trailList"]
    assert found["IsMultiRegionTrail"] is True
    assert found["LogFileValidationEnabled"] is True
    assert trail.get_trail_status(Name=NAMES.named("trail", "audit"))["IsLogging"] is True


@pytest.mark.parametrize("purpose", ["lake", "logs"])
def test_keys_rotate(deployment: Deployment, purpose: str) -> None:
    kms = deployment.client("kms")
    key = kms.describe_key(KeyId=NAMES.kms_alias(purpose))["KeyMetadata"]["KeyId"]
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True


def test_everything_taggable_carries_the_environment(deployment: Deployment) -> None:
    tags = deployment.client("s3").get_bucket_tagging(Bucket=NAMES.s3_bucket("gold"))["TagSet"]
    assert {"Key": "environment", "Value": "local"} in tags
    assert {"Key": "data-classification", "Value": LOCAL.tags.data_classification.value} in tags
