"""Who deploys to a workspace: its administrator, and nobody in the account."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.grant import Grant
from cdktf_cdktf_provider_databricks.permission_assignment import PermissionAssignment
from constructs import Construct

CREATES: Final = (
    "CREATE_CATALOG",
    "CREATE_CONNECTION",
    "CREATE_EXTERNAL_LOCATION",
    "CREATE_SERVICE_CREDENTIAL",
    "CREATE_STORAGE_CREDENTIAL",
)
"""What a metastore lets a deployment make; it owns what it made, and nothing of others.

Source: Databricks documentation, "Unity Catalog privileges and securable objects", metastore."""


class WorkspaceDeployer(Construct):
    """The rights of the service principal that deploys to a workspace.

    It administers this workspace, and in the metastore, which all workspaces of a region share, it makes objects of
    its own: without the ownership of the metastore, what other environments own is closed to it.

    `deployer` is its application id. `metastore_id` is that of the workspace's metastore.

    Attributes:
        creator: The grant on the metastore; what is made in it depends on it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployer: str,
        metastore_id: str,
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        administrator = PermissionAssignment(
            self,
            "administrator",
            provider=workspace,
            service_principal_name=deployer,
            permissions=["ADMIN"],
            depends_on=ready,
        )
        self.creator = Grant(
            self,
            "creator",
            provider=workspace,
            metastore=metastore_id,
            principal=deployer,
            privileges=list(CREATES),
            depends_on=[administrator],
        )
