"""What an environment's stacks, the metastore and its bindings give to another environment in Databricks."""

import pytest

from tests.operations.conformance.between.parts import (
    CREATES,
    METASTORE,
    application,
    group,
    principal,
    rules,
)
from tests.operations.conformance.between.planting import Plant, add, adding, planted
from tests.operations.conformance.between.stacks import Stacks

ACCOUNT = "anthill-account"
PROD = "anthill-prod"
MEMBER = "databricks_group_member"
RULES = "databricks_access_control_rule_set"
DEV_WORKSPACE = 1000000000000001
"""Whose it is, anthill-local says: it shares its catalogue with dev."""


def administrator_of_the_workspace(stacks: Stacks) -> None:
    add(stacks, PROD, "data.databricks_group.admins", {"display_name": "admins"})
    add(stacks, PROD, "data.databricks_service_principal.dev", {"display_name": "anthill-dev-deploy"})
    member = "${data.databricks_service_principal.dev.id}"
    add(
        stacks,
        PROD,
        f"{MEMBER}.planted",
        {"group_id": "${data.databricks_group.admins.id}", "member_id": member},
    )


def granted(stack: str, who: str, *privileges: str, **on: str) -> Plant:
    return adding(stack, "databricks_grant.planted", principal=who, privileges=list(privileges), **on)


def bound(stack: str, workspace: int | str, **more: str) -> Plant:
    return adding(stack, "databricks_workspace_binding.planted", workspace_id=workspace, **more)


def permitted(stack: str, **to: str) -> Plant:
    return adding(
        stack, "databricks_permissions.planted", access_control=[to | {"permission_level": "CAN_USE"}]
    )


RIGHTS: dict[str, tuple[Plant, str, str]] = {
    "grant": (
        granted(PROD, application("dev"), "SELECT", schema="anthill_prod.gold"),
        "databricks_grant.planted",
        "the pipeline of dev in what is prod's: anthill-dev-deploy has rights by databricks_grant.planted",
    ),
    "owner": (
        adding("anthill-test", "databricks_schema.planted", owner=application("prod", "jobs").upper()),
        "databricks_schema.planted",
        "the pipeline of prod in what is test's: anthill-prod-jobs",
    ),
    "permission": (
        permitted(PROD, service_principal_name=application("test", "plan")),
        "databricks_permissions.planted",
        "anthill-test-plan has rights",
    ),
    "secrets": (
        adding(PROD, "databricks_secret_acl.planted", principal=application("dev", "jobs"), permission="READ"),
        "databricks_secret_acl.planted",
        "anthill-dev-jobs has rights",
    ),
    "job that runs as another's": (
        adding("anthill-dev", "databricks_job.planted", run_as={"service_principal_name": application("prod", "jobs")}),
        "databricks_job.planted",
        "the pipeline of prod in what is dev's",
    ),
    "administrators of the workspace": (
        administrator_of_the_workspace,
        f"{MEMBER}.planted",
        "anthill-dev-deploy has rights",
    ),
    "group of all deployers": (
        adding(PROD, "databricks_permission_assignment.planted", group_name="anthill-deployers", permissions=["ADMIN"]),
        f"{MEMBER}.dev_deploys",
        "anthill-dev-deploy is in anthill-deployers, and anthill-deployers has rights",
    ),
    "group of people": (
        adding(ACCOUNT, f"{MEMBER}.planted", group_id=group("analysts"), member_id=principal("test", "power_bi")),
        f"{MEMBER}.planted",
        "the pipeline of test in what is prod's: anthill-test-power-bi is in analysts, and analysts has rights by "
        "databricks_grants.catalog of anthill-prod",
    ),
    "manager of tags": (
        adding(PROD, f"{RULES}.planted", **rules("tagPolicies", "t", tagPolicy_manager=["groups/anthill-deployers"])),
        f"{MEMBER}.test_deploys",
        "anthill-test-deploy is in anthill-deployers, and anthill-deployers has rights",
    ),
    "everybody": (
        granted("anthill-test", "account users", "USE_CATALOG", catalog="anthill_test"),
        "databricks_grant.planted",
        "the pipeline of prod in what is test's: account users has rights",
    ),
    "workspace, by the account": (
        adding(ACCOUNT, "databricks_mws_permission_assignment.planted", workspace_id=DEV_WORKSPACE,
               principal_id=principal("prod", "deploy"), permissions=["ADMIN"]),
        "databricks_mws_permission_assignment.planted",
        "the pipeline of prod in what is dev's",
    ),
    "catalogue, by the account": (
        granted(ACCOUNT, principal("dev", "jobs", "application_id"), "SELECT", catalog="anthill_prod"),
        "databricks_grant.planted",
        "the pipeline of dev in what is prod's",
    ),
    "budget": (
        adding(ACCOUNT, f"{RULES}.planted", **rules("budgetPolicies", "${databricks_budget_policy.dev.policy_id}",
               budgetPolicy_user=[principal("test", "jobs", "acl_principal_id")])),
        f"{RULES}.planted",
        "the pipeline of test in what is dev's: anthill-test-jobs",
    ),
}  # fmt: skip

