"""Wrong configurations, all at once under real Terraform: each must be told at its own address."""

from collections.abc import Callable

import pytest

from tests.offline_databricks.project import ACCOUNT_PROVIDER, WORKSPACE, Diagnostic, Project, Resources
from tests.offline_databricks.wrong import ACCOUNT, STORED, Wrong
from tests.offline_databricks.wrong import WORKSPACE as OF_WORKSPACE
from tests.offline_databricks.wrong_access import WRONG_ACCESS
from tests.offline_databricks.wrong_account import WRONG_ACCOUNT
from tests.offline_databricks.wrong_by_schema import WRONG_BY_SCHEMA
from tests.offline_databricks.wrong_workspace import WRONG_WORKSPACE

AT_VALIDATE = (*WRONG_BY_SCHEMA, *WRONG_ACCESS, *WRONG_ACCOUNT, *WRONG_WORKSPACE)

ROLE = {"aws_iam_role": {"role_arn": "arn:aws:iam::123456789012:role/uc"}}

AT_PLAN = (
    Wrong("account_type", "mws_credentials", {"credentials_name": "c", "role_arn": "r"},
          "invalid Databricks Account configuration: databricks_mws_credentials with a workspace-level provider"),
    Wrong("workspace_type", "catalog", {"name": "c"}, "databricks_catalog with an account-level provider", ACCOUNT),
    Wrong("no_host", "schema", {"name": "s", "catalog_name": "c"}, "has a provider without a host", ""),
    Wrong("no_account_id", "group", {"display_name": "g"}, "An account-level provider needs account_id",
          "databricks.no_account"),
    Wrong("account_id_too_many", "volume", {"name": "v", "catalog_name": "a", "schema_name": "b",
          "volume_type": "MANAGED"}, "invalid Databricks Account configuration", "databricks.both"),
    Wrong("no_metastore", "storage_credential", {"name": "a", **ROLE}, "metastore_id is required", ACCOUNT),
    Wrong("map_for_text", "schema", {"name": "s", "catalog_name": "${databricks_catalog.given.properties}"},
          "string required"),
)  # fmt: skip

PLAN_PROVIDERS = (
    {"alias": "no_account", "host": "https://accounts.cloud.databricks.com"},
    {"alias": "both", "host": WORKSPACE, "account_id": "a"},
)

GIVEN: Resources = {
    "databricks_catalog": {"given": {"name": "g", "properties": {"a": "b"}, "provider": OF_WORKSPACE}}
}

AT_APPLY = (
    Wrong("second_name", "catalog", {"name": "Taken"}, "Catalog 'Taken' already exists"),
    Wrong("second_schema", "schema", {"catalog_name": "taken", "name": "BRONZE"}, "already exists"),
    Wrong("second_policy", "cluster_policy", {"name": "taken"}, "Cluster policy 'taken' already exists"),
    Wrong("second_scope", "secret_scope", {"name": "taken"}, "Scope 'taken' already exists"),
    Wrong("inside", "external_location", {"name": "in", "url": "s3://taken/a/below", "credential_name": "c"},
          "overlaps"),
    Wrong("around", "external_location", {"name": "out", "url": "s3://other", "credential_name": "c"},
          "External location 'other' has 's3://other/a/'"),
    Wrong("second_group", "group", {"display_name": "taken"}, "Group 'taken' already exists", ACCOUNT),
    Wrong("second_metastore", "metastore", {"name": "other", "region": "eu-west-1"}, "already exists", ACCOUNT),
    Wrong("second_credential", "storage_credential", {"name": "taken", **ROLE}, "already exists"),
    Wrong("late_level", "mws_credentials", {"credentials_name": "late", "role_arn": "r"},
          "with a workspace-level provider", "databricks.late"),
)  # fmt: skip

TAKEN = {
    ("databricks_catalog", "taken", ""): {"name": "taken"},
    ("databricks_schema", "taken.bronze", ""): {"catalog_name": "taken", "name": "bronze"},
    ("databricks_cluster_policy", "1", WORKSPACE): {"name": "taken"},
    ("databricks_secret_scope", "taken", WORKSPACE): {"name": "taken"},
    ("databricks_external_location", "taken", ""): {"name": "taken", "url": "s3://taken/a/"},
    ("databricks_external_location", "other", ""): {"name": "other", "url": "s3://other/a/"},
    ("databricks_group", "1", ""): {"display_name": "taken"},
    ("databricks_metastore", "1", ""): {"name": "taken", "region": "eu-west-1"},
    ("databricks_storage_credential", "taken", ""): {"name": "taken"},
}


def resources(cases: tuple[Wrong, ...], more: Resources | None = None) -> Resources:
    found: Resources = {name: dict(blocks) for name, blocks in (more or {}).items()}
    for case in cases:
        found.setdefault(f"databricks_{case.type}", {})[case.name] = case.resource
    return found


def assert_told(case: Wrong, errors: list[Diagnostic]) -> None:
    own = [one.text for one in errors if one.address == case.address]
    assert any(case.says in text for text in own), own or f"nothing at {case.address}"


@pytest.fixture(scope="module")
def at_validate(new_project: Callable[[str], Project]) -> list[Diagnostic]:
    project = new_project("validate")
    project.write(resources(AT_VALIDATE, GIVEN))
    return project.errors("validate")


@pytest.fixture(scope="module")
def at_plan(new_project: Callable[[str], Project]) -> list[Diagnostic]:
    project = new_project("plan")
    workspace = {"alias": "workspace", "host": WORKSPACE}
    project.write(resources(AT_PLAN, GIVEN), providers=(ACCOUNT_PROVIDER, workspace, *PLAN_PROVIDERS))
    return project.errors("plan")


@pytest.fixture(scope="module")
def at_apply(new_project: Callable[[str], Project]) -> list[Diagnostic]:
    project = new_project("apply")
    for (type_, id_, place), attributes in TAKEN.items():
        project.store.put(type_, id_, attributes, place)
    late = {"alias": "late", "host": "${databricks_mws_workspaces.late.workspace_url}"}
    workspace = {"alias": "workspace", "host": WORKSPACE}
    made: Resources = {"databricks_mws_workspaces": {"late": {**STORED, "provider": ACCOUNT}}}
    project.write(resources(AT_APPLY, made), providers=(ACCOUNT_PROVIDER, workspace, late))
    return project.errors("apply")


@pytest.mark.parametrize("case", AT_VALIDATE, ids=lambda case: case.address)
def test_validate_tells_what_is_wrong(case: Wrong, at_validate: list[Diagnostic]):
    assert_told(case, at_validate)


@pytest.mark.parametrize("case", AT_PLAN, ids=lambda case: case.address)
def test_plan_tells_what_is_wrong(case: Wrong, at_plan: list[Diagnostic]):
    assert_told(case, at_plan)


@pytest.mark.parametrize("case", AT_APPLY, ids=lambda case: case.address)
def test_apply_tells_what_is_wrong(case: Wrong, at_apply: list[Diagnostic]):
    assert_told(case, at_apply)


def test_there_are_enough_of_them():
    addresses = [case.address for case in (*AT_VALIDATE, *AT_PLAN, *AT_APPLY)]
    assert len(addresses) >= 45
    assert len(set(addresses)) == len(addresses)
