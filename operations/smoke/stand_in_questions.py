"""Asks what stands in for Databricks on this machine, without its SDK, which takes seconds to load."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from offline_databricks.store import Store

OFFLINE_IDS: Final[Mapping[str, str]] = {
    "databricks_account_network_policy": "{network_policy_id}",
    "databricks_entity_tag_assignment": "{entity_type},{entity_name},{tag_key}",
    "databricks_tag_policy": "{tag_key}",
    "databricks_workspace_network_option": "{workspace_id}",
}
"""How the stand-in names objects whose id in the state is another, or none."""


def ask_stand_in(store: Store) -> Callable[[str, Mapping[str, Any]], str | None]:
    """Return what asks the stand-in of Databricks, which holds every object that it was given."""
    present = {(held.type, held.id) for held in store.objects()}

    def asked(type_: str, attributes: Mapping[str, Any]) -> str | None:
        id_ = OFFLINE_IDS.get(type_, "{id}").format_map(attributes)
        return "" if (type_, id_) in present else f"there is no {type_} {id_}"

    return asked
