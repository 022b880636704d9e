"""Keys, roles, trail and guard rails."""

import json

import pytest
from cdktf import TerraformStack

from constructs_lib.audit.audit_trail import AuditTrail
from constructs_lib.audit.guard_rails import AccountGuardRails, PasswordPolicy
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.iam.customer_key import MANAGEMENT_ACTIONS, ROTATION_ACTIONS, USE_ACTIONS
from constructs_lib.iam.policy_document import Principal, Statement, policy_document
from constructs_lib.iam.service_role import ServiceRole
from constructs_lib.protection import RETAINED
from tests.constructs_lib.conftest import Synth, sample_key, sample_log_bucket
from tests.support.place import ACCOUNT, sample_place
from tests.support.policy_evaluator import allowed, decide


def test_key_rotates_and_is_retained(synth: Synth) -> None:
    key = synth(sample_key, sample_place(protection=RETAINED)).one("aws_kms_key")
    assert key["enable_key_rotation"] is True
    assert key["lifecycle"]["prevent_destroy"] is True


@pytest.mark.parametrize("action", sorted(set(USE_ACTIONS) - {"kms:DescribeKey"}))
def test_whoever_administers_a_key_cannot_use_it(synth: Synth, action: str) -> None:
    assert action not in MANAGEMENT_ACTIONS
    policy = synth(sample_key).one("aws_kms_key")["policy"]
    caller = {"AWS": f"arn:aws:iam::{ACCOUNT}:role/keeper"}
    concrete = action.replace("*", "DataKey")
    assert decide(policy, action=concrete, caller=caller, context={}) == "Implicit"
    through = {"kms:ViaService": "s3.eu-west-1.amazonaws.com", "kms:CallerAccount": ACCOUNT}
    assert decide(policy, action=concrete, caller=caller, context=through) == "Delegated"
    elsewhere = {**through, "kms:ViaService": "ebs.eu-west-1.amazonaws.com"}
    assert decide(policy, action=concrete, caller=caller, context=elsewhere) == "Implicit"


@pytest.mark.parametrize("action", ROTATION_ACTIONS)
def test_whoever_administers_a_key_rotates_it_at_once(synth: Synth, action: str) -> None:
    policy = synth(sample_key).one("aws_kms_key")["policy"]
    caller = {"AWS": f"arn:aws:iam::{ACCOUNT}:role/keeper"}
    assert decide(policy, action=action, caller=caller, context={}) == "Allow"


def test_the_statement_of_the_account_only_hands_the_decision_to_the_callers_own_policies(
    synth: Synth,
) -> None:
    policy = synth(sample_key).one("aws_kms_key")["policy"]
    through = {"kms:ViaService": "s3.eu-west-1.amazonaws.com", "kms:CallerAccount": ACCOUNT}
    uses = policy_document([Statement(sid="Use", actions=("kms:Decrypt",), resources=("*",))])
    idle = policy_document([Statement(sid="Look", actions=("kms:DescribeKey",), resources=("*",))])

    def may(identity: str, *, context: dict[str, str] = through, account: str = ACCOUNT) -> bool:
        caller = {"AWS": f"arn:aws:iam::{account}:role/someone"}
        return allowed([identity], action="kms:Decrypt", caller=caller, context=context, of_resource=policy)

    assert may(uses)
    assert not may(idle)
    assert not may(uses, context={"kms:CallerAccount": ACCOUNT})
    # Whoever belongs to another account is not of this root.
    assert not may(uses, account="999999999999")


def role(
    stack: TerraformStack, *statements: Statement, service: str = "firehose.amazonaws.com"
) -> ServiceRole:
    return ServiceRole(
        stack,
        "role",
        purpose="sample",
        description="A role",
        service=service,
        statements=statements,
    )


@pytest.mark.parametrize(
    ("service", "key"),
    [
        ("config.amazonaws.com", "aws:SourceAccount"),
        ("dms.amazonaws.com", "aws:SourceAccount"),
        ("firehose.amazonaws.com", "sts:ExternalId"),
        ("scheduler.amazonaws.com", "aws:SourceAccount"),
        ("transfer.amazonaws.com", "aws:SourceAccount"),
        ("vpc-flow-logs.amazonaws.com", "aws:SourceAccount"),
    ],
)
def test_role_trusts_its_service_for_its_account_only(synth: Synth, service: str, key: str) -> None:
    allowed = Statement(sid="Read", actions=("s3:GetObject",), resources=("arn:aws:s3:::a/*",))
    built = synth(lambda stack: role(stack, allowed, service=service))
    trust = built.one("aws_iam_role")["assume_role_policy"]
    caller = {"Service": service}
    assert decide(trust, action="sts:AssumeRole", caller=caller, context={key: ACCOUNT}) == "Allow"
    for context in ({key: "999999999999"}, {}):
        assert decide(trust, action="sts:AssumeRole", caller=caller, context=context) == "Implicit"


