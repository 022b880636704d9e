"""The rules about Databricks, each on raw JSON that breaks it and on some that keeps it."""

from typing import Any

import pytest

from guards.every_rule import rules, violations
from provider_facts.databricks import LEVELS, Level

ACCOUNT = {"provider": "databricks.account"}
WORKSPACE = {"provider": "databricks.workspace"}
PROVIDERS = [
    {"alias": "account", "host": "https://accounts.cloud.databricks.com", "account_id": "a"},
    {"alias": "workspace", "host": "${databricks_mws_workspaces.w.workspace_url}"},
]


def broken(
    resources: dict[str, dict[str, Any]], data: dict[str, dict[str, Any]] | None = None
) -> list[tuple[str, str]]:
    """Return rule and text of what is found in a stack with the resources given by address."""
    rendered: dict[str, dict[str, Any]] = {}
    for address, arguments in resources.items():
        type_, id_ = address.split(".")
        rendered.setdefault(type_, {})[id_] = arguments
    stack = {"resource": rendered, "data": data or {}, "provider": {"databricks": PROVIDERS}}
    return [(found.rule, str(found)) for found in violations(stack, rules(retained=False, required_tags={}))]


GRANT = [{"principal": "p", "privileges": ["SELECT"]}]

COLUMN = {"alias": "a", "condition": "true"}
POLICY = {
    **WORKSPACE,
    "name": "p",
    "comment": "c",
    "on_securable_type": "CATALOG",
    "on_securable_fullname": "c",
}

PLACE = {**WORKSPACE, "name": "landing", "url": "s3://landing/in", "read_only": True}
FILES = {**WORKSPACE, "name": "files", "volume_type": "EXTERNAL", "storage_location": "s3://landing/in/"}
MARKER = {"bucket": "landing", "key": "in/_marker"}
WAITING = {"depends_on": ["aws_s3_object.m"]}

BREACHES = [
    ("ANT-DBX-07", {"databricks_external_location.l": PLACE}, "is made over s3://landing/in"),
    ("ANT-DBX-07", {"databricks_volume.v": FILES}, "is made over s3://landing/in"),
    (
        "ANT-DBX-07",
        {"databricks_volume.v": FILES | WAITING, "aws_s3_object.m": {"bucket": "${data.aws_s3_bucket.b.id}"}},
        "is made over s3://landing/in",
    ),
    (
        "ANT-DBX-07",
        {"databricks_external_location.l": PLACE, "aws_s3_object.m": MARKER},
        "is made over s3://landing/in",
    ),
    (
        "ANT-DBX-07",
        {"databricks_volume.v": FILES | WAITING, "aws_s3_object.m": {**MARKER, "key": "inbox/_marker"}},
        "is made over s3://landing/in",
    ),
    ("ANT-DBX-01", {"databricks_mws_credentials.c": WORKSPACE}, "is for the account and names"),
    ("ANT-DBX-01", {"databricks_cluster_policy.p": ACCOUNT}, "is for the workspace and names"),
    ("ANT-DBX-01", {"databricks_cluster_policy.p": {}}, "names provider ''; name one of: databricks.account"),
    (
        "ANT-DBX-01",
        {"databricks_cluster_policy.p": {"provider": "databricks"}},
        "names provider 'databricks'",
    ),
    ("ANT-DBX-01", {"databricks_clusterpolicy.p": WORKSPACE}, "is no type of provider 1.99"),
    (
        "ANT-DBX-02",
        {"databricks_permissions.p": {**WORKSPACE, "job_id": "1", "access_control": [{}]}},
        "['access_control']",
    ),
    (
        "ANT-DBX-02",
        {"databricks_job.j": {**WORKSPACE, "task": [{"task_key": "a", "notebook_task": {}}]}},
        "['task.notebook_task']",
    ),
    (
        "ANT-DBX-03",
        {
            "databricks_grants.a": {**WORKSPACE, "schema": "c.s", "grant": GRANT},
            "databricks_grants.b": {**WORKSPACE, "schema": "c.s", "grant": GRANT},
        },
        "fights databricks_grants.a over schema c.s",
    ),
    (
        "ANT-DBX-03",
        {
            "databricks_grants.a": {**WORKSPACE, "catalog": "c", "grant": GRANT},
            "databricks_grant.b": {**WORKSPACE, "catalog": "c", "principal": "p", "privileges": ["SELECT"]},
        },
        "fights",
    ),
    (
        "ANT-DBX-03",
        {
            "databricks_grant.a": {**WORKSPACE, "catalog": "c", "principal": "p", "privileges": ["SELECT"]},
            "databricks_grant.b": {**WORKSPACE, "catalog": "c", "principal": "p", "privileges": ["MODIFY"]},
        },
        "fights",
    ),
    (
        "ANT-DBX-03",
        {"databricks_grants.a": {**WORKSPACE, "catalog": "c", "schema": "c.s", "grant": GRANT}},
        "names securables ['catalog', 'schema']",
    ),
    ("ANT-DBX-04", {"databricks_system_schema.s": WORKSPACE}, "grant on system.* instead"),
    ("ANT-DBX-04", {"databricks_secret.s": WORKSPACE}, "its value lies in the state"),
    ("ANT-DBX-04", {"databricks_git_credential.g": WORKSPACE}, "a token of the pipeline"),
    ("ANT-DBX-04", {"databricks_metastore_data_access.m": WORKSPACE}, "cannot be deleted"),
    ("ANT-DBX-04", {"databricks_artifact_allowlist.a": WORKSPACE}, "overwrite each other's"),
    ("ANT-DBX-06", {"databricks_tag_policy.t": {**WORKSPACE, "tag_key": "k"}}, "leaves out description"),
    (
        "ANT-DBX-06",
        {"databricks_policy_info.p": {**POLICY, "match_columns": [COLUMN, {"condition": "true"}]}},
        "leaves out match_columns.alias",
    ),
    (
        "ANT-DBX-06",
        {
            "databricks_account_network_policy.n": {
                **ACCOUNT,
                "account_id": "a",
                "network_policy_id": "n",
                "egress": {
                    "network_access": {"policy_enforcement": {"dry_run_mode_product_filter": ["DBSQL"]}}
                },
            }
        },
        "leaves out egress.network_access.policy_enforcement.enforcement_mode",
    ),
    ("ANT-DBX-06", {"databricks_online_store.o": WORKSPACE}, "nobody has looked at"),
]

