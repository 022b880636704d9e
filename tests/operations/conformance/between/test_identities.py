"""Whom a pipeline can be in Databricks: roles of the account, the metastore, principals of other environments."""

import pytest

from tests.operations.conformance.between.parts import (
    application,
    group,
    principal,
    rules,
    signed_in,
)
from tests.operations.conformance.between.planting import Plant, add, adding, judge, planted
from tests.operations.conformance.between.stacks import Stacks, clean

ACCOUNT = "anthill-account"
ROLE = "databricks_service_principal_role"
MEMBER = "databricks_group_member"
RULES = "databricks_access_control_rule_set"


def owned_by(owner: str) -> Plant:
    return lambda stacks: add(stacks, ACCOUNT, "databricks_metastore.it", {"owner": owner})


def ruled(collection: str, object_: str, stack: str = ACCOUNT, **principals: list[str]) -> Plant:
    return adding(stack, f"{RULES}.planted", **rules(collection, object_, **principals))


def looked_up(stacks: Stacks) -> None:
    found = {"application_id": application("test", "plan")}
    add(stacks, "anthill-test-registration", "data.databricks_service_principal.plan", found)
    role = {"role": "account_admin", "service_principal_id": "${data.databricks_service_principal.plan.id}"}
    add(stacks, "anthill-test-registration", f"{ROLE}.planted", role)


def numbered(stacks: Stacks) -> None:
    add(stacks, ACCOUNT, "databricks_group_role.it", {"group_id": "123456789", "role": "account_admin"})
    add(
        stacks, ACCOUNT, f"{MEMBER}.planted", {"group_id": "123456789", "member_id": principal("dev", "plan")}
    )


def nested(stacks: Stacks) -> None:
    add(stacks, ACCOUNT, "databricks_group.billing", {"display_name": "billing"})
    add(stacks, ACCOUNT, "databricks_group_role.it", {"group_id": group("billing"), "role": "billing_admin"})
    add(stacks, ACCOUNT, f"{MEMBER}.inner", {"group_id": group("billing"), "member_id": group("analysts")})
    add(
        stacks,
        ACCOUNT,
        f"{MEMBER}.planted",
        {"group_id": group("analysts"), "member_id": principal("dev", "jobs")},
    )


ADMINISTRATORS: dict[str, tuple[Plant, str, str]] = {
    "role of jobs": (
        adding(
            ACCOUNT, f"{ROLE}.planted", role="account_admin", service_principal_id=principal("dev", "jobs")
        ),
        f"{ROLE}.planted",
        "the pipeline of dev: anthill-dev-jobs has the account's role account_admin",
    ),
    "role that is looked up": (looked_up, f"{ROLE}.planted", "anthill-test-plan has the account's role"),
    "role of a group": (
        adding(ACCOUNT, "databricks_group_role.planted", role="account_admin", group_id=group("deployers")),
        f"{MEMBER}.prod_deploys",
        "the pipeline of prod: anthill-prod-deploy is in anthill-deployers, and anthill-deployers has",
    ),
    "group by its number": (
        numbered,
        f"{MEMBER}.planted",
        "anthill-dev-plan is in 123456789, and 123456789 has",
    ),
    "nested groups": (
        nested,
        f"{MEMBER}.planted",
        "anthill-dev-jobs is in analysts, and analysts is in billing, and billing has the account's role billing_admin",
    ),
    "sign-in as the administrator": (
        adding(
            ACCOUNT,
            "databricks_service_principal_federation_policy.planted",
            **signed_in("registration", "dev-drift"),
        ),
        f"{ROLE}.registers",
        "the pipeline of dev: anthill-registration has the account's role",
    ),
    "rule set of the account": (
        adding(
            ACCOUNT,
            f"{RULES}.planted",
            name="accounts/a/ruleSets/default",
            grant_rules=[
                {
                    "role": "roles/marketplace.admin",
                    "principals": [principal("test", "jobs", "acl_principal_id")],
                }
            ],
        ),
        f"{RULES}.planted",
        "the pipeline of test: anthill-test-jobs has the account's role roles/marketplace.admin",
    ),
    "sign-in by the repository": (
        adding(
            ACCOUNT,
            "databricks_service_principal_federation_policy.planted",
            service_principal_id="${databricks_service_principal.registration.id}",
            oidc_policy={
                "issuer": "https://token.actions.githubusercontent.com",
                "subject": "example-company/anthill",
                "subject_claim": "repository",
            },
        ),
        f"{ROLE}.registers",
        "the pipeline of prod: anthill-registration has the account's role",
    ),
    "use of the administrator": (
        ruled(
            "servicePrincipals",
            "${databricks_service_principal.registration.application_id}",
            user=[principal("prod", "deploy", "acl_principal_id")],
        ),
        f"{RULES}.planted",
        "anthill-prod-deploy has roles/servicePrincipal.user on anthill-registration",
    ),
}

