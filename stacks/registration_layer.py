"""What only an administrator of the Databricks account may make for an environment."""

from dataclasses import dataclass

from cdktf import ITerraformDependable, TerraformProvider, TerraformStack
from constructs import Construct

from configuration.databricks.groups import Group, Robot
from configuration.databricks.workspace import EgressMode
from configuration.model import EnvironmentConfig
from configuration.tags import tag_set
from constructs_lib.governance.system_tables import SystemTableReaders
from constructs_lib.workspace.administrator_limits import AdministratorLimits
from constructs_lib.workspace.databricks_workspace import DatabricksWorkspace
from constructs_lib.workspace.serverless_network import Egress
from constructs_lib.workspace.workspace_deployer import WorkspaceDeployer
from constructs_lib.workspace.workspace_parts import WorkspaceParts
from constructs_lib.workspace.workspace_registration import WorkspaceRegistration
from stacks.databricks_providers import account_provider, workspace_provider
from stacks.principals import principals


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationLayer:
    """A workspace that was just registered; `ready` is what its first objects depend on."""

    workspace: DatabricksWorkspace
    provider: TerraformProvider
    ready: list[ITerraformDependable]


def build_registration(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    parts: WorkspaceParts,
) -> RegistrationLayer:
    """Build the registration of an environment: its workspace, and what its deployments may do in the account.

    In whichever stack it stands, its resources have the same addresses: a part of a path that is called `Default`
    is in no logical id (cdktf, `lib/private/unique.ts`).
    """
    databricks = config.databricks
    metastore_id = str(databricks.handles.metastore_id)
    egress = databricks.workspace.egress
    account = account_provider(stack, account_id=str(databricks.account_id), offline=config.is_offline)
    scope = Construct(stack, "Default")
    registration = WorkspaceRegistration(
        scope,
        "databricks",
        parts=parts,
        egress=Egress(
            restricted=egress.mode is EgressMode.RESTRICTED,
            domains=egress.allowed_domains,
            enforced=egress.enforced,
        ),
        metastore_id=metastore_id,
        tags=tag_set(config),
        account=account,
        settle_seconds=databricks.workspace.settle_seconds,
    )
    workspace = registration.workspace
    provider = workspace_provider(stack, url=workspace.url, offline=config.is_offline)
    deployer = WorkspaceDeployer(
        registration,
        "deployer",
        deployer=databricks.handles.principals.of(Robot.DEPLOY),
        metastore_id=metastore_id,
        workspace=provider,
        ready=workspace.ready,
    )
    AdministratorLimits(registration, "settings", workspace=provider, ready=workspace.ready)
    if databricks.governs_metastore:
        SystemTableReaders(
            Construct(scope, "governance"),
            "system_tables",
            readers=principals(config, (Group.PLATFORM_ADMINS, Group.AUDITORS)),
            workspace=provider,
            after=workspace.ready,
        )
    return RegistrationLayer(
        workspace=workspace, provider=provider, ready=[*workspace.ready, deployer.creator]
    )
