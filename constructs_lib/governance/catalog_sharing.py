"""Other workspaces that may read a catalogue."""

from collections.abc import Mapping

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.workspace_binding import WorkspaceBinding
from constructs import Construct

from constructs_lib.governance.medallion_catalog import MedallionCatalog

READ_ONLY = "BINDING_TYPE_READ_ONLY"


class CatalogSharing(Construct):
    """The workspaces, by label and number, that a catalogue is bound to beside its own, read only.

    Its own workspace is bound by isolation itself and must not be named: destroying that binding first would
    leave a catalogue that nobody reaches (databricks/terraform-provider-databricks#5300). What people may read
    there is still a matter of privileges.

    `readers` are the numbers of the workspaces by label.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        catalog: MedallionCatalog,
        readers: Mapping[str, int],
        workspace: TerraformProvider,
    ) -> None:
        super().__init__(scope, id_)
        for label, workspace_id in readers.items():
            WorkspaceBinding(
                self,
                label,
                provider=workspace,
                securable_type="catalog",
                securable_name=catalog.name,
                workspace_id=workspace_id,
                binding_type=READ_ONLY,
            )
