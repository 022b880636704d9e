"""An embedded AWS may have the account of an environment, and stacks are turned to the account that it has."""

import json

import boto3
import pytest

from configuration.emulator import ACCOUNT
from operations.common.embedded_engine.client import client_environment
from operations.common.embedded_engine.engine_home import EngineHome
from operations.common.embedded_engine.engine_record import read_record
from operations.emulator import engine
from operations.synthesis.emulated_stack import emulated

PROD = "333333333333"


def test_what_an_engine_holds_is_of_the_account_that_it_was_started_with(
    home: EngineHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.running_engine(home, account=PROD) as record:
        assert record.account == PROD
        found = read_record(home.record)
        assert found is not None
        assert found.account == PROD
        for name, value in client_environment(record).items():
            monkeypatch.setenv(name, value)
        role = boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        queue = boto3.client("sqs").create_queue(QueueName="q")["QueueUrl"]
        arn = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        assert boto3.client("sts").get_caller_identity()["Account"] == PROD
        assert [each.split(":")[4] for each in (role, arn["Attributes"]["QueueArn"])] == [PROD, PROD]


def test_a_record_of_before_there_was_a_choice_is_of_the_usual_account(home: EngineHome) -> None:
    with engine.running_engine(home) as record:
        assert record.account == ACCOUNT
        held = json.loads(home.record.read_text())
        del held["account"]
        home.record.write_text(json.dumps(held))
        assert read_record(home.record) == record


def test_a_stack_is_turned_to_the_account_of_the_engine() -> None:
    stack = {
        "terraform": {"required_providers": {}},
        "provider": {"aws": [{"allowed_account_ids": [PROD]}]},
        "resource": {"aws_iam_role": {"r": {"policy": f"arn:aws:iam::{PROD}:root"}}},
    }
    for account in (PROD, ACCOUNT):
        changed = emulated(stack, account)
        assert changed["provider"]["aws"][0]["allowed_account_ids"] == [account]
        assert changed["resource"]["aws_iam_role"]["r"]["policy"] == f"arn:aws:iam::{account}:root"
    assert emulated(stack) == emulated(stack, ACCOUNT)
