"""What an object takes from around it: the account, the workspace, the metastore; and which object a state means."""

from collections.abc import Iterable, Mapping

from offline_databricks.configuration import Configuration, hostname, known_text
from offline_databricks.generation import USER
from offline_databricks.identities import key_template
from offline_databricks.kinds import of_metastore
from offline_databricks.store import StoredObject
from offline_databricks.templates import filled
from offline_databricks.values import Object

_NAMES = ("workspace_name", "display_name", "name", "user_name", "policy_name", "path", "key", "tag_key")


def surroundings(configuration: Configuration, present: Iterable[StoredObject]) -> Mapping[str, str]:
    """Return what templates may take from around an object."""
    host = known_text(configuration.host)
    found = {
        "account_id": known_text(configuration.account_id),
        "host": f"https://{hostname(host)}" if host else "",
        "hostname": hostname(host),
        "user": USER,
        "metastore_id": "",
        "region": "",
    }
    assigned: dict[str, str] = {}
    metastores: dict[str, Object] = {}
    workspace: Object = {}
    for one in present:
        if one.type == "databricks_metastore":
            metastores[one.id] = one.attributes
        elif one.type == "databricks_metastore_assignment":
            assigned[str(one.attributes.get("workspace_id"))] = str(one.attributes.get("metastore_id"))
        elif one.type == "databricks_mws_workspaces" and one.attributes.get("workspace_url") == found["host"]:
            workspace = one.attributes
    # Without an assignment, the only metastore there is: a test need not declare the whole account.
    only = next(iter(metastores)) if len(metastores) == 1 else ""
    found["metastore_id"] = assigned.get(str(workspace.get("workspace_id")), only)
    region = workspace.get("aws_region") or metastores.get(found["metastore_id"], {}).get("region")
    return found | {"region": str(region or "")}


def object_key(type_name: str, state: Object) -> str:
    """Return what names the object of a state in the store."""
    return filled(key_template(type_name), lambda name: "" if state.get(name) is None else str(state[name]))


def object_place(configuration: Configuration, type_name: str) -> str:
    """Return where the object of a type lives, by the provider it has."""
    return configuration.place(type_name, of_metastore=of_metastore(type_name))


def identity(type_name: str, planned: Object) -> str:
    """Return what identifies an object among others of its type before it has an id."""
    names = [str(planned[name]) for name in _NAMES if isinstance(planned.get(name), str)]
    return f"{type_name}/{'/'.join(names)}"
