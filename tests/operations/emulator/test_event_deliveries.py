"""Event rules reach topics and queues only as EventBridge can be let in; EC2 takes its own texts only."""

import json
from typing import Any

import pytest

from tests.operations.conftest import Client
from tests.operations.emulator.test_repairs import refused

ACCOUNT = "123456789012"
EVENTS = {"Service": "events.amazonaws.com"}
OF_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
TLS = {
    "Effect": "Deny",
    "Principal": {"AWS": "*"},
    "Action": "sns:Publish",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str, condition: dict[str, Any] | None = None) -> dict[str, Any]:
    found = {"Effect": "Allow", "Principal": EVENTS, "Action": action, "Resource": "*"}
    return found | ({"Condition": condition} if condition else {})


def key(aws: Client, statement: dict[str, Any]) -> str:
    root = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    return str(aws("kms").create_key(Policy=document(root, statement))["KeyMetadata"]["KeyId"])


def queue(aws: Client, name: str, policy: str, **attributes: str) -> tuple[str, str]:
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName=name, Attributes={"Policy": policy, **attributes})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return url, arn


def send(aws: Client, name: str, target: str) -> None:
    events = aws("events")
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}), State="ENABLED")
    events.put_targets(Rule=name, Targets=[{"Id": "target", "Arn": target}])
    events.put_events(Entries=[{"Source": name, "DetailType": "Finding", "Detail": '{"severity": 8}'}])


def arrived(aws: Client, url: str) -> int:
    return len(aws("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []))


def failures(aws: Client, rule: str) -> float:
    found = aws("cloudwatch").get_metric_statistics(
        Namespace="AWS/Events",
        MetricName="FailedInvocations",
        Dimensions=[{"Name": "RuleName", "Value": rule}],
        StartTime="2000-01-01T00:00:00Z",
        EndTime="2100-01-01T00:00:00Z",
        Period=3600,
        Statistics=["Sum"],
    )
    return sum(point["Sum"] for point in found["Datapoints"])


def told_by_topic(aws: Client, name: str, statement: dict[str, Any], key_id: str | None = None) -> int:
    """How many messages of one event reach a queue that subscribes to the topic."""
    sns = aws("sns")
    attributes = {"Policy": document(statement, TLS)} | ({"KmsMasterKeyId": key_id} if key_id else {})
    topic = sns.create_topic(Name=name, Attributes=attributes)["TopicArn"]
    url, arn = queue(aws, name, document(allow("sqs:SendMessage")))
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    send(aws, name, topic)
    return arrived(aws, url)


def test_a_topic_without_a_condition_gets_events(aws: Client) -> None:
    assert told_by_topic(aws, "open-topic", allow("sns:Publish")) == 1
    assert failures(aws, "open-topic") == 0


def test_a_condition_in_a_topics_policy_keeps_events_out(aws: Client) -> None:
    assert told_by_topic(aws, "account-topic", allow("sns:Publish", OF_ACCOUNT)) == 0
    assert failures(aws, "account-topic") == 1


@pytest.mark.parametrize(("condition", "count"), [(None, 1), (OF_ACCOUNT, 0)], ids=["open", "of the account"])
def test_a_condition_on_the_source_in_a_keys_policy_keeps_events_out(
    aws: Client, condition: dict[str, Any] | None, count: int
) -> None:
    name = f"topic-key-{count}"
    key_id = key(aws, allow("kms:*", condition))
    assert told_by_topic(aws, name, allow("sns:Publish"), key_id) == count


def test_as_shipped_no_topic_gets_events(shipped_aws: Client) -> None:
    with pytest.raises(shipped_aws("events").exceptions.ClientError):
        told_by_topic(shipped_aws, "shipped-topic", allow("sns:Publish"))


@pytest.mark.parametrize(
    ("name", "rule", "count"),
    [("own", "own", 1), ("foreign", "another", 0)],
    ids=["its rule", "another rule"],
)
def test_a_queue_admits_the_rules_that_its_policy_names(
    aws: Client, name: str, rule: str, count: int
) -> None:
    named = {"ArnEquals": {"aws:SourceArn": f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/{rule}"}}
    url, arn = queue(aws, name, document(allow("sqs:SendMessage", named)))
    send(aws, name, arn)
    assert (arrived(aws, url), failures(aws, name)) == (count, 1 - count)


def test_a_queues_key_admits_events_too(aws: Client) -> None:
    key_id = key(aws, allow("kms:Encrypt"))
    url, arn = queue(aws, "locked", document(allow("sqs:SendMessage")), KmsMasterKeyId=key_id)
    send(aws, "locked", arn)
    assert arrived(aws, url) == 0


APOSTROPHE = "the control plane's endpoints"


def test_ec2_refuses_texts_of_other_characters(aws: Client, shipped_aws: Client) -> None:
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    good = {"GroupName": "texts", "Description": "._-:/()#,@[]+=&;{}!$* aZ9"}
    for bad in ({"Description": APOSTROPHE}, {"GroupName": "a%"}, {"Description": "x" * 256}):
        assert refused(ec2.create_security_group, VpcId=vpc, **good | bad) == "InvalidParameterValue"
    group = ec2.create_security_group(VpcId=vpc, **good)["GroupId"]
    for ranges in (
        {"IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": APOSTROPHE}]},
        {"UserIdGroupPairs": [{"GroupId": group, "Description": APOSTROPHE}]},
        {"PrefixListIds": [{"PrefixListId": "pl-1", "Description": APOSTROPHE}]},
    ):
        permission = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **ranges}
        for authorize in (ec2.authorize_security_group_ingress, ec2.authorize_security_group_egress):
            assert refused(authorize, GroupId=group, IpPermissions=[permission]) == "InvalidParameterValue"
    rule = ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
        ],
    )["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    changed = {
        "SecurityGroupRuleId": rule,
        "SecurityGroupRule": {"IpProtocol": "tcp", "CidrIpv4": "10.0.0.0/8", "Description": APOSTROPHE},
    }
    assert refused(ec2.modify_security_group_rules, GroupId=group, SecurityGroupRules=[changed]) == (
        "InvalidParameterValue"
    )
    described = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    described |= {"IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": APOSTROPHE}]}
    assert refused(
        ec2.update_security_group_rule_descriptions_ingress, GroupId=group, IpPermissions=[described]
    ) == ("InvalidParameterValue")
    shipped = shipped_aws("ec2")
    assert shipped.create_security_group(GroupName="texts", Description=APOSTROPHE)["GroupId"]
