"""Statements that AWS would refuse or never apply are found in every kind of policy; right ones are not."""

from collections.abc import Callable
from typing import Any

import pytest

from operations.conformance.authorization import form, has_key, takes
from operations.conformance.grammar import grammar
from operations.conformance.material import Material
from operations.conformance.sizes import sizes
from operations.conformance.statements import statements
from operations.conformance.violation import Violation
from tests.operations.conformance.conftest import Made
from tests.operations.conformance.policies import (
    BUCKET,
    SOURCE,
    allow,
    check,
    inline,
    key,
    policy,
    topic,
    trust,
)

RIGHT = [
    inline(
        allow(["s3:GetObject", "s3:ListBucket"], [BUCKET, f"{BUCKET}/*"]),
        allow("s3:ListBucket", BUCKET, Condition={"StringLike": {"s3:prefix": ["a/*"]}}),
        allow("logs:DescribeLogGroups"),
        # An operation of botocore's that the reference does not know yet.
        allow("logs:GetLogObject"),
        allow("kms:Decrypt", "${aws_kms_key.it.arn}", Condition={"StringEquals": {"kms:ViaService": "s3.x"}}),
        allow("dms:StartReplication", "${aws_dms_replication_config.it.arn}"),
        allow("ec2:*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}),
        {**allow("*"), "Effect": "Deny", "Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}},
        allow(
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:*:*:secret:anthill/dev/daily-prices-??????",
        ),
        allow("iam:PassRole", "arn:aws:iam::111111111111:role/a/${aws:username}"),
    ),
    inline(
        {
            "Effect": "Deny",
            "NotAction": ["iam:Get*", "s3:ListBucket"],
            "Resource": f"{BUCKET}/*",
            "Condition": {"StringNotEquals": {"ec2:Region": "eu-west-1"}},
        }
    ),
    {"aws_iam_policy": {"it": {"name": "p", "policy": "${data.aws_iam_policy_document.it.json}"}}},
    trust("scheduler.amazonaws.com", Condition=SOURCE),
    topic(),
    topic(Principal={"Service": "budgets.amazonaws.com"}, Condition=SOURCE),
    key(allow("kms:Decrypt", Principal={"Service": "events.amazonaws.com"})),
    key(allow("kms:Decrypt", Principal={"Service": "cloudwatch.amazonaws.com"}, Condition=SOURCE)),
    {
        "aws_iam_openid_connect_provider": {"g": {"url": "https://token.actions.githubusercontent.com"}},
        "aws_iam_role": {
            "it": {
                "name": "r",
                "assume_role_policy": policy(
                    {
                        "Effect": "Allow",
                        "Action": "sts:AssumeRoleWithWebIdentity",
                        "Principal": {"Federated": "${aws_iam_openid_connect_provider.g.arn}"},
                        "Condition": {
                            "StringEquals": {"token.actions.githubusercontent.com:sub": "repo:a/b"}
                        },
                    }
                ),
            }
        },
    },
    {
        "aws_s3_bucket_policy": {
            "it": {
                "policy": policy(
                    allow(
                        "s3:PutObject",
                        f"{BUCKET}/*",
                        Effect="Deny",
                        Principal="*",
                        Condition={"NumericLessThan": {"s3:TlsVersion": "1.2"}},
                    )
                )
            }
        }
    },
]


@pytest.mark.parametrize("resources", RIGHT)
@pytest.mark.parametrize("judge", [statements, grammar, sizes])
def test_what_is_right_passes(
    made: Made, resources: dict[str, Any], judge: Callable[[Material], list[Violation]]
) -> None:
    assert check(judge(made(resources))) == []


@pytest.mark.parametrize(
    ("resources", "kind", "shown", "allowed"),
    [
        (inline(allow("s3:GetObjekt", f"{BUCKET}/*")), "action", "s3:GetObjekt", "an action of s3"),
        (inline(allow("s4:GetObject", f"{BUCKET}/*")), "action", "s4:GetObject", "'s4' is none"),
        (inline(allow(["iam:Describe*", "iam:Get*"])), "action", "iam:Describe*", "a pattern that matches"),
        (
            inline({"Effect": "Deny", "NotAction": ["sns:Describe?"], "Resource": "*"}),
            "action",
            "sns:Describe?",
            "sns",
        ),
        (inline(allow("s3:GetObject", BUCKET)), "resource", BUCKET, "arn:*:s3:::*/*"),
        (
            inline(allow(["logs:DescribeLogGroups", "logs:PutLogEvents"], "arn:aws:logs:*:*:log-group:a:*")),
            "resource",
            "logs:DescribeLogGroups",
            "no resource: only *",
        ),
        (
            inline(allow("kms:Decrypt", "arn:aws:kms:eu-west-1:111111111111:alias/a")),
            "resource",
            "alias/a",
            "arn:*:kms:*:*:key/*",
        ),
        (
            inline(allow("dynamodb:Query", ["arn:aws:dynamodb:*:*:table/a", "arn:aws:sqs:*:*:b"])),
            "resource",
            "arn:aws:sqs:*:*:b",
            "at least one action",
        ),
        (
            inline(allow("s3:GetObject", f"{BUCKET}/*", Condition={"StringLike": {"s3:prefix": "a"}})),
            "condition",
            "s3:prefix for s3:GetObject",
            "a request of the action has",
        ),
        (
            inline(
                allow(
                    "iam:CreateRole", "arn:aws:iam::1:role/*", Condition={"StringLike": {"iam:Boundary": "a"}}
                )
            ),
            "condition",
            "iam:Boundary",
            "a request of the action has",
        ),
        (
            inline(allow(["lambda:*"], Condition={"StringEquals": {"aws:SourceAcount": "1"}})),
            "condition",
            "aws:SourceAcount",
            "a request of the action has",
        ),
        (
            inline(allow("*", Condition={"Bool": {"aws:Secure": "true"}})),
            "condition",
            "aws:Secure",
            "the action has",
        ),
        (
            trust("ec2.amazonaws.com", Condition={"StringEquals": {"accounts.example.com:sub": "a"}}),
            "condition",
            "accounts.example.com:sub",
            "a provider that the statement trusts",
        ),
        # Row B1, and its neighbour: the key of the topic.
        (
            topic(Condition=SOURCE),
            "principal",
            "events.amazonaws.com",
            "no such condition in the policy of a topic",
        ),
        (
            key(allow("kms:Decrypt", Principal={"Service": "events.amazonaws.com"}, Condition=SOURCE)),
            "principal",
            "aws:sourceaccount",
            "a key that encrypts aws_sns_topic",
        ),
        (
            inline(allow("s3:ListAllMyBuckets", Principal="*")),
            "principal",
            "names a principal",
            "an identity's policy",
        ),
        (key(allow("kms:Decrypt")), "principal", "names no principal", "says whom it is about"),
    ],
)
def test_what_is_wrong_in_a_statement_is_found(
    made: Made, resources: dict[str, Any], kind: str, shown: str, allowed: str
) -> None:
    found = check(statements(made(resources)))
    assert kind in {each for each, *_ in found}
    assert any(each == kind and shown in given and allowed in said for each, given, said in found), found


def test_patterns_of_resources_meet_forms_of_arns() -> None:
    bucket, thing = (
        form("arn:${Partition}:s3:::${BucketName}"),
        form("arn:${Partition}:s3:::${BucketName}/${ObjectName}"),
    )
    table = {
        ("arn:aws:s3:::a", bucket): True,
        ("arn:aws:s3:::a", thing): False,
        ("arn:aws:s3:::a/b", bucket): False,
        ("arn:aws:s3:::a/b", thing): True,
        ("arn:aws:s3:::a*", thing): True,
        ("arn:*:s3:::*", bucket): True,
        ("arn:aws:s3*", bucket): True,
        ("arn:aws:sqs*", bucket): False,
        ("*", bucket): True,
        ("arn:aws:s3:::a-${aws:PrincipalAccount}", bucket): True,
        ("arn:aws:s3:eu-west-1::a", bucket): False,
    }
    assert {each: takes(each[1], each[0]) for each in table} == table


def test_keys_that_end_with_a_name_of_ones_own() -> None:
    documented = [
        "aws:ResourceTag/${TagKey}",
        "s3:ExistingObjectTag/<key>",
        "secretsmanager:ResourceTag/tag-key",
    ]
    for given in ("aws:ResourceTag/Vendor", "S3:existingobjecttag/a", "secretsmanager:ResourceTag/a"):
        assert has_key(documented, given)
    for given in ("aws:ResourceTag/", "aws:ResourceTags/a", "s3:ExistingObjectTag", "aws:TagKeys"):
        assert not has_key(documented, given)
