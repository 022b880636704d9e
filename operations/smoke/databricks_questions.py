"""What is asked about each type of object of Databricks, with its SDK."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors.base import DatabricksError

Attributes = Mapping[str, Any]


def _experiment(workspace: WorkspaceClient, attributes: Attributes) -> str:
    experiment = workspace.experiments.get_experiment(attributes["experiment_id"]).experiment
    stage = experiment.lifecycle_stage if experiment else "missing"
    return "" if stage == "active" else f"is {stage}"


def _scope(workspace: WorkspaceClient, attributes: Attributes) -> str:
    names = {scope.name for scope in workspace.secrets.list_scopes()}
    return "" if attributes["name"] in names else f"there is no secret scope {attributes['name']}"


def _endpoint(workspace: WorkspaceClient, attributes: Attributes) -> str:
    state = workspace.serving_endpoints.get(attributes["name"]).state
    ready = state.ready.value if state and state.ready else "unknown"
    return "" if ready == "READY" else f"is {ready}"


def _warehouse(workspace: WorkspaceClient, attributes: Attributes) -> str:
    state = workspace.warehouses.get(attributes["id"]).state
    # One that sleeps starts with the first query.
    return f"is {state.value}" if state and state.value in {"DELETED", "DELETING"} else ""


def _there(
    call: Callable[[WorkspaceClient, Attributes], object],
) -> Callable[[WorkspaceClient, Attributes], str]:
    """Return a question that is answered by finding the object: the SDK raises NotFound otherwise."""

    def asked(workspace: WorkspaceClient, attributes: Attributes) -> str:
        call(workspace, attributes)
        return ""

    return asked


SDK_QUESTIONS: Final[Mapping[str, Callable[[WorkspaceClient, Attributes], str]]] = {
    "databricks_alert_v2": _there(lambda w, a: w.alerts_v2.get_alert(a["id"])),
    "databricks_catalog": _there(lambda w, a: w.catalogs.get(a["name"])),
    "databricks_cluster_policy": _there(lambda w, a: w.cluster_policies.get(a["id"])),
    "databricks_connection": _there(lambda w, a: w.connections.get(a["name"])),
    "databricks_credential": _there(lambda w, a: w.credentials.get_credential(a["name"])),
    "databricks_external_location": _there(lambda w, a: w.external_locations.get(a["name"])),
    "databricks_instance_pool": _there(lambda w, a: w.instance_pools.get(a["id"])),
    "databricks_mlflow_experiment": _experiment,
    "databricks_model_serving": _endpoint,
    "databricks_mws_workspaces": _there(lambda w, _: w.current_user.me()),
    "databricks_notification_destination": _there(lambda w, a: w.notification_destinations.get(a["id"])),
    "databricks_registered_model": _there(lambda w, a: w.registered_models.get(a["id"])),
    "databricks_schema": _there(lambda w, a: w.schemas.get(a["id"])),
    "databricks_secret_scope": _scope,
    "databricks_sql_endpoint": _warehouse,
    "databricks_storage_credential": _there(lambda w, a: w.storage_credentials.get(a["name"])),
    "databricks_volume": _there(lambda w, a: w.volumes.read(a["id"])),
}
"""The question about each type of object that lives in a workspace or in Unity Catalog. Grants, bindings and settings
have none: `anthill drift` compares them."""


def ask_workspace(workspace: WorkspaceClient) -> Callable[[str, Attributes], str | None]:
    """Return what asks a workspace about an object: what is wrong, nothing if it works, None without a question."""

    def asked(type_: str, attributes: Attributes) -> str | None:
        question = SDK_QUESTIONS.get(type_)
        if question is None:
            return None
        try:
            return question(workspace, attributes)
        except (DatabricksError, OSError, ValueError) as error:
            return " ".join(str(error).split())[:300] or type(error).__name__

    return asked


def missing_jobs(workspace: WorkspaceClient, names: list[str]) -> dict[str, str]:
    """Return what is wrong with each job that the lakehouse's bundle made, by its name."""
    wrong: dict[str, str] = {}
    for name in names:
        try:
            found = any(job.settings and job.settings.name == name for job in workspace.jobs.list(name=name))
            wrong[name] = "" if found else "there is no job of this name"
        except (DatabricksError, OSError, ValueError) as error:
            wrong[name] = " ".join(str(error).split())[:300]
    return wrong
