"""The client with which a workspace is asked."""

from databricks.sdk import WorkspaceClient

from configuration.model import EnvironmentConfig
from operations.common.databricks_sign_in import workspace_url
from operations.common.errors import InputError


def workspace_client(config: EnvironmentConfig) -> WorkspaceClient:
    """Return the SDK's client of an environment's workspace, signed in as Terraform is: by the variables in force.

    The address is that of the configuration, which the provider has too: a variable may be of another workspace.
    Raises InputError before the workspace is registered, and where nobody is signed in.
    """
    host = workspace_url(config)
    if host is None:
        raise InputError(
            f"{config.name.value} has no workspace in its configuration: copy the outputs of its registration to "
            "databricks.registration.workspace"
        )
    try:
        return WorkspaceClient(host=host)
    except ValueError as error:
        said = " ".join(str(error).split())
        raise InputError(
            f"nobody is signed in at {host}: {said}; run `databricks auth login --host {host}`"
        ) from error
