"""Of what kind the objects of a type are."""

from typing import Final

from offline_databricks.identities import short

_SINGLETONS: Final = frozenset(
    {
        "access_control_rule_set",
        "account_setting_v2",
        "artifact_allowlist",
        "entitlements",
        "grant",
        "grants",
        "metastore_assignment",
        "mws_ncc_binding",
        "permissions",
        "sql_global_config",
        "workspace_conf",
        "workspace_network_option",
        "workspace_setting_v2",
    }
)
"""Types (and every `*_setting`) whose object always exists: a create only sets it."""

_UNITY_CATALOG: Final = frozenset(
    {
        "artifact_allowlist",
        "catalog",
        "catalog_workspace_binding",
        "connection",
        "credential",
        "entity_tag_assignment",
        "external_location",
        "grant",
        "grants",
        "metastore",
        "metastore_assignment",
        "metastore_data_access",
        "quality_monitor",
        "recipient",
        "registered_model",
        "schema",
        "share",
        "sql_table",
        "storage_credential",
        "system_schema",
        "tag_policy",
        "volume",
        "workspace_binding",
    }
)
"""Types whose objects belong to a metastore and not to the workspace through which they are made."""


def singleton(type_name: str) -> bool:
    """Return whether an object of the type always exists."""
    name = short(type_name)
    return name in _SINGLETONS or name.endswith("_setting")


def of_metastore(type_name: str) -> bool:
    """Return whether objects of the type belong to a metastore."""
    return short(type_name) in _UNITY_CATALOG
