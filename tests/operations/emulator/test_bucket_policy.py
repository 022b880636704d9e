"""Bucket policies in the embedded AWS: who is refused, and who is not."""

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.operations.conftest import Client

KEY = "arn:aws:kms:eu-west-1:123456789012:alias/lake"
SSE = "s3:x-amz-server-side-encryption"
KEY_ID = f"{SSE}-aws-kms-key-id"
TLS_ONLY = {"Action": "s3:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
KMS_ONLY = {"Action": "s3:PutObject", "Condition": {"StringNotEquals": {SSE: "aws:kms"}}}
ONE_KEY = {
    "Action": "s3:PutObject",
    "Condition": {"Null": {KEY_ID: "false"}, "StringNotEquals": {KEY_ID: [KEY]}},
}
NO_ACCOUNT_BUT_OURS = {
    "Action": "s3:*",
    "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "123456789012"}},
}
BUCKET = "policed"
ENCRYPTED = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": KEY}


def bucket(aws: Client, *denials: dict[str, Any]) -> Any:
    s3 = aws("s3")
    if BUCKET not in [held["Name"] for held in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.delete_bucket_policy(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="held", Body=b"x")
    everything = {"Principal": "*", "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]}
    statements = [{"Effect": "Deny"} | everything | denial for denial in denials]
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    return s3


def plain_http(s3: Any) -> Any:
    """The client, but seen by the engine as one without TLS."""

    def mark(request: Any, **_: Any) -> None:
        request.headers["X-Forwarded-Proto"] = "http"

    s3.meta.events.register("before-send.s3", mark)
    return s3


def status(call: Callable[..., Any], **arguments: Any) -> int:
    try:
        return int(call(Bucket=BUCKET, **arguments)["ResponseMetadata"]["HTTPStatusCode"])
    except ClientError as error:
        return int(error.response["ResponseMetadata"]["HTTPStatusCode"])


def test_a_tls_only_bucket_serves_those_with_tls(aws: Client, shipped_aws: Client) -> None:
    s3 = bucket(aws, TLS_ONLY)
    assert status(s3.put_object, Key="k", Body=b"x") == 200
    assert status(s3.get_object, Key="k") == 200
    assert status(s3.list_objects_v2) == 200
    assert status(bucket(shipped_aws, TLS_ONLY).put_object, Key="k", Body=b"x") == 403


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("put_object", {"Key": "k", "Body": b"x"}),
        ("get_object", {"Key": "held"}),
        ("head_object", {"Key": "held"}),
        ("delete_object", {"Key": "held"}),
        ("create_multipart_upload", {"Key": "k"}),
        ("put_object_acl", {"Key": "held", "ACL": "private"}),
        ("list_objects_v2", {}),
        ("head_bucket", {}),
        ("get_bucket_policy", {}),
        ("get_bucket_encryption", {}),
    ],
)
def test_a_tls_only_bucket_refuses_plain_http(aws: Client, operation: str, arguments: dict[str, Any]) -> None:
    bucket(aws, TLS_ONLY)
    assert status(getattr(plain_http(aws("s3")), operation), **arguments) == 403
    assert status(aws("s3").head_object, Key="held") == 200


def test_a_refusal_is_named(aws: Client) -> None:
    bucket(aws, TLS_ONLY)
    with pytest.raises(ClientError) as refusal:
        plain_http(aws("s3")).put_object(Bucket=BUCKET, Key="k", Body=b"x")
    assert refusal.value.response["Error"]["Code"] == "AccessDenied"


def test_deleting_several_objects_asks_for_each(aws: Client) -> None:
    s3 = bucket(aws, {"Action": "s3:DeleteObject", "Resource": f"arn:aws:s3:::{BUCKET}/held"})
    s3.put_object(Bucket=BUCKET, Key="free", Body=b"x")
    answer = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "held"}, {"Key": "free"}]})
    assert [entry["Key"] for entry in answer["Deleted"]] == ["free"]
    assert [(entry["Key"], entry["Code"]) for entry in answer["Errors"]] == [("held", "AccessDenied")]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, 403),
        ({"ServerSideEncryption": "AES256"}, 403),
        ({"ServerSideEncryption": "aws:kms"}, 200),
        (ENCRYPTED, 200),
        ({"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "arn:aws:kms:eu-west-1:123456789012:key/x"}, 403),
    ],
)
def test_an_encrypting_bucket_takes_only_its_own_key(
    aws: Client, arguments: dict[str, str], expected: int
) -> None:
    s3 = bucket(aws, KMS_ONLY, ONE_KEY)
    assert status(s3.put_object, Key="k", Body=b"x", **arguments) == expected