GRANTS: dict[str, tuple[Plant, str, str]] = {
    "one privilege more": (
        granted("anthill-dev-registration", application("dev"), *CREATES, "CREATE_SHARE", metastore=METASTORE),
        "databricks_grant.planted",
        "CREATE_SHARE, CREATE_STORAGE_CREDENTIAL on the metastore for anthill-dev-deploy",
    ),
    "another environment's deployer": (
        granted("anthill-dev-registration", application("prod"), "CREATE_CATALOG", metastore=METASTORE),
        "databricks_grant.planted",
        "CREATE_CATALOG on the metastore for anthill-prod-deploy",
    ),
    "jobs": (
        granted("anthill-test-registration", application("test", "jobs"), "USE_MARKETPLACE_ASSETS",
                metastore=METASTORE),
        "databricks_grant.planted",
        "for anthill-test-jobs",
    ),
    "list of grants": (
        adding(PROD, "databricks_grants.planted", metastore=METASTORE,
               grant=[{"principal": "analysts", "privileges": ["ALL_PRIVILEGES"]}]),
        "databricks_grants.planted",
        "ALL_PRIVILEGES on the metastore for analysts",
    ),
    "by the account": (
        granted(ACCOUNT, principal("dev", "deploy", "application_id"), "MANAGE", metastore=METASTORE),
        "databricks_grant.planted",
        "MANAGE on the metastore for anthill-dev-deploy",
    ),
}  # fmt: skip

BINDINGS: dict[str, tuple[Plant, str, str]] = {
    "catalogue": (
        bound(PROD, DEV_WORKSPACE, securable_type="catalog"),
        "databricks_workspace_binding.planted",
        "no binding_type, which is BINDING_TYPE_READ_WRITE for workspace 1000000000000001 of dev",
    ),
    "location": (
        bound("anthill-test", "42", securable_type="external_location", binding_type="BINDING_TYPE_READ_WRITE"),
        "databricks_workspace_binding.planted",
        "BINDING_TYPE_READ_WRITE for workspace 42 of nobody who is configured",
    ),
    "older type": (
        adding(PROD, "databricks_catalog_workspace_binding.planted", catalog_name="anthill_prod",
               workspace_id=DEV_WORKSPACE),
        "databricks_catalog_workspace_binding.planted",
        "of dev",
    ),
}  # fmt: skip

CASES = [
    pytest.param(check, *case, id=f"{check}: {name}")
    for check, cases in (("right", RIGHTS), ("metastore-grant", GRANTS), ("binding", BINDINGS))
    for name, case in cases.items()
]


@pytest.mark.parametrize(("check", "plant", "address", "given"), CASES)
def test_what_is_given_to_another_environment_is_found(
    check: str, plant: Plant, address: str, given: str
) -> None:
    found = [each for each in planted(plant) if each.check == f"between.{check}" and given in each.given]
    assert [each.address for each in found] == [address]
    assert all(each.allowed and each.fix and each.source.startswith("https://") for each in found)


@pytest.mark.parametrize(
    "plant",
    [
        granted(PROD, application("prod", "jobs"), "SELECT", schema="gold"),
        granted(PROD, "analysts", "SELECT", schema="gold"),
        adding(PROD, "databricks_schema.planted", owner="somebody@example.com"),
        adding(
            PROD,
            f"{RULES}.planted",
            **rules("tagPolicies", "t", tagPolicy_assigner=["groups/anthill-deployers"]),
        ),
        permitted(PROD, group_name="users"),
        granted(ACCOUNT, principal("dev", "deploy", "application_id"), *CREATES, metastore=METASTORE),
        granted(PROD, "analysts", "USE_MARKETPLACE_ASSETS", metastore=METASTORE),
        bound(PROD, DEV_WORKSPACE, binding_type="BINDING_TYPE_READ_ONLY"),
        bound(PROD, "${databricks_mws_workspaces.it.workspace_id}"),
        bound("anthill-dev", DEV_WORKSPACE),
    ],
)
def test_what_stays_within_an_environment_passes(plant: Plant) -> None:
    assert planted(plant) == []
