"""Each rule on a raw resource that breaks it and on one that keeps it; synthesis refuses the first."""

import json
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformElement, TerraformResource, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags

from guards.every_rule import rules, violations
from guards.stack_guard import guard

TAGS = {"project": "anthill"}


def stack(resources: dict[str, dict[str, Any]], tags: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the JSON of a stack with the resources given by address."""
    rendered: dict[str, dict[str, Any]] = {}
    for address, arguments in resources.items():
        type_, id_ = address.split(".")
        rendered.setdefault(type_, {})[id_] = arguments
    default_tags = [{"tags": TAGS if tags is None else tags}]
    return {"resource": rendered, "provider": {"aws": [{"default_tags": default_tags}]}}


BUCKET_ID = "${aws_s3_bucket.b.id}"
BLOCK = {
    "bucket": BUCKET_ID,
    "block_public_acls": True,
    "block_public_policy": True,
    "ignore_public_acls": True,
    "restrict_public_buckets": True,
}
KMS_RULE = {
    "apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms", "kms_master_key_id": "k"},
    "bucket_key_enabled": True,
}
SSE = "aws_s3_bucket_server_side_encryption_configuration.s"
PAB = "aws_s3_bucket_public_access_block.p"
RETAINED_BUCKET = {"bucket": "b", "lifecycle": {"prevent_destroy": True}}
GOOD_BUCKET = {
    "aws_s3_bucket.b": RETAINED_BUCKET,
    SSE: {"bucket": BUCKET_ID, "rule": [KMS_RULE]},
    PAB: BLOCK,
}
OPEN_POLICY = json.dumps(
    {"Statement": [{"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "s3:*"}]}
)
DENIAL = OPEN_POLICY.replace("Allow", "Deny")
ANYWHERE = "0.0.0.0/0"


def events(action: str, condition: dict[str, Any] | None) -> str:
    """Return a policy that lets EventBridge do something."""
    statement = {"Effect": "Allow", "Principal": {"Service": ["events.amazonaws.com"]}, "Action": action}
    return json.dumps({"Statement": [statement | ({"Condition": condition} if condition else {})]})


OF_ACCOUNT = {"StringEquals": {"aws:SourceAccount": "123456789012"}}
FROM_RULE = {"ArnEquals": {"aws:SourceArn": "arn:aws:events:eu-west-1:123456789012:rule/r"}}
DATABASE = "aws_dms_endpoint.d"
VERIFIED = {"ssl_mode": "verify-full", "certificate_arn": "c"}

TOPIC = {"aws_sns_topic.high": {"name": "t", "kms_master_key_id": "k", "tags": {"severity": "high"}}}
ALARM_TAGS = {"alarm-owner": "o", "runbook": "r", "severity": "high"}
ALARM = {"alarm_actions": ["${aws_sns_topic.high.arn}"], "tags": ALARM_TAGS}
METRIC_ALARM = "aws_cloudwatch_metric_alarm.a"

BREACHES = [
    ("ANT-MON-01", {**TOPIC, METRIC_ALARM: {**ALARM, "tags": {"severity": "high"}}}),
    ("ANT-MON-01", {**TOPIC, METRIC_ALARM: {**ALARM, "alarm_actions": []}}),
    ("ANT-MON-01", {**TOPIC, METRIC_ALARM: {**ALARM, "tags": {**ALARM_TAGS, "severity": "low"}}}),
    ("ANT-MON-01", {**TOPIC, METRIC_ALARM: {**ALARM, "alarm_actions": ["arn:aws:sns:x"]}}),
    ("ANT-MON-01", {**TOPIC, "aws_cloudwatch_composite_alarm.c": {**ALARM, "tags": {}}}),
    ("ANT-ENC-01", {"aws_cloudwatch_log_group.g": {"name": "x"}}),
    ("ANT-ENC-01", {"aws_sqs_queue.q": {"name": "x", "kms_master_key_id": ""}}),
    ("ANT-ENC-01", {"aws_ebs_volume.v": {"encrypted": False, "lifecycle": {"prevent_destroy": True}}}),
    ("ANT-ENC-02", {"aws_s3_bucket.b": RETAINED_BUCKET, PAB: BLOCK}),
    (
        "ANT-ENC-02",
        {**GOOD_BUCKET, SSE: {"bucket": BUCKET_ID, "rule": [{**KMS_RULE, "bucket_key_enabled": False}]}},
    ),
    ("ANT-ENC-02", {**GOOD_BUCKET, SSE: {"bucket": "${aws_s3_bucket.other.id}", "rule": [KMS_RULE]}}),
    ("ANT-ENC-03", {"aws_kms_key.k": {"lifecycle": {"prevent_destroy": True}}}),
    ("ANT-PUB-01", {key: value for key, value in GOOD_BUCKET.items() if key != PAB}),
    ("ANT-PUB-01", {**GOOD_BUCKET, PAB: {**BLOCK, "block_public_policy": False}}),
    ("ANT-PUB-02", {"aws_security_group.g": {"ingress": [{"cidr_blocks": [ANYWHERE]}]}}),
    ("ANT-PUB-02", {"aws_security_group_rule.r": {"type": "ingress", "ipv6_cidr_blocks": ["::/0"]}}),
    ("ANT-PUB-02", {"aws_vpc_security_group_ingress_rule.r": {"cidr_ipv4": ANYWHERE}}),
    ("ANT-PUB-03", {"aws_subnet.s": {"map_public_ip_on_launch": True}}),
    ("ANT-PUB-04", {"aws_s3_bucket_policy.p": {"policy": OPEN_POLICY}}),
    ("ANT-PUB-04", {"aws_sqs_queue.q": {"kms_master_key_id": "k", "policy": OPEN_POLICY}}),
    ("ANT-TEXT-01", {"aws_security_group.g": {"description": "the control plane's endpoints"}}),
    ("ANT-TEXT-01", {"aws_security_group.g": {"name": "a%b"}}),
    ("ANT-TEXT-01", {"aws_security_group.g": {"egress": [{"description": "Zürich"}]}}),
    ("ANT-TEXT-01", {"aws_security_group_rule.r": {"type": "egress", "description": "x" * 256}}),
    ("ANT-TEXT-01", {"aws_vpc_security_group_egress_rule.r": {"description": "a\nb"}}),
    ("ANT-TEXT-01", {"aws_vpc_security_group_ingress_rule.r": {"description": '"quoted"'}}),
    ("ANT-EVT-01", {"aws_sns_topic_policy.p": {"policy": events("sns:Publish", OF_ACCOUNT)}}),
    ("ANT-EVT-01", {"aws_sns_topic_policy.p": {"policy": events("sns:Publish", FROM_RULE)}}),
    ("ANT-EVT-01", {"aws_kms_key_policy.p": {"policy": events("kms:Decrypt", OF_ACCOUNT)}}),
    (
        "ANT-EVT-01",
        {"aws_lambda_permission.p": {"principal": "events.amazonaws.com", "source_account": "123456789012"}},
    ),
    ("ANT-EVT-01", {"aws_cloudwatch_event_target.t": {"arn": "${aws_sns_topic.t.arn}", "role_arn": "r"}}),
    ("ANT-EVT-01", {"aws_cloudwatch_event_target.t": {"arn": "arn:aws:sqs:eu-west-1:1:q", "role_arn": "r"}}),
    ("ANT-DMS-01", {DATABASE: {"engine_name": "mysql", "ssl_mode": "require"}}),
    ("ANT-DMS-01", {DATABASE: {"engine_name": "mysql", "ssl_mode": "verify-full"}}),
    ("ANT-DMS-01", {DATABASE: {**VERIFIED, "engine_name": "mysql", "database_name": "book"}}),
    ("ANT-DMS-01", {DATABASE: {**VERIFIED, "engine_name": "oracle"}}),
    ("ANT-DMS-01", {DATABASE: {**VERIFIED, "engine_name": "sqlserver", "ssl_mode": "verify-ca"}}),
    ("ANT-DMS-01", {DATABASE: {"engine_name": "postgres"}}),
    ("ANT-DMS-02", {"aws_dms_replication_config.r": {"start_replication": True}}),
    ("ANT-DMS-02", {"aws_dms_replication_task.r": {"start_replication_task": True}}),
    ("ANT-DATA-01", {**GOOD_BUCKET, "aws_s3_bucket.b": {"bucket": "b"}}),
    ("ANT-DATA-01", {**GOOD_BUCKET, "aws_s3_bucket.b": {**RETAINED_BUCKET, "force_destroy": True}}),
    ("ANT-TAG-01", {"aws_vpc.v": {"tags": {"project": "other"}}}),
    ("ANT-TAG-01", {"aws_autoscaling_group.g": {}}),
]

KEPT = [
    GOOD_BUCKET,
    {**GOOD_BUCKET, SSE: {"bucket": "b", "rule": [KMS_RULE]}, PAB: {**BLOCK, "bucket": "b"}},
    {"aws_cloudwatch_log_group.g": {"kms_key_id": "k"}},
    {"aws_kms_key.k": {"enable_key_rotation": True, "lifecycle": {"prevent_destroy": True}}},
    {"aws_kms_key.k": {"customer_master_key_spec": "RSA_2048", "lifecycle": {"prevent_destroy": True}}},
    {"aws_security_group.g": {"egress": [{"cidr_blocks": [ANYWHERE]}]}},
    {"aws_security_group_rule.r": {"type": "egress", "cidr_blocks": [ANYWHERE]}},
    {"aws_s3_bucket_policy.p": {"policy": DENIAL}},
    {"aws_s3_bucket_policy.p": {"policy": "${data.other.json}"}},
    {"aws_vpc.v": {"tags": {"Name": "x"}}},
    {"aws_security_group.g": {"description": "a-z ._-:/()#,@[]+=&;{}!$*", "name": "${aws_vpc.v.id}-x"}},
    {"aws_sns_topic_policy.p": {"policy": events("sns:Publish", None)}},
    {"aws_kms_key_policy.p": {"policy": events("kms:Decrypt", None)}},
    {"aws_sqs_queue.q": {"kms_master_key_id": "k", "policy": events("sqs:SendMessage", FROM_RULE)}},
    {"aws_lambda_permission.p": {"principal": "events.amazonaws.com", "source_arn": "rule"}},
    {"aws_cloudwatch_event_target.t": {"arn": "arn:aws:kinesis:eu-west-1:1:stream/s", "role_arn": "r"}},
    {DATABASE: {**VERIFIED, "engine_name": "mysql"}},
    {DATABASE: {"engine_name": "postgres", "ssl_mode": "require", "database_name": "book"}},
    {DATABASE: {**VERIFIED, "engine_name": "oracle", "ssl_mode": "verify-ca"}},
    {"aws_dms_replication_config.r": {"start_replication": False}},
]


def broken(resources: dict[str, dict[str, Any]], *, retained: bool = True) -> set[str]:
    return {
        found.rule for found in violations(stack(resources), rules(retained=retained, required_tags=TAGS))
    }


@pytest.mark.parametrize(("rule", "resources"), BREACHES)
def test_a_breach_is_found(rule: str, resources: dict[str, dict[str, Any]]) -> None:
    assert broken(resources) == {rule}


@pytest.mark.parametrize("resources", KEPT)
def test_what_keeps_the_rules_passes(resources: dict[str, dict[str, Any]]) -> None:
    assert broken(resources) == set()


def test_data_that_is_not_retained_may_go() -> None:
    assert (
        broken({**GOOD_BUCKET, "aws_s3_bucket.b": {"bucket": "b", "force_destroy": True}}, retained=False)
        == set()
    )


@pytest.mark.parametrize("tags", [{}, {"project": "other"}])
def test_missing_default_tags_are_found(tags: dict[str, str]) -> None:
    found = violations(stack({}, tags), rules(retained=True, required_tags=TAGS))
    assert [entry.rule for entry in found] == ["ANT-TAG-01"]


def guarded(outdir: Path) -> tuple[App, TerraformStack]:
    app = App(outdir=str(outdir))
    sample = TerraformStack(app, "sample")
    AwsProvider(sample, "aws", region="eu-west-1", default_tags=[AwsProviderDefaultTags(tags=TAGS)])
    guard(sample, retained=True, required_tags=TAGS)
    return app, sample


def test_synthesis_refuses_a_raw_resource_and_writes_nothing(tmp_path: Path) -> None:
    app, sample = guarded(tmp_path)
    raw: TerraformElement = TerraformResource(
        sample, "raw", terraform_resource_type="aws_cloudwatch_log_group"
    )
    raw.add_override("name", "x")
    with pytest.raises(
        RuntimeError, match=r"ANT-ENC-01 sample/raw: .* sets no kms_key_id; pass a customer key"
    ):
        app.synth()
    assert not list(tmp_path.rglob("cdk.tf.json"))


def test_synthesis_sees_what_an_override_takes_away(tmp_path: Path) -> None:
    app, sample = guarded(tmp_path)
    raw = TerraformResource(sample, "raw", terraform_resource_type="aws_kms_key")
    raw.add_override("enable_key_rotation", value=True)
    raw.add_override("lifecycle.prevent_destroy", value=False)
    with pytest.raises(RuntimeError, match="ANT-DATA-01"):
        app.synth()
