"""Repairs of DMS: each restores what AWS does, and moto as shipped does otherwise."""

from typing import Any

import pytest

from tests.operations.conftest import Client
from tests.operations.emulator.test_repairs import refused

TAGS = [{"Key": "source", "Value": "positions"}]


def tags_of(dms: Any, arn: str) -> list[dict[str, str]]:
    found = dms.list_tags_for_resource(ResourceArn=arn).get("TagList", [])
    return [{"Key": tag["Key"], "Value": tag["Value"]} for tag in found]


def subnet_group(aws: Client) -> tuple[bool, Any]:
    ec2, dms = aws("ec2"), aws("dms")
    vpc = ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.8.{number}.0/24", AvailabilityZone=f"eu-west-1{zone}")[
            "Subnet"
        ]["SubnetId"]
        for number, zone in enumerate("ab")
    ]
    group = dms.create_replication_subnet_group(
        ReplicationSubnetGroupIdentifier="sources",
        ReplicationSubnetGroupDescription="d",
        SubnetIds=subnets,
        Tags=TAGS,
    )["ReplicationSubnetGroup"]
    same = group["VpcId"] == vpc and [subnet["SubnetIdentifier"] for subnet in group["Subnets"]] == subnets
    return same, tags_of(dms, "arn:aws:dms:eu-west-1:123456789012:subgrp:sources")


def test_a_subnet_group_has_the_subnets_and_tags_it_was_given(aws: Client, shipped_aws: Client) -> None:
    assert subnet_group(aws) == (True, TAGS)
    same, tags = subnet_group(shipped_aws)
    assert not same
    assert tags != TAGS


def endpoints(dms: Any) -> tuple[str, str]:
    source = dms.create_endpoint(
        EndpointIdentifier="database",
        EndpointType="source",
        EngineName="postgres",
        DatabaseName="book",
        SslMode="require",
    )
    target = dms.create_endpoint(
        EndpointIdentifier="landing",
        EndpointType="target",
        EngineName="s3",
        S3Settings={"BucketName": "landing", "BucketFolder": "positions"},
    )
    return source["Endpoint"]["EndpointArn"], target["Endpoint"]["EndpointArn"]


def test_an_endpoint_can_be_changed(aws: Client, shipped_aws: Client) -> None:
    dms = aws("dms")
    source, target = endpoints(dms)
    changed = dms.modify_endpoint(EndpointArn=source, DatabaseName="ledger")["Endpoint"]
    assert (changed["DatabaseName"], changed["SslMode"]) == ("ledger", "require")
    kept = dms.modify_endpoint(EndpointArn=target, S3Settings={"BucketFolder": "other"})["Endpoint"]
    assert (kept["S3Settings"]["BucketName"], kept["S3Settings"]["BucketFolder"]) == ("landing", "other")
    absent = "arn:aws:dms:eu-west-1:123456789012:endpoint:none"
    assert refused(dms.modify_endpoint, EndpointArn=absent) == "ResourceNotFoundFault"
    stock = shipped_aws("dms")
    source, _ = endpoints(stock)
    with pytest.raises(Exception, match=r"500|not been implemented|Unknown"):
        stock.modify_endpoint(EndpointArn=source, DatabaseName="ledger")


def config(dms: Any, name: str) -> str:
    made = dms.create_replication_config(
        ReplicationConfigIdentifier=name,
        SourceEndpointArn="arn:aws:dms:eu-west-1:123456789012:endpoint:a",
        TargetEndpointArn="arn:aws:dms:eu-west-1:123456789012:endpoint:b",
        ComputeConfig={"MaxCapacityUnits": 4, "MinCapacityUnits": 1},
        ReplicationType="full-load-and-cdc",
        TableMappings='{"rules":[]}',
        Tags=TAGS,
    )["ReplicationConfig"]
    return str(made["ReplicationConfigArn"])


def test_serverless_replications_exist(aws: Client, shipped_aws: Client) -> None:
    dms = aws("dms")
    arn = config(dms, "positions")
    assert tags_of(dms, arn) == TAGS
    wanted = [{"Name": "replication-config-arn", "Values": [arn]}]
    assert dms.describe_replication_configs(Filters=wanted)["ReplicationConfigs"][0]["TableMappings"]
    dms.start_replication(ReplicationConfigArn=arn, StartReplicationType="start-replication")
    assert dms.describe_replications(Filters=wanted)["Replications"][0]["Status"] == "running"
    assert refused(dms.delete_replication_config, ReplicationConfigArn=arn) == "InvalidResourceStateFault"
    dms.stop_replication(ReplicationConfigArn=arn)
    changed = dms.modify_replication_config(ReplicationConfigArn=arn, ReplicationType="cdc")
    assert changed["ReplicationConfig"]["ReplicationType"] == "cdc"
    dms.delete_replication_config(ReplicationConfigArn=arn)
    assert refused(dms.describe_replications, Filters=wanted) == "ResourceNotFoundFault"
    with pytest.raises(Exception, match=r"500|not been implemented|Unknown"):
        config(shipped_aws("dms"), "positions")


def test_a_replication_exists_once(aws: Client) -> None:
    dms = aws("dms")
    config(dms, "once")
    with pytest.raises(dms.exceptions.ResourceAlreadyExistsFault):
        config(dms, "once")


def test_what_is_not_there_is_said_so(aws: Client) -> None:
    arn = "arn:aws:dms:eu-west-1:123456789012:replication-config:none"
    assert refused(aws("dms").start_replication, ReplicationConfigArn=arn, StartReplicationType="x") == (
        "ResourceNotFoundFault"
    )
