"""Repairs of what sources are made of: each restores what AWS does, and moto as shipped does otherwise."""

import io
import json
import zipfile
from typing import Any
from uuid import uuid4

import pytest

from tests.operations.conftest import Client
from tests.operations.emulator.test_repairs import refused

ACCOUNT = "arn:aws:iam::123456789012"
TAGS = [{"Key": "source", "Value": "trades"}]


def bucket_with_events(aws: Client, name: str) -> Any:
    s3 = aws("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    return s3


def test_a_bucket_says_that_it_announces_its_events(aws: Client, shipped_aws: Client) -> None:
    def said(client: Client) -> bool:
        s3 = bucket_with_events(client, "announcing")
        return "EventBridgeConfiguration" in s3.get_bucket_notification_configuration(Bucket="announcing")

    assert said(aws) is True
    assert said(shipped_aws) is False


def announced(aws: Client, name: str, *, disabled: bool = False) -> list[dict[str, Any]]:
    """The events that reach a queue, where another rule has a target that moto does not run."""
    sqs, events = aws("sqs"), aws("events")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    sqs.set_queue_attributes(
        QueueUrl=url,
        Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [allowed]})},
    )
    pattern = json.dumps({"detail-type": ["Object Created"], "detail": {"bucket": {"name": [name]}}})
    targets = {
        f"a-{name}": "arn:aws:lambda:eu-west-1:123456789012:function:nowhere",
        f"b-{name}": arn,
    }
    for rule, target in targets.items():
        events.put_rule(Name=rule, EventPattern=pattern, State="DISABLED" if disabled else "ENABLED")
        events.put_targets(Rule=rule, Targets=[{"Id": "target", "Arn": target}])
    s3 = bucket_with_events(aws, name)
    s3.put_object(Bucket=name, Key="prices/a b.json", Body=b"12345")
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]


def test_events_of_a_bucket_reach_the_queue_in_the_words_of_aws(aws: Client) -> None:
    (event,) = announced(aws, "worded")
    assert (event["source"], event["detail-type"], event["account"]) == (
        "aws.s3",
        "Object Created",
        "123456789012",
    )
    found = event["detail"]
    assert found["bucket"] == {"name": "worded"}
    assert (found["object"]["key"], found["object"]["size"]) == ("prices/a b.json", 5)
    assert found["object"]["etag"] == "827ccb0eea8a706c4c34a16891f84e7b"
    assert found["reason"] == "PutObject"


def test_as_shipped_one_target_ends_all_others(shipped_aws: Client) -> None:
    assert announced(shipped_aws, "ended") == []


def test_a_rule_that_is_switched_off_sends_nothing(aws: Client) -> None:
    assert announced(aws, "silent", disabled=True) == []


def test_a_stream_keeps_the_tags_it_is_created_with(aws: Client, shipped_aws: Client) -> None:
    def tags(client: Client) -> Any:
        kinesis = client("kinesis")
        kinesis.create_stream(StreamName="tagged", ShardCount=1, Tags={"source": "trades"})
        return kinesis.list_tags_for_stream(StreamName="tagged")["Tags"]

    assert tags(aws) == TAGS
    assert tags(shipped_aws) == []


REDRIVE = '{"deadLetterTargetArn":"%s","maxReceiveCount":5}'
ALLOW = '{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:eu-west-1:123456789012:q"]}'


