"""A workspace and all that the Databricks account knows of it."""

from collections.abc import Mapping

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.mws_credentials import MwsCredentials
from cdktf_cdktf_provider_databricks.mws_storage_configurations import MwsStorageConfigurations
from constructs import Construct

from constructs_lib.place import Place
from constructs_lib.workspace.databricks_workspace import DatabricksWorkspace
from constructs_lib.workspace.registered_network import RegisteredNetwork
from constructs_lib.workspace.registered_private_link import RegisteredPrivateLink
from constructs_lib.workspace.serverless_network import Egress, ServerlessNetwork
from constructs_lib.workspace.workspace_parts import WorkspaceParts


class WorkspaceRegistration(Construct):
    """Everything of a workspace that only an administrator of the Databricks account may make.

    Its network, role, bucket and keys as the account knows them, the workspace, and what its serverless compute
    reaches. All objects are the account's: who makes them administers every workspace of it, so no
    pipeline of an environment does.

    `metastore_id` is that of the region's metastore.

    Attributes:
        workspace: The workspace.
        serverless: The network of its serverless compute.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        parts: WorkspaceParts,
        egress: Egress,
        metastore_id: str,
        tags: Mapping[str, str],
        account: TerraformProvider,
        settle_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        private_link = (
            RegisteredPrivateLink(
                self,
                "private_link",
                endpoints=parts.endpoints,
                account=account,
            )
            if parts.endpoints
            else None
        )
        self.workspace = DatabricksWorkspace(
            self,
            "workspace",
            credentials=MwsCredentials(
                Construct(self, "compute"),
                "credentials",
                provider=account,
                credentials_name=place.name_prefix,
                role_arn=parts.compute_role_arn,
                depends_on=list(parts.role_settled) or None,
            ),
            storage=MwsStorageConfigurations(
                Construct(self, "root"),
                "configuration",
                provider=account,
                account_id=place.databricks_account_id,
                storage_configuration_name=place.name_prefix,
                bucket_name=parts.root_bucket,
                lifecycle=place.protection.lifecycle,
                depends_on=list(parts.bucket_settled) or None,
            ),
            network=RegisteredNetwork(
                self,
                "network",
                parts=parts,
                private_link=private_link,
                account=account,
            ),
            private_link=private_link,
            managed_services_key=parts.managed_services_key,
            storage_key=parts.storage_key,
            metastore_id=metastore_id,
            tags=tags,
            account=account,
            settle_seconds=settle_seconds,
        )
        self.serverless = ServerlessNetwork(
            self,
            "serverless",
            workspace=self.workspace,
            egress=egress,
            account=account,
        )
