"""Environments that share an AWS account, or a catalogue: what is both's names neither."""

from dataclasses import replace
from typing import Any

import pytest

from configuration.account import EnvironmentName
from configuration.databricks.governance import Share
from configuration.model import EnvironmentConfig
from configuration.names import Names
from environments.configured import Configured, everything_configured
from tests.operations.conformance.between.parts import Json, allow, aws_account, policy
from tests.operations.conformance.between.planting import Plant, adding, judge
from tests.operations.conformance.between.stacks import Stacks, clean


def configured_with(environment: str, **changes: Any) -> Configured:
    everything = everything_configured()

    def changed(config: EnvironmentConfig) -> EnvironmentConfig:
        return config.model_copy(update=changes) if config.name.value == environment else config

    return replace(everything, environments=tuple(map(changed, everything.environments)))


@pytest.fixture
def together() -> Configured:
    """Test in the AWS account of dev."""
    (test,) = [each for each in everything_configured().environments if each.name is EnvironmentName.TEST]
    return configured_with("test", account=test.account.model_copy(update={"id": aws_account("dev")}))


def stacks_of(configured: Configured) -> Stacks:
    """The clean stacks, with those of test in the account that the configuration has them in."""
    (test,) = [each for each in configured.environments if each.name is EnvironmentName.TEST]

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: moved(below) for key, below in value.items()}
        if isinstance(value, list):
            return [moved(below) for below in value]
        return value.replace("222222222222", Names.of(test).account_id) if isinstance(value, str) else value

    return moved(clean())


def role(statement: Json) -> Plant:
    return adding("anthill-dev", "aws_iam_role_policy.planted", policy=policy(statement))


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (
            allow("sts:AssumeRole", "arn:aws:iam::111111111111:role/anthill-test-jobs"),
            "anthill-test is of test",
        ),
        (allow("sts:AssumeRole", "arn:aws:iam::111111111111:role/*"), "it matches what is of test"),
        (allow("s3:GetObject", "arn:aws:s3:::*-111111111111-eu-west-1/*"), "it matches what is of test"),
    ],
)
def test_names_tell_the_environments_of_one_account_apart(
    together: Configured, statement: Json, given: str
) -> None:
    stacks = stacks_of(together)
    role(statement)(stacks)
    found = judge(stacks, by=together)
    assert {each.check for each in found} == {"between.statement"}
    assert any(given in each.given for each in found)


@pytest.mark.parametrize(
    "statement",
    [
        allow("kms:Decrypt", "arn:aws:kms:eu-west-1:111111111111:key/*"),
        allow("iam:PassRole", "arn:aws:iam::111111111111:role/anthill-dev-*"),
    ],
)
def test_what_has_no_name_is_both_of_theirs(together: Configured, statement: Json) -> None:
    stacks = stacks_of(together)
    role(statement)(stacks)
    assert judge(stacks, by=together) == []


def test_a_shared_catalogue_is_for_who_reads_it_to_name() -> None:
    (prod,) = [each for each in everything_configured().environments if each.name is EnvironmentName.PROD]
    share = Share(environment=EnvironmentName.TEST, workspace_id=2000000000000002)
    governance = prod.databricks.governance.model_copy(update={"shares": (share,)})
    sharing = configured_with(
        "prod", databricks=prod.databricks.model_copy(update={"governance": governance})
    )
    stacks = clean()
    for name in ("anthill-dev", "anthill-test"):
        adding(name, "databricks_alert_v2.planted", query_text="select * from anthill_prod.gold.prices")(
            stacks
        )
    found = judge(stacks, by=sharing)
    assert [(each.check, each.stack) for each in found] == [("between.named", "anthill-dev")]
    adding("anthill-prod", "databricks_workspace_binding.planted", workspace_id=2000000000000002)(stacks)
    assert any(
        "of test" in each.given for each in judge(stacks, by=sharing) if each.check == "between.binding"
    )
