"""Destroy leaves nothing; it runs last, hence its name."""

import pytest

from configuration.names import Names
from environments.catalogue import ENVIRONMENTS
from tests.e2e.conftest import Deployment

pytestmark = pytest.mark.e2e

(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]


def test_destroy_leaves_nothing_but_keys_that_await_deletion(deployment: Deployment) -> None:
    assert deployment.databricks.objects("databricks_catalog")
    s3 = deployment.client("s3")
    bucket = Names.of(LOCAL).s3_bucket("bronze")
    s3.put_object(Bucket=bucket, Key="left/behind", Body=b"data")
    assert "Destroy complete!" in deployment.terraform.destroy()
    assert s3.list_buckets()["Buckets"] == []
    ec2 = deployment.client("ec2")
    ours = [{"Name": "tag:project", "Values": ["anthill"]}]
    assert ec2.describe_vpcs(Filters=ours)["Vpcs"] == []
    assert ec2.describe_subnets(Filters=ours)["Subnets"] == []
    assert ec2.describe_security_groups(Filters=ours)["SecurityGroups"] == []
    assert deployment.client("cloudtrail").describe_trails()["trailList"] == []
    assert deployment.client("logs").describe_log_groups()["logGroups"] == []
    assert [
        role["RoleName"]
        for role in deployment.client("iam").list_roles()["Roles"]
        if "anthill" in role["RoleName"]
    ] == []
    kms = deployment.client("kms")
    states = {
        kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"]
        for key in [key["KeyId"] for key in kms.list_keys()["Keys"]]
        if {"TagKey": "project", "TagValue": "anthill"} in kms.list_resource_tags(KeyId=key)["Tags"]
    }
    assert states == {"PendingDeletion"}
    # Databricks unbinds no connectivity configuration and leaves no workspace without a policy.
    assert {found.type for found in deployment.databricks.objects()} == {
        "databricks_mws_ncc_binding",
        "databricks_workspace_network_option",
    }
