"""Compute and what people take from a workspace, in every environment."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from configuration.model import EnvironmentConfig
from configuration.tags import tag_set
from provider_facts.databricks import permission_levels
from tests.constructs_lib.databricks import databricks_resources
from tests.stacks.test_databricks_providers import each_stack
from tests.stacks.test_foreign_roles import each_config, of
from tests.support.template import Template

Stacks = Mapping[str, Template]
PLACEHOLDER = "set-by-an-operator"
SECRET_ARGUMENTS = ("password", "secret", "token", "string_value", "private_key", "client_secret", "api_key")


def definitions(template: Template) -> dict[str, dict[str, Any]]:
    policies = template.resources("databricks_cluster_policy").values()
    return {policy["name"]: json.loads(policy["definition"]) for policy in policies}


@each_config
def test_every_warehouse_is_serverless_by_name_and_stops(stacks: Stacks, config: EnvironmentConfig) -> None:
    warehouses = of(stacks, config).resources("databricks_sql_endpoint")
    assert len(warehouses) == len(config.databricks.compute.warehouses) == 2
    for warehouse in warehouses.values():
        assert warehouse["enable_serverless_compute"] is True
        assert warehouse["warehouse_type"] == "PRO"
        assert 10 <= warehouse["auto_stop_mins"] <= 120
        tags = {tag["key"]: tag["value"] for tag in warehouse["tags"]["custom_tags"]}
        assert tags == tag_set(config)


@each_config
def test_every_pool_has_one_zone_elastic_disks_and_machines_that_stay(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    pools = of(stacks, config).resources("databricks_instance_pool")
    assert pools
    for pool in pools.values():
        assert pool["enable_elastic_disk"] is True
        assert pool["aws_attributes"]["availability"] == "ON_DEMAND"
        assert pool["aws_attributes"]["zone_id"] in config.network.availability_zones
        assert pool["custom_tags"] == tag_set(config)
        assert pool["idle_instance_autotermination_minutes"] > 0


@each_config
def test_every_policy_fixes_runtime_access_mode_and_tags(stacks: Stacks, config: EnvironmentConfig) -> None:
    found = definitions(of(stacks, config))
    teams = {
        f"anthill-{config.name.value}-{each.name}": each.team for each in config.databricks.compute.policies
    }
    assert set(found) == set(teams)
    for name, rules in found.items():
        fixed = {key: rule["value"] for key, rule in rules.items() if rule["type"] == "fixed"}
        tags = {
            key.removeprefix("custom_tags."): value
            for key, value in fixed.items()
            if key.startswith("custom_tags.")
        }
        assert tags == {**tag_set(config), "team": teams[name]}
        assert fixed["spark_version"].startswith("auto:latest-lts")
        assert fixed["data_security_mode"] in {"SINGLE_USER", "USER_ISOLATION"}
        assert rules["aws_attributes.instance_profile_arn"]["type"] == "forbidden"
        assert rules["autoscale.max_workers"]["maxValue"] > 0
        assert rules["dbus_per_hour"]["maxValue"] > 0
        ends_by_itself = fixed["cluster_type"] == "job"
        assert ends_by_itself != ("autotermination_minutes" in rules)


@each_config
def test_a_policy_with_a_pool_leaves_machines_to_it(stacks: Stacks, config: EnvironmentConfig) -> None:
    found = definitions(of(stacks, config))
    pooled = {
        f"anthill-{config.name.value}-{each.name}" for each in config.databricks.compute.policies if each.pool
    }
    assert pooled
    for name, rules in found.items():
        choices = {
            key
            for key in rules
            if key.startswith(("node_type", "driver_node")) and rules[key]["type"] != "forbidden"
        }
        assert bool(choices) == (name not in pooled)
        assert ("aws_attributes.availability" in rules) == (name not in pooled)


@each_config
def test_every_permission_is_a_level_of_its_object(stacks: Stacks, config: EnvironmentConfig) -> None:
    levels = permission_levels()
    lists = of(stacks, config).resources("databricks_permissions")
    assert len(lists) >= 8
    for address, each in lists.items():
        (kind,) = [name for name in each if name in levels]
        for entry in each["access_control"]:
            assert entry["permission_level"] in levels[kind], address
            assert entry.get("group_name") not in {"admins", "users"}, address


@each_config
def test_a_connection_is_filled_by_an_operator_and_never_by_terraform(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    connections = template.resources("databricks_connection")
    assert connections
    for connection in connections.values():
        assert {connection["options"][key] for key in ("user", "password")} == {PLACEHOLDER}
        assert connection["options"]["host"].endswith(".invalid")
        assert connection["lifecycle"] == {"ignore_changes": ["options"]}
    foreign = [
        each for each in template.resources("databricks_catalog").values() if "connection_name" in each
    ]
    assert len(foreign) == len(connections)
    for catalog in foreign:
        assert catalog["isolation_mode"] == "ISOLATED"
        assert "storage_root" not in catalog


def secrets(value: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [
            found for key, below in value.items() if key != "//" for found in secrets(below, f"{path}.{key}")
        ]
    if isinstance(value, list):
        return [found for below in value for found in secrets(below, path)]
    return [(path, str(value))] if path.rsplit(".", 1)[-1] in SECRET_ARGUMENTS else []


@each_stack
def test_no_databricks_resource_holds_a_secret(stacks: Stacks, stack: str) -> None:
    resources = databricks_resources(stacks[stack])
    found = [
        (address, path)
        for address, each in resources.items()
        for path, value in secrets(each)
        if value != PLACEHOLDER
    ]
    assert found == []


def test_the_search_for_secrets_finds_one() -> None:
    assert secrets({"options": [{"password": "hunter2"}]}) == [(".options.password", "hunter2")]


@each_config
def test_secrets_of_teams_are_scopes_and_lists_without_values(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    assert template.resources("databricks_secret") == {}
    ranks = {each["permission"] for each in template.resources("databricks_secret_acl").values()}
    assert ranks == {"READ", "WRITE"}


@each_config
def test_a_model_belongs_to_whom_its_jobs_run_as(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = of(stacks, config)
    runner = template.json["output"]["run_as_service_principal"]["value"]
    models = template.resources("databricks_registered_model").values()
    assert {each["owner"] for each in models} == {runner}


@each_config
def test_an_experiment_has_an_absolute_path_and_an_endpoint_a_version(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    for experiment in template.resources("databricks_mlflow_experiment").values():
        assert experiment["name"].startswith("/Shared/")
    served = [model for model in config.databricks.consumption.models if model.serving]
    endpoints = template.resources("databricks_model_serving")
    assert len(endpoints) == len(served)
    for endpoint in endpoints.values():
        (entity,) = endpoint["config"]["served_entities"]
        assert entity["entity_version"] == "1"
        assert entity["entity_name"].startswith("${databricks_registered_model.")
        assert endpoint["budget_policy_id"] == str(config.databricks.handles.budget_policy_id)
        assert "served_models" not in endpoint["config"]


@each_config
def test_alerts_run_on_a_warehouse_and_tell_one_destination(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    destination = template.one("databricks_notification_destination")["config"]
    assert set(destination) == {"email"}
    alerts = template.resources("databricks_alert_v2")
    assert len(alerts) == 2
    for alert in alerts.values():
        assert alert["warehouse_id"].startswith("${databricks_sql_endpoint.")
        assert alert["schedule"]["pause_status"] == "UNPAUSED"
        assert alert["evaluation"]["notification"]["subscriptions"]
        workspace = config.databricks.registered_workspace
        assert (str(workspace.id) if workspace else "${databricks_mws_workspaces.") in alert["query_text"]


@each_stack
@pytest.mark.parametrize(
    ("type_", "argument"),
    [
        ("databricks_metastore_assignment", "default_catalog_name"),
        ("databricks_mws_credentials", "account_id"),
        ("databricks_mws_storage_configurations", "role_arn"),
        ("databricks_metastore", "storage_root"),
        ("databricks_metastore", "external_access_enabled"),
        ("databricks_account_network_policy", "ingress"),
        ("databricks_group", "workspace_access"),
        ("databricks_service_principal", "workspace_access"),
        ("databricks_storage_credential", "metastore_id"),
    ],
)
def test_arguments_that_are_old_or_too_new_are_not_used(
    stacks: Stacks, stack: str, type_: str, argument: str
) -> None:
    assert not [each for each in stacks[stack].resources(type_).values() if argument in each]


@each_stack
@pytest.mark.parametrize(
    "type_",
    [
        "compliance_security_profile_workspace_setting",
        "dashboard",
        "mws_ncc_private_endpoint_rule",
        "mws_permission_assignment",
        "repo",
        "cluster",
        "job",
        "pipeline",
        "sql_table",
        "quality_monitor",
        "user",
    ],
)
def test_types_that_are_permanent_broken_or_somebody_elses_are_not_used(
    stacks: Stacks, stack: str, type_: str
) -> None:
    assert f"databricks_{type_}" not in stacks[stack].json["resource"]