KEPT: list[dict[str, dict[str, Any]]] = [
    {"databricks_external_location.l": PLACE | WAITING, "aws_s3_object.m": MARKER},
    {
        "databricks_volume.v": FILES | {"depends_on": ["databricks_external_location.l"]},
        "databricks_external_location.l": PLACE | WAITING,
        "aws_s3_object.m": MARKER,
    },
    {"databricks_external_location.l": PLACE | {"skip_validation": True}},
    {"databricks_external_location.l": PLACE | {"read_only": False}},
    {"databricks_volume.v": FILES | {"volume_type": "MANAGED"}},
    {
        "databricks_tag_policy.t": {**WORKSPACE, "tag_key": "k", "description": "d"},
        "databricks_policy_info.p": {**POLICY, "match_columns": [COLUMN]},
        "databricks_policy_info.q": POLICY,
    },
    {"databricks_mws_credentials.c": ACCOUNT, "databricks_cluster_policy.p": WORKSPACE},
    {"databricks_service_principal.s": ACCOUNT, "databricks_group.g": WORKSPACE},
    {
        "databricks_grants.a": {**WORKSPACE, "catalog": "c", "grant": GRANT},
        "databricks_grants.b": {**WORKSPACE, "schema": "c.s", "grant": GRANT},
        "databricks_grant.c": {**WORKSPACE, "catalog": "system", "principal": "p"},
        "databricks_grant.d": {**WORKSPACE, "catalog": "system", "principal": "q"},
    },
]


@pytest.mark.parametrize(("rule", "resources", "text"), BREACHES)
def test_a_breach_is_found(rule: str, resources: dict[str, dict[str, Any]], text: str) -> None:
    ((found, message),) = broken(resources)
    assert found == rule
    assert text in message


@pytest.mark.parametrize("resources", KEPT)
def test_what_keeps_the_rules_passes(resources: dict[str, dict[str, Any]]) -> None:
    assert broken(resources) == []


def test_nothing_asks_a_workspace_that_is_not_there_yet() -> None:
    made = {"databricks_mws_workspaces.w": ACCOUNT}
    question: dict[str, dict[str, Any]] = {"databricks_spark_version": {"latest": {}}}
    assert [rule for rule, _ in broken(made, question)] == ["ANT-DBX-05"]
    assert broken({}, question) == []
    assert broken(made, {"databricks_aws_bucket_policy": {"root": {}}}) == []


def test_the_level_of_every_type_of_the_provider_is_known() -> None:
    assert len(LEVELS) == 136
    assert LEVELS["databricks_mws_workspaces"] is Level.ACCOUNT
    assert LEVELS["databricks_default_namespace_setting"] is Level.WORKSPACE
    assert LEVELS["databricks_group"] is Level.BOTH
