"""What the attributes that only Databricks sets look like, by type.

A template names other attributes of the same object (`{name}`), what surrounds it (`{account_id}`, `{host}`,
`{metastore_id}`, `{user}`) or a shape that is made up: `{uuid}`, `{number}` (15 digits), `{hex16}`, `{hex32}`.
Source: the provider's Go sources (how each type packs its id) and the examples of its documentation pages.
"""

from collections.abc import Mapping
from typing import Final

UC_MASTER_ROLE: Final = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"
"""Source: the provider's `aws/constants.go`."""

_IDS: Final[Mapping[str, str]] = {
    "access_control_rule_set": "{name}",
    "artifact_allowlist": "{metastore_id}|{artifact_type}",
    "budget": "{account_id}|{budget_configuration_id}",
    "catalog": "{name}",
    "catalog_workspace_binding": "{workspace_id}|{securable_type}|{securable_name}",
    "cluster": "0101-000000-{hex8}",
    "cluster_policy": "{policy_id}",
    "connection": "{metastore_id}|{name}",
    "credential": "{name}",
    "dashboard": "{dashboard_id}",
    "directory": "{path}",
    "external_location": "{name}",
    "file": "{path}",
    "git_credential": "{number}",
    "group": "{number}",
    "group_instance_profile": "{group_id}|{instance_profile_id}",
    "group_member": "{group_id}|{member_id}",
    "group_role": "{group_id}|{role}",
    "instance_pool": "0101-000000-pool-{hex8}",
    "instance_profile": "{instance_profile_arn}",
    "ip_access_list": "{uuid}",
    "job": "{number}",
    "metastore": "{metastore_id}",
    "metastore_assignment": "{workspace_id}|{metastore_id}",
    "metastore_data_access": "{metastore_id}|{name}",
    "mlflow_experiment": "{experiment_id}",
    "mlflow_model": "{name}",
    "model_serving": "{name}",
    "mws_credentials": "{account_id}/{credentials_id}",
    "mws_customer_managed_keys": "{account_id}/{customer_managed_key_id}",
    "mws_log_delivery": "{account_id}|{config_id}",
    "mws_ncc_binding": "{workspace_id}/{network_connectivity_config_id}",
    "mws_ncc_private_endpoint_rule": "{network_connectivity_config_id}/{rule_id}",
    "mws_network_connectivity_config": "{account_id}/{network_connectivity_config_id}",
    "mws_networks": "{account_id}/{network_id}",
    "mws_permission_assignment": "{workspace_id}|{principal_id}",
    "mws_private_access_settings": "{account_id}/{private_access_settings_id}",
    "mws_storage_configurations": "{account_id}/{storage_configuration_id}",
    "mws_vpc_endpoint": "{account_id}/{vpc_endpoint_id}",
    "mws_workspaces": "{account_id}/{workspace_id}",
    "notebook": "{path}",
    "notification_destination": "{uuid}",
    "permission_assignment": "{principal_id}",
    "pipeline": "{uuid}",
    "provider": "{name}",
    "quality_monitor": "{table_name}",
    "recipient": "{name}",
    "registered_model": "{catalog_name}.{schema_name}.{name}",
    "repo": "{number}",
    "schema": "{catalog_name}.{name}",
    "secret": "{scope}|||{key}",
    "secret_acl": "{scope}|||{principal}",
    "secret_scope": "{name}",
    "service_principal": "{number}",
    "service_principal_role": "{service_principal_id}|{role}",
    "service_principal_secret": "{uuid}",
    "share": "{name}",
    "sql_endpoint": "{hex16}",
    "sql_global_config": "global",
    "sql_table": "{catalog_name}.{schema_name}.{name}",
    "storage_credential": "{name}",
    "system_schema": "{metastore_id}|{schema}",
    "token": "{token_id}",
    "user": "{number}",
    "user_role": "{user_id}|{role}",
    "vector_search_endpoint": "{name}",
    "volume": "{catalog_name}.{schema_name}.{name}",
    "workspace_binding": "{workspace_id}|{securable_type}|{securable_name}",
    "workspace_conf": "_",
    "workspace_file": "{path}",
}

_KEYS: Final[Mapping[str, str]] = {
    "account_federation_policy": "{policy_id}",
    "account_network_policy": "{network_policy_id}",
    "account_setting_v2": "{name}",
    "apps_settings_custom_template": "{name}",
    "budget_policy": "{policy_id}",
    "data_quality_monitor": "{object_type},{object_id}",
    "data_quality_refresh": "{object_type},{object_id},{refresh_id}",
    "database_database_catalog": "{name}",
    "database_instance": "{name}",
    "database_synced_database_table": "{name}",
    "entity_tag_assignment": "{entity_type},{entity_name},{tag_key}",
    "feature_engineering_feature": "{full_name}",
    "feature_engineering_kafka_config": "{name}",
    "feature_engineering_materialized_feature": "{materialized_feature_id}",
    "materialized_features_feature_tag": "{key}",
    "online_store": "{name}",
    "quality_monitor_v2": "{object_type},{object_id}",
    "service_principal_federation_policy": "{service_principal_id},{policy_id}",
    "tag_policy": "{tag_key}",
    "workspace_entity_tag_assignment": "{entity_type},{entity_id},{tag_key}",
    "workspace_network_option": "{workspace_id}",
    "workspace_setting_v2": "{name}",
}
"""What names an object of a type that has no `id`, in the order of its import."""