def test_the_parts_of_an_upload_count_as_encrypted_as_it_began(aws: Client) -> None:
    s3 = bucket(aws, KMS_ONLY, ONE_KEY)
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="large", **ENCRYPTED)["UploadId"]
    named = {"Key": "large", "UploadId": upload}
    part = s3.upload_part(Bucket=BUCKET, PartNumber=1, Body=b"x", **named)
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    assert status(s3.complete_multipart_upload, MultipartUpload=parts, **named) == 200


def test_the_callers_account_is_known(aws: Client) -> None:
    assert status(bucket(aws, NO_ACCOUNT_BUT_OURS).get_object, Key="held") == 200


def test_a_named_role_is_refused_and_others_are_not(aws: Client) -> None:
    iam, sts = aws("iam"), aws("sts")
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
    role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    assumed = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    s3 = bucket(aws, {"Action": "s3:GetObject", "Principal": {"AWS": role}})

    reader = boto3.client(
        "s3",
        endpoint_url=s3.meta.endpoint_url,
        region_name="eu-west-1",
        aws_access_key_id=assumed["AccessKeyId"],
        aws_secret_access_key=assumed["SecretAccessKey"],
        aws_session_token=assumed["SessionToken"],
        config=s3.meta.config,
    )
    assert status(reader.get_object, Key="held") == 403
    assert status(s3.get_object, Key="held") == 200


def test_an_unknown_operator_is_an_error_not_a_silent_allow(aws: Client) -> None:
    s3 = bucket(aws, {"Action": "s3:*", "Condition": {"StringMatches": {"aws:PrincipalArn": "x"}}})
    try:
        assert status(s3.get_object, Key="held") == 500
    finally:
        # Through moto's own interface, since the bucket now answers nothing.
        bucket_reset(aws)


def bucket_reset(aws: Client) -> None:
    request = urllib.request.Request(f"{aws('s3').meta.endpoint_url}/moto-api/reset", method="POST")  # noqa: S310 - loopback
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).close()


def logged(aws: Client, allowed: str) -> str:
    s3 = aws("s3")
    source, logs = f"source-{allowed}", f"logs-{allowed}"
    for name in (source, logs):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": ["logging.s3.amazonaws.com"]},
        "Action": ["s3:PutObject"],
        "Resource": [f"arn:aws:s3:::{logs}/*"],
        "Condition": {"StringEquals": {"aws:SourceAccount": [allowed]}},
    }
    s3.put_bucket_policy(Bucket=logs, Policy=json.dumps({"Statement": [statement]}))
    target = {"LoggingEnabled": {"TargetBucket": logs, "TargetPrefix": "source/"}}
    try:
        s3.put_bucket_logging(Bucket=source, BucketLoggingStatus=target)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "accepted"


def test_log_delivery_follows_the_policy_of_the_target(aws: Client, shipped_aws: Client) -> None:
    assert logged(aws, "123456789012") == "accepted"
    assert logged(aws, "999999999999") == "InvalidTargetBucketForLogging"
    assert logged(shipped_aws, "123456789012") == "InvalidTargetBucketForLogging"
