"""Each repair restores what AWS does, and is still needed: moto as shipped does otherwise."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from tests.operations.conftest import Client


def refused(call: Any, **arguments: Any) -> str:
    """The error code of a call that must fail."""
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return str(error.value.response["Error"]["Code"])


def trails_found(aws: Client) -> list[list[str]]:
    s3, cloudtrail = aws("s3"), aws("cloudtrail")
    s3.create_bucket(Bucket="trails", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    arns = [
        cloudtrail.create_trail(Name=name, S3BucketName="trails")["TrailARN"] for name in ("first", "second")
    ]
    found = [
        [trail["Name"] for trail in cloudtrail.describe_trails(trailNameList=names)["trailList"]]
        for names in (["first"], [arns[1]], ["unknown"], arns)
    ]
    cloudtrail.delete_trail(Name=arns[0])
    return [*found, [trail["Name"] for trail in cloudtrail.describe_trails()["trailList"]]]


def test_trails_are_found_and_deleted_by_name_or_arn(aws: Client, shipped_aws: Client) -> None:
    both = ["first", "second"]
    assert trails_found(aws) == [["first"], ["second"], [], both, ["second"]]
    assert trails_found(shipped_aws) == [both, both, both, both, both]


def test_a_trail_that_is_not_there_cannot_be_deleted(aws: Client, shipped_aws: Client) -> None:
    assert refused(aws("cloudtrail").delete_trail, Name="nowhere") == "TrailNotFoundException"
    shipped_aws("cloudtrail").delete_trail(Name="nowhere")


def rotation(aws: Client, **period: int) -> int | None:
    kms = aws("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key, **period)
    status = kms.get_key_rotation_status(KeyId=key)
    assert status["KeyRotationEnabled"]
    return status.get("RotationPeriodInDays")


def test_a_key_keeps_its_rotation_period(aws: Client, shipped_aws: Client) -> None:
    assert rotation(aws, RotationPeriodInDays=180) == 180
    assert rotation(aws) == 365
    assert rotation(shipped_aws, RotationPeriodInDays=180) is None


def test_a_rotation_period_out_of_range_is_refused(aws: Client) -> None:
    kms = aws("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert refused(kms.enable_key_rotation, KeyId=key, RotationPeriodInDays=2561) == "ValidationException"
    assert not kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]


def moved_back(aws: Client) -> str:
    """The value of a secret after its label AWSCURRENT was moved to the value of before."""
    secrets = aws("secretsmanager")
    secrets.create_secret(Name="moved")
    old, new = (secrets.put_secret_value(SecretId="moved", SecretString=value) for value in ("old", "new"))
    secrets.update_secret_version_stage(
        SecretId="moved",
        VersionStage="AWSCURRENT",
        MoveToVersionId=old["VersionId"],
        RemoveFromVersionId=new["VersionId"],
    )
    return str(secrets.get_secret_value(SecretId="moved")["SecretString"])


def test_a_secret_answers_with_its_current_version(aws: Client, shipped_aws: Client) -> None:
    assert moved_back(aws) == "old"
    assert moved_back(shipped_aws) == "new"


def test_public_snapshots_can_be_blocked(aws: Client, shipped_aws: Client) -> None:
    ec2 = aws("ec2")
    assert ec2.get_snapshot_block_public_access_state()["State"] == "unblocked"
    ec2.enable_snapshot_block_public_access(State="block-all-sharing")
    assert ec2.get_snapshot_block_public_access_state()["State"] == "block-all-sharing"
    assert refused(ec2.enable_snapshot_block_public_access, State="never") == "InvalidParameterValue"
    ec2.disable_snapshot_block_public_access()
    assert ec2.get_snapshot_block_public_access_state()["State"] == "unblocked"
    with pytest.raises(ResponseParserError, match="500"):
        shipped_aws("ec2").get_snapshot_block_public_access_state()


def metadata_defaults(aws: Client) -> dict[str, Any]:
    return aws("ec2").get_instance_metadata_defaults()["AccountLevel"]


def test_metadata_defaults_are_kept_and_cleared(aws: Client, shipped_aws: Client) -> None:
    ec2 = aws("ec2")
    ec2.modify_instance_metadata_defaults(HttpTokens="required", HttpPutResponseHopLimit=1)
    wanted = {"HttpTokens": "required", "HttpPutResponseHopLimit": 1, "ManagedBy": "account"}
    assert metadata_defaults(aws) == wanted
    refusal = refused(ec2.modify_instance_metadata_defaults, HttpTokens="sometimes", HttpEndpoint="disabled")
    assert refusal == "InvalidParameterValue"
    assert metadata_defaults(aws) == wanted
    ec2.modify_instance_metadata_defaults(HttpTokens="no-preference", HttpPutResponseHopLimit=-1)
    assert metadata_defaults(aws) == {"ManagedBy": "account"}
    with pytest.raises(ResponseParserError, match="500"):
        metadata_defaults(shipped_aws)


def rule_descriptions(aws: Client) -> list[str | None]:
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc)["GroupId"]
    prefix_list = ec2.describe_managed_prefix_lists()["PrefixLists"][0]["PrefixListId"]
    permission = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1}
    kinds: list[dict[str, Any]] = [
        {"IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "addresses"}]},
        {"UserIdGroupPairs": [{"GroupId": group, "Description": "group"}]},
        {"PrefixListIds": [{"PrefixListId": prefix_list, "Description": "list"}]},
        {"UserIdGroupPairs": [{"GroupId": group}], "FromPort": 2, "ToPort": 2},
    ]
    for kind in kinds:
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission | kind])
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])
    return [rule.get("Description") for rule in rules["SecurityGroupRules"] if not rule["IsEgress"]]


def test_every_kind_of_rule_keeps_its_description(aws: Client, shipped_aws: Client) -> None:
    assert rule_descriptions(aws) == ["addresses", "group", "list", None]
    assert rule_descriptions(shipped_aws) == ["addresses", None, None, None]
