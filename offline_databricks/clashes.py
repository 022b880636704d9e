"""What Databricks refuses because of objects that are already there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from offline_databricks.diagnostics import refuse
from offline_databricks.store import StoredObject
from offline_databricks.values import Object


@dataclass(frozen=True, slots=True)
class Unique:
    """The attributes of which no two objects of a type share the values, in one place."""

    attributes: tuple[str, ...]
    what: str
    source: str
    ignore_case: bool = False


UNIQUE: Final[Mapping[str, Unique]] = {
    "databricks_catalog": Unique(("name",), "Catalog", "UC API, CATALOG_ALREADY_EXISTS", ignore_case=True),
    "databricks_cluster_policy": Unique(("name",), "Cluster policy", "cluster policies API: name is unique"),
    "databricks_connection": Unique(
        ("name",), "Connection", "UC API, CONNECTION_ALREADY_EXISTS", ignore_case=True
    ),
    "databricks_credential": Unique(
        ("name",), "Credential", "UC API: unique among credentials", ignore_case=True
    ),
    "databricks_external_location": Unique(
        ("name",), "External location", "UC API, EXTERNAL_LOCATION_ALREADY_EXISTS", ignore_case=True
    ),
    "databricks_group": Unique(("display_name",), "Group", "SCIM API: 409 for a display name in use"),
    "databricks_metastore": Unique(("region",), "A metastore for region", "accounts API: one per region"),
    "databricks_mws_credentials": Unique(("credentials_name",), "Credentials", "accounts API: 409"),
    "databricks_mws_networks": Unique(("network_name",), "Network", "accounts API: 409"),
    "databricks_mws_private_access_settings": Unique(
        ("private_access_settings_name",), "Private access settings", "accounts API: 409"
    ),
    "databricks_mws_storage_configurations": Unique(
        ("storage_configuration_name",), "Storage configuration", "accounts API: 409"
    ),
    "databricks_mws_workspaces": Unique(("workspace_name",), "Workspace", "accounts API: 409"),
    "databricks_registered_model": Unique(
        ("catalog_name", "schema_name", "name"), "Model", "UC API: unique in the schema", ignore_case=True
    ),
    "databricks_schema": Unique(
        ("catalog_name", "name"), "Schema", "UC API, SCHEMA_ALREADY_EXISTS", ignore_case=True
    ),
    "databricks_secret_scope": Unique(("name",), "Scope", "secrets API, RESOURCE_ALREADY_EXISTS"),
    "databricks_share": Unique(("name",), "Share", "UC API, SHARE_ALREADY_EXISTS", ignore_case=True),
    "databricks_storage_credential": Unique(
        ("name",), "Storage Credential", "UC API, STORAGE_CREDENTIAL_ALREADY_EXISTS", ignore_case=True
    ),
    "databricks_user": Unique(
        ("user_name",), "User", "SCIM API: 409 for a user name in use", ignore_case=True
    ),
    "databricks_volume": Unique(
        ("catalog_name", "schema_name", "name"), "Volume", "UC API, VOLUME_ALREADY_EXISTS", ignore_case=True
    ),
}
"""By type. Names of warehouses, jobs, pipelines, dashboards and service principals are not unique."""

_LOG_DELIVERIES: Final = 2
"""Enabled configurations of one log type per account, or per workspace that they name.

Source: the page of databricks_mws_log_delivery.
"""


def check_clashes(made: StoredObject, present: Iterable[StoredObject]) -> None:
    """Raise RefusedError if an object may not exist beside those that are there."""
    others = [one for one in present if one.type == made.type and one.place == made.place]
    unique = UNIQUE.get(made.type)
    if unique is not None:
        values = [str(made.attributes.get(name)) for name in unique.attributes]
        mine = _values(made.attributes, unique)
        if any(_values(one.attributes, unique) == mine for one in others):
            raise refuse(
                f"{unique.what} '{'.'.join(values)}' already exists",
                f"The store of the offline stand-in has one. Databricks refuses a second ({unique.source}).",
                (unique.attributes[-1],),
            )
    special = _SPECIAL.get(made.type)
    if special is not None:
        special(made.attributes, [one.attributes for one in others])


def _values(attributes: Object, unique: Unique) -> tuple[str, ...]:
    values = (str(attributes.get(name)) for name in unique.attributes)
    return tuple(value.casefold() if unique.ignore_case else value for value in values)


def _overlap(mine: Object, others: Iterable[Object]) -> None:
    url = f"{str(mine.get('url')).rstrip('/')}/"
    for other in others:
        theirs = f"{str(other.get('url')).rstrip('/')}/"
        if url.startswith(theirs) or theirs.startswith(url):
            # Source: UC API, LOCATION_OVERLAP.
            raise refuse(
                f"Input path url '{mine.get('url')}' overlaps with other external tables or volumes",
                f"External location {other.get('name')!r} has {other.get('url')!r}: URLs of external locations "
                "may not lie in one another.",
                ("url",),
            )


def _too_many_deliveries(mine: Object, others: Iterable[Object]) -> None:
    def same(other: Object) -> bool:
        return all(mine.get(name) == other.get(name) for name in ("log_type", "workspace_ids_filter"))

    enabled = [other for other in others if same(other) and other.get("status") != "DISABLED"]
    if mine.get("status") != "DISABLED" and len(enabled) >= _LOG_DELIVERIES:
        raise refuse(
            f"Cannot have more than {_LOG_DELIVERIES} enabled log delivery configurations",
            f"{_LOG_DELIVERIES} configurations of log type {mine.get('log_type')} are enabled already.",
        )


_Special: TypeAlias = Callable[[Object, Iterable[Object]], None]
_SPECIAL: Final[Mapping[str, _Special]] = {
    "databricks_external_location": _overlap,
    "databricks_mws_log_delivery": _too_many_deliveries,
}
