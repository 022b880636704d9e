"""Ids that depend on which of several arguments names the object."""

from collections.abc import Mapping
from typing import Final

from offline_databricks.values import Object
from provider_facts.databricks import rules

_PERMISSIONS: Final[Mapping[str, str]] = {
    "alert_v2_id": "alertsv2",
    "app_name": "apps",
    "authorization": "authorization",
    "cluster_id": "clusters",
    "cluster_policy_id": "cluster-policies",
    "dashboard_id": "dashboards",
    "database_instance_name": "database-instances",
    "directory_id": "directories",
    "directory_path": "directories",
    "experiment_id": "experiments",
    "instance_pool_id": "instance-pools",
    "job_id": "jobs",
    "notebook_id": "notebooks",
    "notebook_path": "notebooks",
    "pipeline_id": "pipelines",
    "registered_model_id": "registered-models",
    "repo_id": "repos",
    "repo_path": "repos",
    "serving_endpoint_id": "serving-endpoints",
    "sql_alert_id": "sql/alerts",
    "sql_dashboard_id": "dbsql-dashboards",
    "sql_endpoint_id": "sql/warehouses",
    "sql_query_id": "sql/queries",
    "vector_search_endpoint_id": "vector-search-endpoints",
    "workspace_file_id": "files",
    "workspace_file_path": "files",
}
"""Source: permissions/permission_definitions.go, `requestObjectType`. A path stands for the number it has there."""

_ENTITLEMENTS: Final[Mapping[str, str]] = {
    "group_id": "group/{group_id}",
    "service_principal_id": "spn/{service_principal_id}",
    "user_id": "user/{user_id}",
}
"""Source: scim/resource_entitlement.go."""


def chosen_templates(type_name: str, planned: Object) -> Mapping[str, str]:
    """Return the templates that follow from the argument that is set; none for most types."""
    choices = _choices(type_name)
    name = next((name for name in choices if planned.get(name) is not None), None)
    if name is None:
        return {}
    if type_name == "databricks_permissions":
        return {"id": choices[name], "object_type": _PERMISSIONS[name].rstrip("s")}
    return {"id": choices[name]}


def _choices(type_name: str) -> Mapping[str, str]:
    if type_name == "databricks_permissions":
        return {name: f"/{kind}/{{{name}}}" for name, kind in _PERMISSIONS.items()}
    if type_name == "databricks_entitlements":
        return _ENTITLEMENTS
    if type_name == "databricks_grants":
        return {name: f"{name}/{{{name}}}" for name in rules(type_name).at_least_one_of[0]}
    if type_name == "databricks_grant":
        return {name: f"{name}/{{{name}}}/{{principal}}" for name in rules(type_name).exactly_one_of[0]}
    return {}
