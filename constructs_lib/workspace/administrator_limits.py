"""What administrators of a workspace may not do."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.restrict_workspace_admins_setting import (
    RestrictWorkspaceAdminsSetting,
    RestrictWorkspaceAdminsSettingRestrictWorkspaceAdmins,
)
from constructs import Construct

ADMINISTRATORS_RESTRICTED: Final = "RESTRICT_TOKENS_AND_JOB_RUN_AS"


class AdministratorLimits(Construct):
    """That administrators of a workspace make no tokens and set no run-as for others.

    Only an administrator of the account who is in the workspace may set it, so it is registered with the workspace
    (Databricks documentation, "Restrict workspace admins").
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        RestrictWorkspaceAdminsSetting(
            self,
            "administrators",
            provider=workspace,
            restrict_workspace_admins=RestrictWorkspaceAdminsSettingRestrictWorkspaceAdmins(
                status=ADMINISTRATORS_RESTRICTED
            ),
            depends_on=ready,
        )