OWNERS: dict[str, tuple[Plant, str, str]] = {
    "group of deployers": (
        owned_by("anthill-deployers"),
        f"{MEMBER}.test_deploys",
        "of test: anthill-test-deploy is in anthill-deployers",
    ),
    "application id": (owned_by(application("prod")), "databricks_metastore.it", "anthill-prod-deploy owns"),
    "reference": (
        owned_by(principal("test", "jobs", "application_id")),
        "databricks_metastore.it",
        "the pipeline of test: anthill-test-jobs owns",
    ),
    "member of the owners": (
        adding(
            ACCOUNT,
            f"{MEMBER}.planted",
            group_id=group("platform_admins"),
            member_id=principal("dev", "plan"),
        ),
        f"{MEMBER}.planted",
        "anthill-dev-plan is in platform-admins, and platform-admins owns the metastore",
    ),
    "manager of the owners": (
        ruled(
            "groups", group("platform_admins"), group_manager=[principal("dev", "deploy", "acl_principal_id")]
        ),
        f"{RULES}.planted",
        "anthill-dev-deploy has roles/group.manager on platform-admins",
    ),
}

FOREIGN: dict[str, tuple[Plant, str, str]] = {
    "user": (
        ruled(
            "servicePrincipals",
            principal("prod", "jobs", "application_id"),
            user=[principal("dev", "deploy", "acl_principal_id")],
        ),
        f"{RULES}.planted",
        "the pipeline of dev may act as anthill-prod-jobs",
    ),
    "group of managers": (
        ruled(
            "servicePrincipals",
            principal("prod", "deploy", "application_id"),
            manager=[group("deployers", "acl_principal_id")],
        ),
        f"{MEMBER}.test_deploys",
        "the pipeline of test may act as anthill-prod-deploy: anthill-test-deploy is in anthill-deployers, and",
    ),
    "ids in another stack": (
        ruled(
            "servicePrincipals",
            application("prod", "plan"),
            stack="anthill-prod",
            user=[f"servicePrincipals/{application('test', 'plan')}"],
        ),
        f"{RULES}.planted",
        "the pipeline of test may act as anthill-prod-plan",
    ),
    "all that platform administrators manage": (
        adding(
            ACCOUNT,
            f"{MEMBER}.planted",
            group_id=group("platform_admins"),
            member_id=principal("dev", "power_bi"),
        ),
        f"{MEMBER}.planted",
        " and 2 more: anthill-dev-power-bi is in platform-admins",
    ),
}

CASES = [
    pytest.param(check, *case, id=f"{check}: {name}")
    for check, cases in (
        ("account-administrator", ADMINISTRATORS),
        ("metastore-owner", OWNERS),
        ("foreign-identity", FOREIGN),
    )
    for name, case in cases.items()
]


@pytest.mark.parametrize(("check", "plant", "address", "given"), CASES)
def test_a_power_over_others_is_found(check: str, plant: Plant, address: str, given: str) -> None:
    found = [each for each in planted(plant) if each.check == f"between.{check}" and given in each.given]
    assert [each.address for each in found] == [address]
    assert all(
        each.allowed and each.fix and each.source.startswith("https://docs.databricks.com") for each in found
    )


@pytest.mark.parametrize(
    "plant",
    [
        adding(ACCOUNT, "databricks_group_role.planted", role="account_admin", group_id=group("analysts")),
        adding(
            ACCOUNT,
            f"{ROLE}.planted",
            role="arn:aws:iam::111111111111:instance-profile/anthill-dev-machines",
            service_principal_id=principal("dev", "jobs"),
        ),
        owned_by("account-owners"),
        ruled(
            "servicePrincipals",
            principal("dev", "power_bi", "application_id"),
            user=[principal("dev", "deploy", "acl_principal_id")],
        ),
        adding(ACCOUNT, "databricks_service_principal_federation_policy.planted",
               **signed_in("registration", "registration")),
    ],
)  # fmt: skip
def test_what_rules_no_other_environment_passes(plant: Plant) -> None:
    assert planted(plant) == []


def test_nothing_is_wrong_in_what_the_faults_are_put_into() -> None:
    assert judge(clean()) == []