@pytest.mark.parametrize(
    "service", ["cloudtrail.amazonaws.com", "dms.eu-west-1.amazonaws.com", "lambda.amazonaws.com"]
)
def test_a_service_that_names_no_account_is_trusted_without_it(synth: Synth, service: str) -> None:
    allowed = Statement(sid="Read", actions=("s3:GetObject",), resources=("arn:aws:s3:::a/*",))
    built = synth(lambda stack: role(stack, allowed, service=service))
    trust = built.one("aws_iam_role")["assume_role_policy"]
    caller = {"Service": service}
    assert decide(trust, action="sts:AssumeRole", caller=caller, context={}) == "Allow"


@pytest.mark.parametrize(
    "statement",
    [
        Statement(sid="Wide", actions=("s3:*",), resources=("arn:aws:s3:::a",)),
        Statement(sid="Everywhere", actions=("s3:GetObject",), resources=("*",)),
    ],
)
def test_wide_permissions_are_refused(synth: Synth, statement: Statement) -> None:
    with pytest.raises(ValueError, match=statement.sid):
        synth(lambda stack: role(stack, statement))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sid": "Bad sid", "actions": ("s3:GetObject",)}, "not alphanumeric"),
        ({"sid": "None", "actions": ()}, "names no action"),
        ({"sid": "But", "actions": ("s3:GetObject",), "not_resources": ("arn:x",)}, "only a Deny"),
        ({"sid": "All", "actions": ("*",)}, "allows every action"),
        (
            {"sid": "Anyone", "actions": ("s3:GetObject",), "principal": Principal(anyone=True)},
            "allows anyone",
        ),
    ],
)
def test_impossible_statements_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Statement(**arguments)  # pyright: ignore[reportArgumentType] - bad input on purpose


def test_policy_text_does_not_depend_on_order_of_lists() -> None:
    one = Statement(sid="A", actions=("s3:GetObject", "s3:ListBucket"), resources=("b", "a"))
    two = Statement(sid="A", actions=("s3:ListBucket", "s3:GetObject"), resources=("a", "b"))
    assert policy_document([one]) == policy_document([two])
    with pytest.raises(ValueError, match=r"repeated \['A'\]"):
        policy_document([one, two])


def trail(stack: TerraformStack, arns: list[str]) -> AuditTrail:
    return AuditTrail(
        stack,
        "audit",
        key=sample_key(stack),
        access_logs=sample_log_bucket(stack),
        data_bucket_arns=arns,
        retention=Retention(days=400, noncurrent_days=30),
        log_group_retention_days=365,
        insights=True,
    )


def test_trail_sees_all_regions_and_every_lake_object(synth: Synth) -> None:
    built = synth(lambda stack: trail(stack, ["arn:aws:s3:::bronze"])).one("aws_cloudtrail")
    assert built["is_multi_region_trail"] is True
    assert built["enable_log_file_validation"] is True
    assert built["kms_key_id"].startswith("${aws_kms_key.")
    fields = built["advanced_event_selector"][1]["field_selector"]
    assert {"field": "resources.ARN", "starts_with": ["arn:aws:s3:::bronze/"]} in fields
    assert len(built["depends_on"]) == 2


def test_only_this_trail_writes_to_its_bucket(synth: Synth) -> None:
    template = synth(lambda stack: trail(stack, ["arn:aws:s3:::bronze"]))
    policy = template.by_path("aws_s3_bucket_policy", "/audit/bucket/policy")["policy"]
    arn = f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/anthill-dev-audit"
    given = {"aws:SourceArn": arn, "s3:x-amz-acl": "bucket-owner-full-control", "aws:SecureTransport": "true"}

    def put(**changes: str) -> str:
        context = given | {name.replace("_", ":"): value for name, value in changes.items()}
        resource = f"arn:aws:s3:::anthill-dev-audit-{ACCOUNT}-eu-west-1/AWSLogs/{ACCOUNT}/x"
        caller = {"Service": "cloudtrail.amazonaws.com"}
        return decide(policy, action="s3:PutObject", resource=resource, caller=caller, context=context)

    assert put() == "Allow"
    assert put(aws_SourceArn=f"{arn}-other") == "Implicit"
    assert put(aws_SecureTransport="false") == "Deny"


def test_trail_without_data_buckets_is_refused(synth: Synth) -> None:
    with pytest.raises(ValueError, match="data_bucket_arns is empty"):
        synth(lambda stack: trail(stack, []))


@pytest.mark.parametrize(("analyzer", "count"), [(True, 1), (False, 0)])
def test_guard_rails(synth: Synth, analyzer: bool, count: int) -> None:
    passwords = PasswordPolicy(minimum_length=16, maximum_age_days=90)
    template = synth(
        lambda stack: AccountGuardRails(stack, "account", passwords=passwords, access_analyzer=analyzer)
    )
    assert len(template.resources("aws_accessanalyzer_analyzer")) == count
    assert template.one("aws_ebs_encryption_by_default")["enabled"] is True
    assert template.one("aws_ec2_instance_metadata_defaults")["http_tokens"] == "required"
    assert template.one("aws_ebs_snapshot_block_public_access")["state"] == "block-all-sharing"
    block = template.one("aws_s3_account_public_access_block")
    assert json.dumps(block).count("true") == 4
    assert template.one("aws_iam_account_password_policy")["minimum_password_length"] == 16
