"""Whose tokens are taken: by service principals of Databricks, and by roles of AWS."""

from typing import Any

import pytest

from tests.operations.conformance.between.parts import (
    GITHUB,
    Json,
    aws_account,
    policy,
    principal,
    signed_in,
    subject,
)
from tests.operations.conformance.between.planting import Plant, add, adding, judge, planted
from tests.operations.conformance.between.stacks import clean

FEDERATION = "databricks_service_principal_federation_policy"
ISSUER = f"https://{GITHUB}"


def taking(id_: str = "dev_jobs", *, type_: str = FEDERATION, **oidc: str) -> Plant:
    """Let the principal of the account's stack sign in by a policy of its own."""
    found: Json = signed_in(id_, "dev") if type_ == FEDERATION else {}
    found = found | {"oidc_policy": {"issuer": ISSUER, **oidc}}
    return adding("anthill-account", f"{type_}.planted", **found)


TOKENS: dict[str, tuple[Plant, str]] = {
    "another environment too": (
        taking("dev_deploy", subject=subject("test-plan")),
        "environment:test-plan is of test, and",
    ),
    "another environment alone": (
        taking(subject=subject("prod-notify")),
        "anthill-dev-jobs: repo:example-company/anthill",
    ),
    "pattern": (
        taking(subject="repo:example-company/anthill:*"),
        "the pattern repo:example-company/anthill:*",
    ),
    "pattern of one character": (taking(subject=subject("de?")), "the pattern repo:example-company/anthill:"),
    "another claim": (
        taking(subject="example-company/anthill", subject_claim="repository"),
        "subject_claim repository",
    ),
    "no subject": (taking(), "no subject"),
    "the whole account": (
        taking(type_="databricks_account_federation_policy"),
        "databricks_account_federation_policy.planted: a policy of the whole account",
    ),
}


@pytest.mark.parametrize("name", TOKENS)
def test_tokens_of_more_than_one_environment_are_found(name: str) -> None:
    plant, given = TOKENS[name]
    (found,) = [each for each in planted(plant) if each.check == "between.federation"]
    assert found.address.endswith(".planted")
    assert given in found.given
    assert found.source.startswith("https://docs.databricks.com")


@pytest.mark.parametrize(
    "plant",
    [
        taking(subject=subject("dev-notify")),
        taking(subject=subject("dev").replace("company", "company@1000001").replace("/anthill", "/anthill@2000002")),
        taking("registration", subject="repo:example-company/anthill:environment:registration-plan"),
        adding("anthill-account", f"{FEDERATION}.planted", service_principal_id=principal("dev", "jobs"),
               oidc_policy={"issuer": "https://login.microsoftonline.com/tenant/v2.0", "subject": "power-bi"}),
    ],
)  # fmt: skip
def test_tokens_of_one_environment_pass(plant: Plant) -> None:
    assert planted(plant) == []


def test_a_principal_that_is_meant_for_nobody_is_of_whom_it_is_first() -> None:
    stacks = clean()
    add(stacks, "anthill-account", "databricks_service_principal.tools", {"display_name": "tools"})
    taking("tools", subject=subject("dev"))(stacks)
    assert judge(stacks) == []
    second = signed_in("tools", "test")
    add(stacks, "anthill-account", f"{FEDERATION}.second", second)
    assert [(each.check, each.address) for each in judge(stacks)] == [
        ("between.federation", f"{FEDERATION}.second")
    ]


def test_a_subject_of_nobody_configured_is_nobody() -> None:
    stacks = clean()
    policies = stacks["anthill-account"]["resource"][FEDERATION]
    policies["registration"]["oidc_policy"]["subject"] = subject("canary").replace("anthill", "other")
    assert judge(stacks) == []


def role(stack: str, conditions: Json, provider: str = "", **more: Any) -> Plant:
    trusted = {
        "Sid": "Trust",
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": provider or "${aws_iam_openid_connect_provider.github.arn}"},
        **({"Condition": conditions} if conditions else {}),
        **more,
    }
    return adding(stack, "aws_iam_role.planted", name="planted", assume_role_policy=policy(trusted))


def equals(operator: str = "StringEquals", **claims: str) -> Json:
    return {operator: {f"{GITHUB}:{claim}": value for claim, value in claims.items()}}


TRUSTS: dict[str, tuple[Plant, set[str]]] = {
    "another environment": (
        role("anthill-dev-bootstrap", equals(sub=subject("prod"), environment="prod")),
        {"prod"},
    ),
    "another environment's plans": (role("anthill-test", equals(sub=subject("dev-plan"))), {"dev"}),
    "the account's stack": (role("anthill-account", equals(sub=subject("test"))), {"test"}),
    "pattern": (role("anthill-prod", equals("StringLike", sub="repo:example-company/*")), {"dev", "test"}),
    "branch alone": (role("anthill-dev", equals(ref="refs/heads/main")), {"prod", "test"}),
    "no condition": (
        role("anthill-dev", {}, provider=f"arn:aws:iam::{aws_account('dev')}:oidc-provider/{GITHUB}"),
        {"prod", "test"},
    ),
    "all but one": (role("anthill-prod", equals("StringNotEquals", environment="dev")), {"dev", "test"}),
}


@pytest.mark.parametrize("name", TRUSTS)
def test_a_role_that_another_environment_assumes_is_found(name: str) -> None:
    plant, environments = TRUSTS[name]
    found = [each for each in planted(plant) if each.check == "between.trust"]
    assert {each.address for each in found} == {"aws_iam_role.planted"}
    assert {each.given.rpartition(" ")[2] for each in found} == environments
    assert all(each.source.startswith("https://docs.github.com") for each in found)


@pytest.mark.parametrize(
    "plant",
    [
        role("anthill-dev-bootstrap", equals(sub=subject("dev-drift"), environment="dev-drift")),
        role("anthill-prod-bootstrap", equals(sub=subject("registration"))),
        role("anthill-prod", equals("StringLike", sub="repo:another-company/*")),
        role("anthill-prod", {}, Effect="Deny"),
        role("anthill-prod", {}, provider="arn:aws:iam::333333333333:oidc-provider/accounts.google.com"),
        adding("anthill-prod", "aws_iam_role.planted", assume_role_policy="not json"),
    ],
)
def test_a_role_that_its_own_environment_assumes_passes(plant: Plant) -> None:
    assert planted(plant) == []
