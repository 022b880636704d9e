"""The calls that clients make of the embedded AWS under load."""

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import boto3
from botocore.config import Config

from operations.common.embedded_engine.client import REGION

BODY: Final = b"x" * 4096
PARTS: Final = ("s3", "sqs", "iam", "kms", "ssm", "dynamodb", "logs", "ec2", "lambda")
TRUST: Final = {
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
OWN: Final = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::lake/*"}


def clients_of(endpoint: str, clients: int) -> list[Any]:
    """Return boto3's clients of the services, which so many may use at once."""
    session = boto3.Session("test", "test", region_name=REGION)
    settings = Config(
        s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, max_pool_connections=clients
    )
    return [session.client(part, endpoint_url=endpoint, config=settings) for part in PARTS]


def calls_of(services: Sequence[Any], name: str) -> list[Callable[[], Any]]:
    """Make what a client works on, and return its calls, one round of the mixture."""
    s3, sqs, iam, kms, ssm, dynamodb, logs, ec2, functions = services
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(TRUST))
    iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=_policy(OWN))
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    ssm.put_parameter(Name=name, Value="1", Type="String")
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    logs.create_log_group(logGroupName=name)
    network = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    numbers = itertools.count()
    return [
        lambda: s3.put_object(Bucket=name, Key=f"landing/{next(numbers) % 50}.json", Body=BODY),
        lambda: _read(s3, name),
        lambda: s3.head_object(Bucket=name, Key="landing/0.json"),
        lambda: s3.list_objects_v2(Bucket=name, Prefix="landing/"),
        lambda: s3.get_bucket_versioning(Bucket=name),
        lambda: sqs.send_message(QueueUrl=queue, MessageBody="{}"),
        lambda: _received(sqs, queue),
        lambda: iam.get_role(RoleName=name),
        lambda: iam.get_role_policy(RoleName=name, PolicyName="own"),
        lambda: kms.describe_key(KeyId=key),
        lambda: kms.get_key_policy(KeyId=key, PolicyName="default"),
        lambda: ssm.get_parameter(Name=name),
        lambda: dynamodb.put_item(TableName=name, Item={"id": {"S": "1"}, "lock": {"S": "me"}}),
        lambda: dynamodb.get_item(TableName=name, Key={"id": {"S": "1"}}),
        lambda: logs.describe_log_groups(logGroupNamePrefix=name),
        lambda: ec2.describe_vpcs(VpcIds=[network]),
        functions.list_functions,
    ]


def _policy(statement: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _read(s3: Any, bucket: str) -> bytes:
    return s3.get_object(Bucket=bucket, Key="landing/0.json")["Body"].read()


def _received(sqs: Any, queue: str) -> None:
    for message in sqs.receive_message(QueueUrl=queue).get("Messages", []):
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