_OTHERS: Final[Mapping[str, Mapping[str, str]]] = {
    "catalog": {
        "isolation_mode": "OPEN",
        "full_name": "{name}",
        "securable_type": "CATALOG",
        "catalog_type": "MANAGED_CATALOG",
    },
    "cluster": {"cluster_id": "{id}", "url": "{host}/#setting/clusters/{id}/configuration"},
    "cluster_policy": {"policy_id": "{hex16}"},
    "connection": {"full_name": "{name}", "securable_type": "CONNECTION", "url": ""},
    "credential": {"full_name": "{name}"},
    "dashboard": {
        "dashboard_id": "{hex32}",
        "lifecycle_state": "ACTIVE",
        "path": "{parent_path}/{display_name}",
    },
    "directory": {"workspace_path": "/Workspace{path}"},
    "group": {"acl_principal_id": "groups/{display_name}"},
    "instance_pool": {"instance_pool_id": "{id}"},
    "job": {"url": "{host}/#job/{id}", "format": "MULTI_TASK"},
    "metastore": {
        "metastore_id": "{uuid}",
        "cloud": "aws",
        "global_metastore_id": "aws:{region}:{metastore_id}",
    },
    "mlflow_experiment": {"experiment_id": "{number}", "lifecycle_stage": "active"},
    "model_serving": {"serving_endpoint_id": "{hex32}", "endpoint_url": "{host}/serving-endpoints/{name}"},
    "mws_credentials": {"external_id": "{account_id}"},
    "mws_log_delivery": {"status": "ENABLED"},
    "mws_ncc_private_endpoint_rule": {"connection_state": "PENDING"},
    "mws_network_connectivity_config": {"network_connectivity_config_id": "{uuid}"},
    "mws_networks": {"vpc_status": "UNATTACHED"},
    "mws_vpc_endpoint": {
        "state": "available",
        "use_case": "WORKSPACE_ACCESS",
        "aws_account_id": "414351767826",
    },
    "mws_workspaces": {
        "cloud": "aws",
        "effective_compute_mode": "HYBRID",
        "pricing_tier": "ENTERPRISE",
        "workspace_id": "{number}",
        "workspace_status": "RUNNING",
        "workspace_status_message": "Workspace is running.",
        "workspace_url": "https://dbc-{hex8}-{hex4}.cloud.databricks.com",
    },
    "notebook": {
        "workspace_path": "/Workspace{path}",
        "object_type": "NOTEBOOK",
        "url": "{host}/#workspace{path}",
    },
    "pipeline": {"url": "{host}/#joblist/pipelines/{id}", "state": "IDLE", "health": "HEALTHY"},
    "registered_model": {"full_name": "{catalog_name}.{schema_name}.{name}"},
    "repo": {"path": "/Repos/{user}/{hex8}", "git_provider": "gitHub", "branch": "main"},
    "schema": {"schema_id": "{uuid}"},
    "secret": {"config_reference": "{{{{secrets/{scope}/{key}}}}}"},
    "secret_scope": {"backend_type": "DATABRICKS"},
    "service_principal": {
        "acl_principal_id": "servicePrincipals/{application_id}",
        "home": "/Users/{application_id}",
        "repos": "/Repos/{application_id}",
    },
    "service_principal_federation_policy": {
        "uid": "{uuid}",
        "name": "accounts/{account_id}/servicePrincipals/{service_principal_id}/federationPolicies/{policy_id}",
    },
    "service_principal_secret": {"secret": "dose{hex32}", "secret_hash": "{hex32}"},
    "sql_endpoint": {
        "jdbc_url": "jdbc:spark://{hostname}:443/default;transportMode=http;ssl=1;AuthMech=3;"
        "httpPath=/sql/1.0/warehouses/{id};",
        "state": "RUNNING",
    },
    "storage_credential": {"storage_credential_id": "{uuid}"},
    "system_schema": {"full_name": "system.{schema}", "state": "ENABLE_COMPLETED"},
    "token": {"token_id": "{hex32}", "token_value": "dapi{hex32}"},
    "user": {
        "acl_principal_id": "users/{user_name}",
        "display_name": "{user_name}",
        "home": "/Users/{user_name}",
        "repos": "/Repos/{user_name}",
    },
    "volume": {"volume_path": "/Volumes/{catalog_name}/{schema_name}/{name}"},
    "workspace_binding": {"securable_name": "{catalog_name}"},
    "workspace_file": {"workspace_path": "/Workspace{path}", "url": "{host}/#workspace{path}"},
}


def short(type_name: str) -> str:
    """Return a type without the name of the provider."""
    return type_name.removeprefix("databricks_")


def templates(type_name: str) -> Mapping[str, str]:
    """Return the templates of a type's attributes, by the attribute."""
    name = short(type_name)
    found = dict(_OTHERS.get(name, {}))
    if name in _IDS:
        found["id"] = _IDS[name]
    elif name.endswith("_setting"):
        found |= {"id": "global", "setting_name": "default"}
    return found


def key_template(type_name: str) -> str:
    """Return the template of what names an object in the store: most types have an `id`."""
    return _KEYS.get(short(type_name), "{id}")
