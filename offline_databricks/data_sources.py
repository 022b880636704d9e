"""The data sources that the store can answer; all others are refused, as an answer made up would be wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from offline_databricks.configuration import Configuration
from offline_databricks.diagnostics import RefusedError, refuse
from offline_databricks.generation import USER
from offline_databricks.lifecycle import conform
from offline_databricks.schema import Body
from offline_databricks.store import Store, StoredObject
from offline_databricks.surroundings import surroundings
from offline_databricks.templates import Seed
from offline_databricks.values import Object, Value


@dataclass(frozen=True, slots=True)
class Lookup:
    """A data source that finds one object by any of some arguments.

    `inside` is the attribute of the data source that holds the object's attributes; empty where they are its own.
    """

    resource: str
    by: tuple[str, ...]
    inside: str = ""


LOOKUPS: Final[Mapping[str, Lookup]] = {
    "databricks_catalog": Lookup("databricks_catalog", ("name",), "catalog_info"),
    "databricks_cluster_policy": Lookup("databricks_cluster_policy", ("id", "name")),
    "databricks_external_location": Lookup(
        "databricks_external_location", ("name",), "external_location_info"
    ),
    "databricks_group": Lookup("databricks_group", ("display_name",)),
    "databricks_metastore": Lookup(
        "databricks_metastore", ("metastore_id", "name", "region"), "metastore_info"
    ),
    "databricks_schema": Lookup("databricks_schema", ("name",), "schema_info"),
    "databricks_service_principal": Lookup(
        "databricks_service_principal", ("application_id", "display_name", "scim_id")
    ),
    "databricks_sql_warehouse": Lookup("databricks_sql_endpoint", ("id", "name")),
    "databricks_storage_credential": Lookup(
        "databricks_storage_credential", ("name",), "storage_credential_info"
    ),
    "databricks_volume": Lookup("databricks_volume", ("name",), "volume_info"),
}

_FULL_NAMES: Final = frozenset({"databricks_schema", "databricks_volume"})
"""Data sources whose `name` is the full name, which is the object's id."""

_PURE: Final = "databricks_aws_"


class DataSources:
    """What one configuration answers."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration

    def read(self, type_name: str, body: Body, config: Object) -> Object:
        """Return the state of a data source; raise RefusedError if the store cannot answer or has no such object."""
        if type_name in LOOKUPS:
            answer = self._looked_up(LOOKUPS[type_name], type_name, config)
        elif type_name in _OTHERS:
            answer = _OTHERS[type_name](self._present(type_name), self._configuration)
        else:
            raise _not_offered(type_name)
        given = {name: value for name, value in config.items() if value is not None and value != []}
        return conform(body, answer | given)

    def _present(self, type_name: str) -> list[StoredObject]:
        if self._configuration.store is None:
            raise _not_offered(type_name)
        return Store(self._configuration.store).objects()

    def _looked_up(self, lookup: Lookup, type_name: str, config: Object) -> Object:
        asked = {name: config[name] for name in lookup.by if config.get(name) is not None}
        found = [
            one
            for one in self._present(type_name)
            if one.type == lookup.resource
            and all(_has(one, name, value, type_name) for name, value in asked.items())
        ]
        shown = ", ".join(f"{name} {value!r}" for name, value in asked.items()) or "no argument"
        if len(found) != 1 or not asked:
            raise refuse(
                f"cannot find one {lookup.resource} by {shown}",
                f"The store of the offline stand-in has {len(found)}.",
            )
        one = found[0]
        attributes = one.attributes | {"id": one.id}
        return attributes | {lookup.inside: attributes} if lookup.inside else attributes


def _has(one: StoredObject, name: str, value: Value, type_name: str) -> bool:
    if name in {"id", "scim_id"} or (name == "name" and type_name in _FULL_NAMES):
        return one.id == value
    return one.attributes.get(name) == value


def _not_offered(type_name: str) -> RefusedError:
    pure = type_name.startswith(_PURE)
    return refuse(
        f"{type_name} is not offered offline",
        "It is a pure function of its arguments: write the document in Python instead."
        if pure
        else "The store of the offline stand-in cannot answer it, and an answer made up could be wrong.",
    )


_Answer: TypeAlias = Callable[[list[StoredObject], Configuration], Object]


def _metastores(present: list[StoredObject], _configuration: Configuration) -> Object:
    ids = {str(one.attributes.get("name")): one.id for one in present if one.type == "databricks_metastore"}
    return {"id": "metastores", "ids": ids}


def _current_metastore(present: list[StoredObject], configuration: Configuration) -> Object:
    id_ = surroundings(configuration, present)["metastore_id"]
    found = [one for one in present if one.type == "databricks_metastore" and one.id == id_]
    if not found:
        raise refuse("no metastore assigned for the current workspace", "The store has no single metastore.")
    return {"id": id_, "metastore_info": found[0].attributes}


def _current_user(_present: list[StoredObject], configuration: Configuration) -> Object:
    around = surroundings(configuration, ())
    return {
        "id": str(Seed(USER).shape("number")),
        "user_name": USER,
        "external_id": "",
        "alphanumeric": "offline",
        "acl_principal_id": f"users/{USER}",
        "home": f"/Users/{USER}",
        "repos": f"/Repos/{USER}",
        "workspace_url": around["host"],
    }


def _current_config(_present: list[StoredObject], configuration: Configuration) -> Object:
    around = surroundings(configuration, ())
    level = configuration.level
    return {
        "id": "current_config",
        "is_account": level is not None and level.value == "account",
        "account_id": around["account_id"],
        "host": around["host"],
        "cloud_type": "aws",
        "auth_type": "offline",
    }


_OTHERS: Final[Mapping[str, _Answer]] = {
    "databricks_current_config": _current_config,
    "databricks_current_metastore": _current_metastore,
    "databricks_current_user": _current_user,
    "databricks_metastores": _metastores,
}
