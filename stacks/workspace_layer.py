"""The Databricks workspace of an environment, up to the point where it can be worked in."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable, TerraformProvider, TerraformStack
from constructs import Construct

from configuration.databricks.groups import PIPELINE, Group, Robot
from configuration.databricks.registration import WorkspaceHandle
from configuration.model import EnvironmentConfig
from configuration.names import Names
from constructs_lib.workspace.workspace_members import WorkspaceMembers
from constructs_lib.workspace.workspace_settings import WorkspaceSettings
from stacks.databricks_providers import workspace_provider
from stacks.network_layer import NetworkLayer
from stacks.registration_layer import RegistrationLayer


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceLayer:
    """What a workspace offers to the layers above.

    `id_text` is its number as text and `url` its address. `ready` is what a workspace resource depends on; `peopled`
    what one depends on that names groups or service principals.
    """

    id_text: str
    url: str
    provider: TerraformProvider
    ready: Sequence[ITerraformDependable]
    peopled: Sequence[ITerraformDependable]


def build_workspace(
    scope: Construct,
    *,
    config: EnvironmentConfig,
    network: NetworkLayer,
    registered: RegistrationLayer | WorkspaceHandle,
) -> WorkspaceLayer:
    """Build the members and the settings of a workspace that this stack, or another, registered."""
    databricks = config.databricks
    if isinstance(registered, RegistrationLayer):
        id_text, url = registered.workspace.id_text, registered.workspace.url
        provider, ready = registered.provider, registered.ready
    else:
        id_text, url = str(registered.id), registered.url
        provider, ready = workspace_provider(TerraformStack.of(scope), url=url, offline=config.is_offline), []
    identities = databricks.handles.principals
    members = WorkspaceMembers(
        scope,
        "members",
        administrators=[Group.PLATFORM_ADMINS.value],
        groups=[group.value for group in Group if group is not Group.PLATFORM_ADMINS],
        service_principals={robot.value: identities.of(robot) for robot in Robot if robot not in PIPELINE},
        # Settings, members and permissions are shown to administrators alone, and a plan compares them.
        administering_service_principals={Robot.PLAN.value: identities.of(Robot.PLAN)},
        workspace=provider,
        ready=ready,
        settle_seconds=databricks.workspace.settle_seconds,
    )
    WorkspaceSettings(
        scope,
        "settings",
        default_catalog=Names.of(config).catalog,
        allowed_cidrs=_allowed_cidrs(config, network),
        token_lifetime_days=databricks.workspace.token_lifetime_days,
        automatic_cluster_update=databricks.workspace.automatic_cluster_update,
        enhanced_security_monitoring=databricks.workspace.enhanced_security_monitoring,
        workspace=provider,
        ready=ready,
    )
    return WorkspaceLayer(id_text=id_text, url=url, provider=provider, ready=ready, peopled=members.admitted)


def _allowed_cidrs(config: EnvironmentConfig, network: NetworkLayer) -> list[str]:
    given = [str(cidr) for cidr in config.databricks.workspace.allowed_cidrs]
    if not given or network.private.egress is None:
        return given
    # Compute calls the workspace too: through PrivateLink past the list, through NAT by these addresses.
    return [*given, *(f"{nat.public_ip}/32" for nat in network.private.egress.nat_gateways.values())]