def redrive(aws: Client, *names: str) -> dict[str, str]:
    sqs = aws("sqs")
    dead = sqs.create_queue(QueueName=f"dead-{uuid4()}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    given = {"RedrivePolicy": REDRIVE % arn, "RedriveAllowPolicy": ALLOW}
    url = sqs.create_queue(QueueName=f"q-{uuid4()}", Attributes={name: given[name] for name in names})
    found = sqs.get_queue_attributes(QueueUrl=url["QueueUrl"], AttributeNames=["All"])["Attributes"]
    return {name: found.get(name, "").replace(arn, "%s") for name in names}


def test_a_queue_returns_its_redrive_policies_as_given(aws: Client, shipped_aws: Client) -> None:
    assert redrive(aws, "RedrivePolicy") == {"RedrivePolicy": REDRIVE}
    assert redrive(aws, "RedriveAllowPolicy") == {"RedriveAllowPolicy": ALLOW}
    assert redrive(shipped_aws, "RedrivePolicy") != {"RedrivePolicy": REDRIVE}
    assert redrive(shipped_aws, "RedriveAllowPolicy") != {"RedriveAllowPolicy": ALLOW}


def function(aws: Client) -> dict[str, Any]:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("handler.py", "")
    role = aws("iam").create_role(RoleName=f"role-{uuid4()}", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    client = aws("lambda")
    name = f"f-{uuid4()}"
    client.create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.13",
        Handler="handler.handle",
        Code={"ZipFile": buffer.getvalue()},
        DeadLetterConfig={"TargetArn": "arn:aws:sqs:eu-west-1:123456789012:dead"},
        LoggingConfig={"LogFormat": "JSON", "LogGroup": "/anthill/log"},
    )
    client.update_function_configuration(
        FunctionName=name,
        TracingConfig={"Mode": "Active"},
        KMSKeyArn="arn:aws:kms:eu-west-1:123456789012:key/k",
    )
    return dict(client.get_function_configuration(FunctionName=name))


def test_a_function_keeps_its_settings(aws: Client, shipped_aws: Client) -> None:
    kept = function(aws)
    assert kept["DeadLetterConfig"] == {"TargetArn": "arn:aws:sqs:eu-west-1:123456789012:dead"}
    assert kept["LoggingConfig"] == {
        "LogFormat": "JSON",
        "LogGroup": "/anthill/log",
        "ApplicationLogLevel": "INFO",
        "SystemLogLevel": "INFO",
    }
    assert (kept["TracingConfig"]["Mode"], kept["KMSKeyArn"][-1]) == ("Active", "k")
    lost = function(shipped_aws)
    assert not {"DeadLetterConfig", "LoggingConfig"} & lost.keys()


def composites(aws: Client) -> tuple[list[str], list[str]]:
    cloudwatch = aws("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="late",
        Namespace="N",
        MetricName="M",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        Statistic="Sum",
        ComparisonOperator="LessThanThreshold",
    )
    cloudwatch.put_composite_alarm(AlarmName="unhealthy", AlarmRule='ALARM("late")', Tags=TAGS)
    both = cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    plain = cloudwatch.describe_alarms()
    assert plain["CompositeAlarms"] == []
    return (
        [alarm["AlarmName"] for alarm in both["MetricAlarms"]],
        [alarm["AlarmRule"] for alarm in both["CompositeAlarms"]],
    )


def test_composite_alarms_exist(aws: Client, shipped_aws: Client) -> None:
    assert composites(aws) == (["late"], ['ALARM("late")'])
    refusal = refused(aws("cloudwatch").put_composite_alarm, AlarmName="x", AlarmRule='ALARM("absent")')
    assert "Validation" in refusal
    with pytest.raises(Exception, match=r"500|not been implemented|Unknown"):
        composites(shipped_aws)


def transfer_user(aws: Client) -> tuple[Any, str, str]:
    transfer = aws("transfer")
    server = transfer.create_server(EndpointType="PUBLIC", Protocols=["SFTP"])["ServerId"]
    transfer.create_user(ServerId=server, UserName="vendor", Role=f"{ACCOUNT}:role/vendor")
    transfer.import_ssh_public_key(ServerId=server, UserName="vendor", SshPublicKeyBody="ssh-ed25519 AAAA")
    return transfer, server, "vendor"


def test_transfer_family_answers_in_the_form_of_aws(aws: Client, shipped_aws: Client) -> None:
    transfer, server, name = transfer_user(aws)
    user = transfer.describe_user(ServerId=server, UserName=name)["User"]
    assert "PosixProfile" not in user
    assert user["SshPublicKeys"][0]["DateImported"].year >= 2026
    assert refused(transfer.describe_server, ServerId="s-00000000000000000") == "ResourceNotFoundException"
    assert refused(transfer.describe_user, ServerId=server, UserName="nobody") == "ResourceNotFoundException"
    assert (
        refused(shipped_aws("transfer").describe_server, ServerId="s-00000000000000000")
        != "ResourceNotFoundException"
    )
    stock, server, name = transfer_user(shipped_aws)
    with pytest.raises(Exception, match=r"timestamp|PosixProfile|Invalid"):
        assert "PosixProfile" not in stock.describe_user(ServerId=server, UserName=name)["User"]


def test_a_transfer_server_can_be_changed(aws: Client, shipped_aws: Client) -> None:
    transfer, server, _ = transfer_user(aws)
    transfer.stop_server(ServerId=server)
    assert transfer.describe_server(ServerId=server)["Server"]["State"] == "OFFLINE"
    transfer.update_server(ServerId=server, SecurityPolicyName="TransferSecurityPolicy-2025-03")
    transfer.start_server(ServerId=server)
    changed = transfer.describe_server(ServerId=server)["Server"]
    assert (changed["State"], changed["SecurityPolicyName"]) == ("ONLINE", "TransferSecurityPolicy-2025-03")
    stock, server, _ = transfer_user(shipped_aws)
    with pytest.raises(Exception, match=r"500|not been implemented|Unknown"):
        stock.stop_server(ServerId=server)
