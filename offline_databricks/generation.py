"""What Databricks would have answered: values for everything that a plan leaves unknown."""

from collections.abc import Mapping
from typing import Final, cast

from offline_databricks.choices import chosen_templates
from offline_databricks.identities import UC_MASTER_ROLE, templates
from offline_databricks.schema import Attribute, Body, Nested, Nesting
from offline_databricks.templates import Seed, filled
from offline_databricks.values import UNKNOWN, Object, Value

_TIME: Final = 1_735_689_600_000
"""The moment at which everything here is made, in milliseconds: the first of 2025."""
_TIME_TEXT: Final = "2025-01-01T00:00:00Z"

USER: Final = "offline@example.com"
"""Who makes everything here."""

_BY_NAME: Final[Mapping[str, str]] = {
    "account_id": "{account_id}",
    "catalog": "{catalog_name}",
    "created_by": "{user}",
    "creator": "{user}",
    "creator_name": "{user}",
    "creator_user_name": "{user}",
    "creator_username": "{user}",
    "effective_owner": "{user}",
    "enable_predictive_optimization": "INHERIT",
    "etag": "{hex32}",
    "id": "{uuid}",
    "isolation_mode": "ISOLATION_MODE_OPEN",
    "lifecycle_state": "ACTIVE",
    "metastore_id": "{metastore_id}",
    "owner": "{user}",
    "region": "{region}",
    "run_as_user_name": "{user}",
    "state": "ACTIVE",
    "status": "ACTIVE",
    "token_value": "dapi{hex32}",
    "unity_catalog_iam_arn": UC_MASTER_ROLE,
    "updated_by": "{user}",
}
_OF_ANOTHER: Final = frozenset(
    {
        "budget_policy_id",
        "cluster_id",
        "driver_instance_pool_id",
        "driver_node_type_id",
        "existing_pipeline_id",
        "network_connectivity_config_id",
        "node_type_id",
        "usage_policy_id",
        "workspace_id",
    }
)
"""Ids of other objects, which are absent where a configuration names none; a type's own id has a template."""
_TIMES: Final = ("_at", "_time", "_timestamp", "last_modified")
_PLAIN: Final[Mapping[str, Value]] = {"bool": False}


class Maker:
    """How the unknown parts of one object are filled in."""

    def __init__(self, type_name: str, surroundings: Mapping[str, str], seed: Seed) -> None:
        self._type = type_name
        self._templates: Mapping[str, str] = {}
        self._surroundings = surroundings
        self._seed = seed
        self._object: Object = {}
        self._body = Body({}, {})
        self._busy: set[str] = set()

    def complete(self, body: Body, planned: Object) -> Object:
        """Return the object with a value for all that was unknown."""
        self._object = dict(planned)
        self._body = body
        self._templates = {**templates(self._type), **chosen_templates(self._type, planned)}
        for name in self._object:
            self._resolve(name)
        return self._object

    def _resolve(self, name: str) -> Value:
        value = self._object.get(name)
        if name in self._body.attributes:
            if name in self._busy:
                return None  # a template that leads back to itself
            self._busy.add(name)
            value = self._attribute(self._body.attributes[name], value, name)
            self._busy.remove(name)
        elif name in self._body.blocks:
            value = self._below(self._body.blocks[name].body, value, name)
        self._object[name] = value
        return value

    def _attribute(self, attribute: Attribute, value: Value, path: str) -> Value:
        if value is UNKNOWN:
            return self._make(attribute, path)
        if attribute.nested is None or value is None:
            return value
        return self._below(Body(attribute.nested.attributes, {}), value, path)

    def _below(self, body: Body, value: Value, path: str) -> Value:
        if isinstance(value, list):
            members = cast("list[Value]", value)
            return [self._below(body, one, f"{path}.{index}") for index, one in enumerate(members)]
        if not isinstance(value, dict):
            return value
        made: Object = dict(cast("Object", value))
        for name, attribute in body.attributes.items():
            made[name] = self._attribute(attribute, made.get(name), f"{path}.{name}")
        for name, block in body.blocks.items():
            made[name] = self._below(block.body, made.get(name), f"{path}.{name}")
        return made

    def _make(self, attribute: Attribute, path: str) -> Value:
        if attribute.nested is not None:
            return self._make_nested(attribute.nested, path)
        if not isinstance(attribute.type, str):
            return {} if attribute.type[0] == "map" else []
        name = path.rpartition(".")[2]
        template = self._templates.get(path, _BY_NAME.get(name))
        timely = name.endswith(_TIMES)
        made = name.endswith("_id") and name not in _OF_ANOTHER
        if attribute.type == "number":
            own = self._templates.get(path, "{number}" if made else "0")
            return _TIME if timely else int(self._filled(own, path))
        if attribute.type == "string":
            if template is None and made:
                template = "{uuid}"
            return self._filled(template, path) if template is not None else _TIME_TEXT if timely else ""
        return _PLAIN[attribute.type]

    def _filled(self, template: str, path: str) -> str:
        return filled(template, lambda hole: self._hole(hole, path))

    def _make_nested(self, nested: Nested, path: str) -> Value:
        if path == "odbc_params":
            # Source: the page of databricks_sql_endpoint; others take the host of a warehouse from here.
            host, id_ = self._surroundings.get("hostname", ""), self._resolve("id")
            port = {"host": host, "hostname": host, "path": f"/sql/1.0/warehouses/{id_}", "protocol": "https"}
            known = {**dict.fromkeys(nested.attributes), **port, "port": 443}
            return [{name: known[name] for name in nested.attributes}]
        return None if nested.nesting is Nesting.SINGLE else []

    def _hole(self, hole: str, path: str) -> str:
        if hole != path and (hole in self._object):
            value = self._resolve(hole)
            if value is not None:
                return str(value)
        shape = self._seed.at(path).shape(hole)
        return self._surroundings.get(hole, "") if shape is None else shape
