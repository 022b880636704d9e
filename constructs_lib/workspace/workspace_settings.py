"""The settings of a workspace, after Databricks' security reference architecture."""

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.automatic_cluster_update_workspace_setting import (
    AutomaticClusterUpdateWorkspaceSetting,
)
from cdktf_cdktf_provider_databricks.automatic_cluster_update_workspace_setting import (
    AutomaticClusterUpdateWorkspaceSettingAutomaticClusterUpdateWorkspace as ClusterUpdate,
)
from cdktf_cdktf_provider_databricks.default_namespace_setting import (
    DefaultNamespaceSetting,
    DefaultNamespaceSettingNamespace,
)
from cdktf_cdktf_provider_databricks.disable_legacy_access_setting import (
    DisableLegacyAccessSetting,
    DisableLegacyAccessSettingDisableLegacyAccess,
)
from cdktf_cdktf_provider_databricks.disable_legacy_dbfs_setting import (
    DisableLegacyDbfsSetting,
    DisableLegacyDbfsSettingDisableLegacyDbfs,
)
from cdktf_cdktf_provider_databricks.enhanced_security_monitoring_workspace_setting import (
    EnhancedSecurityMonitoringWorkspaceSetting,
)
from cdktf_cdktf_provider_databricks.enhanced_security_monitoring_workspace_setting import (
    EnhancedSecurityMonitoringWorkspaceSettingEnhancedSecurityMonitoringWorkspace as SecurityMonitoring,
)
from cdktf_cdktf_provider_databricks.ip_access_list import IpAccessList
from cdktf_cdktf_provider_databricks.workspace_conf import WorkspaceConf
from constructs import Construct


class WorkspaceSettings(Construct):
    """What is on and off in a workspace.

    Always: no DBFS, no Hive metastore, no legacy runtimes, no DBFS browser, no download of results to the
    clipboard of notebooks, tokens that end, verbose audit logs. What administrators may not do is registered with
    the workspace (`AdministratorLimits`). With `allowed_cidrs`, sign-in from these addresses alone.
    `automatic_cluster_update` and `enhanced_security_monitoring` are parts of a paid add-on.

    `default_catalog` is the one that a name without catalogue means. `token_lifetime_days` is how long a
    token holds, at most.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        default_catalog: str,
        allowed_cidrs: Sequence[str],
        token_lifetime_days: int,
        automatic_cluster_update: bool,
        enhanced_security_monitoring: bool,
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        switches = {
            "enableDbfsFileBrowser": False,
            "enableExportNotebook": False,
            "enableIpAccessLists": bool(allowed_cidrs),
            "enableNotebookTableClipboard": False,
            "enableResultsDownloading": False,
            "enableVerboseAuditLogs": True,
            "enableWebTerminal": False,
        }
        conf = WorkspaceConf(
            self,
            "conf",
            provider=workspace,
            custom_config={
                **{name: str(on).lower() for name, on in switches.items()},
                "maxTokenLifetimeDays": str(token_lifetime_days),
            },
            depends_on=ready,
        )
        if allowed_cidrs:
            # Refused until the lists are switched on.
            IpAccessList(
                self,
                "allowed_addresses",
                provider=workspace,
                label="people and pipelines",
                list_type="ALLOW",
                ip_addresses=list(allowed_cidrs),
                depends_on=[conf],
            )
        # Without the add-on both are refused, even switched off; destroyed they are off again.
        if enhanced_security_monitoring:
            EnhancedSecurityMonitoringWorkspaceSetting(
                self,
                "security_monitoring",
                provider=workspace,
                enhanced_security_monitoring_workspace=SecurityMonitoring(is_enabled=True),
                depends_on=ready,
            )
        if automatic_cluster_update:
            AutomaticClusterUpdateWorkspaceSetting(
                self,
                "cluster_update",
                provider=workspace,
                automatic_cluster_update_workspace=ClusterUpdate(enabled=True),
                depends_on=ready,
            )
        namespace = DefaultNamespaceSetting(
            self,
            "default_catalog",
            provider=workspace,
            namespace=DefaultNamespaceSettingNamespace(value=default_catalog),
            depends_on=ready,
        )
        # Names without a catalogue would mean the Hive metastore until the default is another.
        DisableLegacyAccessSetting(
            self,
            "no_hive_metastore",
            provider=workspace,
            disable_legacy_access=DisableLegacyAccessSettingDisableLegacyAccess(value=True),
            depends_on=[namespace],
        )
        DisableLegacyDbfsSetting(
            self,
            "no_dbfs",
            provider=workspace,
            disable_legacy_dbfs=DisableLegacyDbfsSettingDisableLegacyDbfs(value=True),
            depends_on=ready,
        )
