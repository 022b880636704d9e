"""Rules of security: what each finds, and what it leaves alone."""

from typing import Any

import pytest

from operations.review.security import security_notes
from operations.review.severity import Severity
from tests.operations.review.entries import allow, change, deny, policy, replaced

HIGH, MEDIUM, LOW = Severity.HIGH, Severity.MEDIUM, Severity.LOW
LAMBDA = {"Principal": {"Service": "lambda.amazonaws.com"}}
STRANGER = {"Principal": {"AWS": "arn:aws:iam::999999999999:root"}}
ANYBODY = {"Principal": "*"}
BOUND = {"Condition": {"StringEquals": {"aws:PrincipalAccount": "1"}}}
BLOCKS: dict[str, Any] = dict.fromkeys(
    ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"), True
)


def trust(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"assume_role_policy": policy(*statements)}


def assume(**who: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "sts:AssumeRole"} | who


def grants(*pairs: tuple[str, list[str]]) -> dict[str, Any]:
    return {
        "catalog": "gold",
        "grant": [{"principal": principal, "privileges": privileges} for principal, privileges in pairs],
    }


FOUND: dict[str, tuple[str, dict[str, Any] | None, dict[str, Any] | None, Severity, str]] = {
    "trust of a stranger": (
        "aws_iam_role",
        trust(assume(**LAMBDA)),
        trust(assume(**LAMBDA), assume(**STRANGER)),
        HIGH,
        "trust gained: AWS arn:aws:iam::999999999999:root may sts:AssumeRole",
    ),
    "a new role that a stranger takes": (
        "aws_iam_role",
        None,
        trust(assume(**STRANGER)),
        HIGH,
        "arn:aws:iam::999999999999:root",
    ),
    "a new role of a service": ("aws_iam_role", None, trust(assume(**LAMBDA)), LOW, "Service lambda"),
    "trust without its condition": (
        "aws_iam_role",
        trust(assume(**LAMBDA, **BOUND)),
        trust(assume(**LAMBDA)),
        HIGH,
        "before: when StringEquals aws:principalaccount 1",
    ),
    "a whole service": (
        "aws_iam_role_policy",
        {"policy": policy(allow("s3:GetObject"))},
        {"policy": policy(allow("s3:*"))},
        HIGH,
        "its holder may s3:*",
    ),
    "one more action": (
        "aws_iam_role_policy",
        {"policy": policy(allow("s3:GetObject"))},
        {"policy": policy(allow(["s3:GetObject", "s3:PutObject"]))},
        MEDIUM,
        "permissions gained: its holder may s3:PutObject on arn:aws:s3:::gold/*",
    ),
    "one action less": (
        "aws_iam_role_policy",
        {"policy": policy(allow(["s3:GetObject", "s3:PutObject"]))},
        {"policy": policy(allow("s3:GetObject"))},
        LOW,
        "permissions lost: its holder may s3:PutObject",
    ),
    "a denial that goes": (
        "aws_s3_bucket_policy",
        {"policy": policy(deny(**ANYBODY))},
        {"policy": policy()},
        HIGH,
        "resource policy lost: anybody may not s3:*",
    ),
    "a bucket for everybody": (
        "aws_s3_bucket_policy",
        {"policy": policy()},
        {"policy": policy(allow(**ANYBODY))},
        HIGH,
        "anybody may s3:GetObject",
    ),
    "a policy that is known later": (
        "aws_sns_topic_policy",
        {"policy": policy()},
        {"policy": None},
        MEDIUM,
        "known only after the apply",
    ),
    "administration attached": (
        "aws_iam_role_policy_attachment",
        None,
        {"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        HIGH,
        "gains: arn:aws:iam::aws:policy/AdministratorAccess",
    ),
    "a boundary that goes": (
        "aws_iam_role",
        trust() | {"permissions_boundary": "arn:b"},
        trust() | {"permissions_boundary": None},
        HIGH,
        "boundary arn:b becomes none",
    ),
    "a key policy": (
        "aws_kms_key",
        {"policy": policy(), "enable_key_rotation": True},
        {"policy": policy(allow("kms:Decrypt", "*", **STRANGER)), "enable_key_rotation": True},
        MEDIUM,
        "key policy gained",
    ),
    "rotation off": ("aws_kms_key", {"enable_key_rotation": True}, {}, HIGH, "not rotated"),
    "a key that goes": ("aws_kms_key", {"deletion_window_in_days": 30}, None, HIGH, "after 30 days for ever"),
    "a shorter window": (
        "aws_kms_key",
        {"deletion_window_in_days": 30, "enable_key_rotation": True},
        {"deletion_window_in_days": 7, "enable_key_rotation": True},
        MEDIUM,
        "7 days instead of 30",
    ),
    "encryption off": ("aws_sqs_queue", {"kms_master_key_id": "k"}, {}, HIGH, "k becomes none"),
    "another key": (
        "aws_sns_topic",
        {"kms_master_key_id": "k"},
        {"kms_master_key_id": "l"},
        MEDIUM,
        "k becomes l",
    ),
    "ssh for the world": (
        "aws_vpc_security_group_ingress_rule",
        None,
        {"cidr_ipv4": "0.0.0.0/0", "ip_protocol": "tcp", "from_port": 22, "to_port": 22},
        HIGH,
        "lets in the whole internet: tcp 22",
    ),
    "ingress of an inline rule": (
        "aws_security_group",
        {"ingress": []},
        {"ingress": [{"ipv6_cidr_blocks": ["::/0"], "protocol": "-1"}]},
        HIGH,
        "every protocol and port",
    ),
    "egress to the world": (
        "aws_vpc_security_group_egress_rule",
        {"cidr_ipv4": "10.0.0.0/8", "ip_protocol": "tcp", "from_port": 443, "to_port": 443},
        {"cidr_ipv4": "0.0.0.0/0", "ip_protocol": "tcp", "from_port": 443, "to_port": 443},
        MEDIUM,
        "lets out to the whole internet: tcp 443",
    ),
    "a block of public access loosened": (
        "aws_s3_bucket_public_access_block",
        BLOCKS,
        BLOCKS | {"block_public_policy": False},
        HIGH,
        "block_public_policy is off",
    ),
    "a block that goes": (
        "aws_s3_bucket_public_access_block",
        BLOCKS,
        None,
        HIGH,
        "block of public access goes",
    ),
    "a server for everybody": (
        "aws_transfer_server",
        {"endpoint_type": "VPC"},
        {"endpoint_type": "PUBLIC"},
        HIGH,
        "answers the whole internet",
    ),
    "an address list for everybody": (
        "databricks_ip_access_list",
        {"list_type": "ALLOW", "ip_addresses": ["10.0.0.0/8"]},
        {"list_type": "ALLOW", "ip_addresses": ["0.0.0.0/0"]},
        HIGH,
        "allowed addresses: adds 0.0.0.0/0; removes 10.0.0.0/8",
    ),
    "a grant gained": (
        "databricks_grants",
        grants(("analysts", ["SELECT"])),
        grants(("analysts", ["SELECT", "MODIFY"])),
        MEDIUM,
        "analysts gains MODIFY on catalog gold",
    ),
    "all privileges gained": (
        "databricks_grants",
        grants(),
        grants(("analysts", ["ALL_PRIVILEGES"])),
        HIGH,
        "analysts gains ALL_PRIVILEGES",
    ),
    "a grant lost": (
        "databricks_grants",
        grants(("analysts", ["SELECT"])),
        grants(),
        LOW,
        "analysts loses SELECT on catalog gold",
    ),
    "a permission gained": (
        "databricks_permissions",
        {"access_control": []},
        {"access_control": [{"group_name": "analysts", "permission_level": "CAN_MANAGE"}]},
        HIGH,
        "analysts gains CAN_MANAGE",
    ),
    "a reader of secrets": (
        "databricks_secret_acl",
        None,
        {"principal": "analysts", "permission": "READ", "scope": "s"},
        LOW,
        "analysts gains READ on scope s",
    ),
    "a trail switched off": (
        "aws_cloudtrail",
        {"enable_logging": True},
        {"enable_logging": False},
        HIGH,
        "calls are no longer recorded",
    ),
    "flow logs gone": ("aws_flow_log", {"traffic_type": "ALL"}, None, HIGH, "traffic is no longer recorded"),
    "an alarm gone": ("aws_cloudwatch_metric_alarm", {"alarm_name": "a"}, None, MEDIUM, "no longer rings"),
}

QUIET: dict[str, tuple[str, dict[str, Any] | None, dict[str, Any] | None]] = {
    "a policy written differently": (
        "aws_iam_role_policy",
        {"policy": policy(allow(["s3:GetObject"])), "name": "a"},
        {"policy": policy(allow("s3:getobject", Sid="Read")), "name": "b"},
    ),
    "a description": ("aws_iam_role", trust() | {"description": "a"}, trust() | {"description": "b"}),
    "a rule inside": (
        "aws_vpc_security_group_ingress_rule",
        None,
        {"cidr_ipv4": "10.0.0.0/8", "ip_protocol": "tcp", "from_port": 443, "to_port": 443},
    ),
    "ports of a rule that was open": (
        "aws_vpc_security_group_ingress_rule",
        {
            "cidr_ipv4": "0.0.0.0/0",
            "ip_protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "description": "a",
        },
        {
            "cidr_ipv4": "0.0.0.0/0",
            "ip_protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "description": "b",
        },
    ),
    "a new block of public access": ("aws_s3_bucket_public_access_block", None, BLOCKS),
    "grants in another order": (
        "databricks_grants",
        grants(("a", ["SELECT", "MODIFY"]), ("b", ["SELECT"])),
        grants(("b", ["SELECT"]), ("a", ["MODIFY", "SELECT"])),
    ),
    "a rotated key's description": (
        "aws_kms_key",
        {"enable_key_rotation": True, "description": "a"},
        {"enable_key_rotation": True, "description": "b"},
    ),
    "a new trail": ("aws_cloudtrail", None, {"enable_logging": True}),
    "tags": ("aws_sqs_queue", {"tags": {"encryption": "a"}, "name": "q"}, {"tags": {"a": "b"}, "name": "q"}),
}


@pytest.mark.parametrize("case", FOUND)
def test_a_rule_finds(case: str) -> None:
    type_, before, after, severity, sentence = FOUND[case]
    unknown = {"policy": True} if case == "a policy that is known later" else {}
    notes = security_notes([change(type_, before, after, after_unknown=unknown)])
    assert [note.severity for note in notes if sentence in note.sentence] == [severity], notes


@pytest.mark.parametrize("case", QUIET)
def test_a_rule_leaves_alone(case: str) -> None:
    notes = security_notes([change(*QUIET[case])])
    # A new block of public access says that it is on, at low severity: nothing is opened.
    assert [note.sentence for note in notes if note.severity is not LOW] == []


def test_the_gravest_comes_first() -> None:
    notes = security_notes(
        [
            change("databricks_grants", grants(("a", ["SELECT"])), grants(), path="anthill-dev/access/a"),
            change("aws_flow_log", {}, None, path="anthill-dev/flow_logs/x"),
            change("databricks_grants", grants(), grants(("a", ["SELECT"])), path="anthill-dev/access/b"),
        ]
    )
    assert [note.severity for note in notes] == [HIGH, MEDIUM, LOW]


def test_a_replaced_role_is_judged_by_what_it_becomes() -> None:
    notes = security_notes(
        [replaced("aws_iam_role", trust(assume(**LAMBDA)), trust(assume(**STRANGER)), "name")]
    )
    assert [note.severity for note in notes] == [HIGH, LOW]


def test_a_moved_resource_says_nothing() -> None:
    moved = change("aws_iam_role", trust(), trust(), actions=["no-op"], previous_address="aws_iam_role.old")
    assert security_notes([moved]) == ()
