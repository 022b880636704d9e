"""What is another environment's in the resources and the policies of an environment's stacks."""

from typing import Any

import pytest

from configuration.names import Names
from operations.conformance.between.aws import PROSE
from tests.operations.conformance.between.parts import CONFIGS, Json, allow, aws_account, policy
from tests.operations.conformance.between.planting import Plant, adding, judge, planted
from tests.operations.conformance.between.stacks import Stacks, clean

PROD = "anthill-prod"


def elsewhere(stacks: Stacks) -> None:
    registration = CONFIGS["prod"].databricks.registration
    assert registration is not None
    assert registration.workspace is not None
    stacks["anthill-test"]["provider"]["databricks"][0]["host"] = registration.workspace.url


def assuming(stacks: Stacks) -> None:
    into = {"role_arn": f"arn:aws:iam::{aws_account('prod')}:role/administrator"}
    stacks["anthill-dev"]["provider"]["aws"][0]["assume_role"] = [into]


NAMED: dict[str, tuple[Plant, str, str]] = {
    "account": (
        adding(PROD, "aws_lambda_permission.planted", principal=aws_account("dev")),
        "aws_lambda_permission.planted",
        "principal names 111111111111, which is of dev",
    ),
    "account, by the account's stack": (
        adding("anthill-account", "aws_lambda_permission.planted", principal=aws_account("dev")),
        "aws_lambda_permission.planted",
        "principal names 111111111111, which is of dev",
    ),
    "arn": (
        adding("anthill-dev", "aws_sns_topic_subscription.planted", endpoint="arn:aws:sqs:eu-west-1:333333333333:q"),
        "aws_sns_topic_subscription.planted",
        "endpoint names 333333333333",
    ),
    "name": (
        adding("anthill-test", "aws_ssm_parameter.planted", value="/anthill/prod/secret"),
        "aws_ssm_parameter.planted",
        "value names anthill/prod, which is of prod",
    ),
    "credentials of another workspace": (
        adding("anthill-dev-registration", "databricks_mws_credentials.planted",
               role_arn="arn:aws:iam::333333333333:role/r"),
        "databricks_mws_credentials.planted",
        "role_arn names 333333333333",
    ),
    "catalogue": (
        adding("anthill-dev", "databricks_alert_v2.planted", query_text="select * from anthill_prod.gold.prices"),
        "databricks_alert_v2.planted",
        "query_text names anthill_prod",
    ),
    "state that is read": (
        adding("anthill-test", "data.terraform_remote_state.planted",
               config={"bucket": Names.of(CONFIGS["prod"]).state_bucket}),
        "data.terraform_remote_state.planted",
        "config.bucket names",
    ),
    "budget policy": (
        adding("anthill-dev", "databricks_job.planted",
               budget_policy_id=str(CONFIGS["prod"].databricks.handles.budget_policy_id)),
        "databricks_job.planted",
        "which is of prod",
    ),
    "workspace": (elsewhere, "provider.databricks.workspace", "host names https://dbc-"),
    "role of the provider": (assuming, "provider.aws", "assume_role.role_arn names 333333333333"),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_what_is_named_is_found(name: str) -> None:
    plant, address, given = NAMED[name]
    (found,) = planted(plant)
    assert (found.check, found.address) == ("between.named", address)
    assert given in found.given


@pytest.mark.parametrize(
    "plant",
    [
        *(adding(PROD, "aws_x.planted", **{argument: "as in anthill-dev"}) for argument in sorted(PROSE)),
        adding(PROD, "aws_lambda_permission.planted", principal="444444444444"),
        adding(PROD, "aws_x.planted", name="anthill-developers", number="1111111111112"),
        adding("anthill-account", "databricks_budget.planted", name="anthill-dev"),
        adding("anthill-elsewhere", "aws_x.planted", principal=aws_account("dev")),
    ],
)
def test_what_is_nobody_elses_passes(plant: Plant) -> None:
    stacks = clean() | {"anthill-elsewhere": {}}
    plant(stacks)
    assert judge(stacks) == []


def in_policy(stack: str, type_: str, statement: Json, argument: str = "policy") -> Plant:
    return adding(stack, f"{type_}.planted", **{argument: policy(statement)})


def with_condition(operator: str, key: str, value: Any, **more: Any) -> Json:
    return allow("s3:GetObject", Principal={"AWS": "*"}, Condition={operator: {key: value}}) | more


DEV_ROLE = "arn:aws:iam::111111111111:role/anthill-dev-jobs"

STATEMENTS: dict[str, tuple[Plant, str]] = {
    "principal of a bucket": (
        in_policy(PROD, "aws_s3_bucket_policy", allow("s3:GetObject", Principal={"AWS": [DEV_ROLE]})),
        "Principal arn:aws:iam::111111111111:role/anthill-dev-jobs; 111111111111 is of dev",
    ),
    "principal of a key": (
        in_policy("anthill-dev", "aws_kms_key", allow("kms:*", Principal={"AWS": "222222222222"})),
        "Principal 222222222222",
    ),
    "principal of a trust": (
        in_policy("anthill-dev", "aws_iam_role", argument="assume_role_policy",
                  statement=allow("sts:AssumeRole", Principal={"AWS": "arn:aws:iam::333333333333:root"})),
        "333333333333 is of prod",
    ),
    "resource of a role": (
        in_policy("anthill-dev", "aws_iam_role_policy", allow("sts:AssumeRole", "arn:aws:iam::333333333333:role/x")),
        "Resource arn:aws:iam::333333333333:role/x",
    ),
    "buckets of every environment": (
        in_policy("anthill-dev", "aws_iam_role_policy", allow("s3:GetObject", "arn:aws:s3:::anthill-*")),
        "arn:aws:s3:::anthill-*; it matches what is of prod",
    ),
    "boundary": (
        in_policy("anthill-test-bootstrap", "aws_iam_policy",
                  allow("sts:AssumeRole", "arn:aws:iam::*:role/anthill-*-deploy")),
        "it matches what is of prod",
    ),
    "keys of every account": (
        in_policy("anthill-dev", "aws_iam_role_policy", allow("kms:Decrypt", "arn:aws:kms:eu-west-1:*:key/*")),
        "it matches what is of test",
    ),
    "everybody": (
        in_policy(PROD, "aws_sns_topic_policy", allow("sns:Publish", Principal="*")),
        "Principal *; dev meets the conditions too",
    ),
    "everybody of one organisation": (
        in_policy(PROD, "aws_sqs_queue_policy", with_condition("StringEquals", "aws:PrincipalOrgID", "o-1")),
        "Principal *; test meets the conditions too",
    ),
    "condition on an account": (
        in_policy(PROD, "aws_s3_bucket_policy",
                  with_condition("StringEquals", "aws:PrincipalAccount", ["333333333333", "111111111111"])),
        "Condition on aws:PrincipalAccount 111111111111",
    ),
    "condition on a role": (
        in_policy(PROD, "aws_s3_bucket_policy",
                  with_condition("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/anthill-*-plan")),
        "Condition on aws:PrincipalArn arn:aws:iam::*:role/anthill-*-plan; it matches what is of dev",
    ),
    "exception from a denial": (
        in_policy(PROD, "aws_s3_bucket_policy",
                  with_condition("StringNotEquals", "aws:PrincipalAccount", "111111111111", Effect="Deny")),
        "Condition on aws:PrincipalAccount 111111111111",
    ),
    "not denied to": (
        in_policy(PROD, "aws_kms_key",
                  {"Effect": "Deny", "NotPrincipal": {"AWS": DEV_ROLE}, "Action": "kms:*", "Resource": "*"}),
        "a statement without Sid: NotPrincipal",
    ),
    "endpoint": (
        in_policy("anthill-dev", "aws_vpc_endpoint",
                  with_condition("StringEquals", "aws:PrincipalAccount", "111111111111")),
        "every resource; through it dev reaches prod",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_that_reaches_another_environment_is_found(name: str) -> None:
    plant, given = STATEMENTS[name]
    found = planted(plant)
    assert {each.check for each in found} == {"between.statement"}
    assert {each.address.rpartition(".")[2] for each in found} == {"planted"}
    assert any(given in each.given for each in found), [each.given for each in found]


@pytest.mark.parametrize(
    "plant",
    [
        in_policy("anthill-dev", "aws_kms_key", allow("kms:*", Principal={"AWS": "444444444444"})),
        in_policy("anthill-dev", "aws_iam_role_policy",
                  allow("iam:CreateServiceLinkedRole", "arn:aws:iam::*:role/aws-service-role/spot.amazonaws.com/S")),
        in_policy("anthill-dev", "aws_iam_role_policy", allow("kms:CreateKey")),
        in_policy(PROD, "aws_kms_key",
                  {"Effect": "Deny", "Principal": {"AWS": DEV_ROLE}, "Action": "kms:*", "Resource": "*"}),
        in_policy(PROD, "aws_s3_bucket_policy", with_condition("StringEquals", "aws:SourceVpce", "vpce-1")),
        in_policy(PROD, "aws_sqs_queue_policy",
                  allow("sqs:SendMessage", Principal={"Service": "s3.amazonaws.com"})),
        in_policy("anthill-dev", "aws_vpc_endpoint",
                  with_condition("StringEquals", "aws:PrincipalAccount", "414351767826")),
        in_policy(PROD, "aws_s3_bucket_policy",
                  with_condition("StringNotEquals", "aws:PrincipalAccount", "333333333333", Effect="Deny")),
        in_policy(
            "anthill-dev",
            "aws_vpc_endpoint",
            with_condition("StringEquals", "aws:ResourceAccount", "111111111111"),
        ),
        in_policy(
            "anthill-dev",
            "aws_vpc_endpoint",
            allow("s3:GetObject", "arn:aws:s3:::anthill-dev-gold/*", Principal="*"),
        ),
        in_policy("anthill-dev", "aws_vpc_endpoint", allow("kms:*", Principal={"AWS": "414351767826"})),
        adding(PROD, "aws_s3_bucket_policy.planted", policy='{"Statement": '),
    ],
)  # fmt: skip
def test_a_statement_about_its_own_environment_passes(plant: Plant) -> None:
    assert planted(plant) == []
