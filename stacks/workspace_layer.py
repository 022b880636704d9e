"""The Databricks workspace of an environment, up to the point where it can be worked in."""

from dataclasses import dataclass

from cdktf import ITerraformDependable, TerraformProvider, TerraformStack
from constructs import Construct

from constructs_lib.data_lake.medallion_lake import MedallionLake
from constructs_lib.place import Place
from constructs_lib.protection import Protection
from constructs_lib.workspace.compute_credential import ComputeCredential
from constructs_lib.workspace.compute_permissions import compute_permissions
from constructs_lib.workspace.databricks_workspace import DatabricksWorkspace
from constructs_lib.workspace.private_link import PrivateLink, PrivateLinkServices
from constructs_lib.workspace.registered_network import RegisteredNetwork
from constructs_lib.workspace.root_storage import RootStorage
from constructs_lib.workspace.serverless_network import Egress, ServerlessNetwork
from constructs_lib.workspace.workspace_keys import managed_services_uses, workspace_storage_uses
from constructs_lib.workspace.workspace_members import WorkspaceMembers
from constructs_lib.workspace.workspace_settings import WorkspaceSettings
from environments.databricks.groups import PIPELINE, Group, Robot
from environments.databricks.regions import REGIONS, endpoint_service
from environments.databricks.workspace import EgressMode
from environments.model import EnvironmentConfig
from environments.names import Names
from environments.tags import tag_set
from stacks.databricks_admissions import WORKSPACE_BUCKET
from stacks.databricks_providers import account_provider, workspace_provider
from stacks.network_layer import NetworkLayer
from stacks.security_layer import customer_key


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceLayer:
    """Defines what a workspace offers to the layers above.

    `ready` is what a workspace resource depends on; `peopled` what one depends on that names groups or
    service principals.
    """

    workspace: DatabricksWorkspace
    serverless: ServerlessNetwork
    provider: TerraformProvider
    ready: list[ITerraformDependable]
    peopled: list[ITerraformDependable]


def build_workspace(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    names: Names,
    place: Place,
    network: NetworkLayer,
    lake: MedallionLake,
    protection: Protection,
) -> WorkspaceLayer:
    """Build the workspace in the private subnets, its serverless network, its members and its settings."""
    databricks = config.databricks
    account = account_provider(
        stack, account_id=str(databricks.account_id), offline=config.state.backend == "local"
    )
    scope = Construct(stack, "databricks")
    workspace = _workspace(
        scope,
        config=config,
        names=names,
        place=place,
        network=network,
        lake=lake,
        account=account,
        protection=protection,
    )
    provider = workspace_provider(stack, url=workspace.url)
    egress = databricks.workspace.egress
    serverless = ServerlessNetwork(
        scope,
        "serverless",
        place=place,
        workspace=workspace,
        egress=Egress(
            restricted=egress.mode is EgressMode.RESTRICTED,
            domains=egress.allowed_domains,
            enforced=egress.enforced,
        ),
        databricks_account_id=str(databricks.account_id),
        account=account,
    )
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
        ready=workspace.ready,
        settle_seconds=databricks.workspace.settle_seconds,
    )
    WorkspaceSettings(
        scope,
        "settings",
        default_catalog=names.catalog,
        allowed_cidrs=_allowed_cidrs(config, network),
        token_lifetime_days=databricks.workspace.token_lifetime_days,
        automatic_cluster_update=databricks.workspace.automatic_cluster_update,
        enhanced_security_monitoring=databricks.workspace.enhanced_security_monitoring,
        workspace=provider,
        ready=workspace.ready,
    )
    return WorkspaceLayer(
        workspace=workspace,
        serverless=serverless,
        provider=provider,
        ready=workspace.ready,
        peopled=members.admitted,
    )


def _workspace(
    scope: Construct,
    *,
    config: EnvironmentConfig,
    names: Names,
    place: Place,
    network: NetworkLayer,
    lake: MedallionLake,
    account: TerraformProvider,
    protection: Protection,
) -> DatabricksWorkspace:
    account_id = str(config.databricks.account_id)
    settle_seconds = config.databricks.workspace.settle_seconds
    credential = ComputeCredential(
        scope,
        "compute",
        place=place,
        name=names.prefix,
        statements=compute_permissions(place, vpc_arn=place.arn("ec2", f"vpc/{network.private.vpc.id}")),
        databricks_account_id=account_id,
        account=account,
        settle_seconds=settle_seconds,
    )
    managed_services_key = customer_key(
        scope,
        "managed_services_key",
        "managed-services",
        "Notebooks, queries and secrets",
        (),
        config=config,
        names=names,
        protection=protection,
        principals=managed_services_uses(account_id),
    )
    storage_key = customer_key(
        scope,
        "storage_key",
        "workspace-storage",
        "Root bucket and cluster volumes",
        ("s3",),
        config=config,
        names=names,
        protection=protection,
        principals=workspace_storage_uses(account_id, compute_role_arn=credential.role.made_arn, place=place),
    )
    private_link = (
        _private_link(scope, config=config, names=names, place=place, network=network, account=account)
        if config.databricks.workspace.private_link
        else None
    )
    return DatabricksWorkspace(
        scope,
        "workspace",
        place=place,
        name=names.prefix,
        credential=credential,
        storage=RootStorage(
            scope,
            "root",
            place=place,
            name=names.prefix,
            purpose=WORKSPACE_BUCKET,
            key=storage_key,
            access_logs=lake.access_logs,
            databricks_account_id=account_id,
            account=account,
            protection=protection,
        ),
        network=RegisteredNetwork(
            scope,
            "network",
            name=names.prefix,
            network=network.private,
            security_group=network.workspace_security_group,
            private_link=private_link,
            databricks_account_id=account_id,
            account=account,
        ),
        private_link=private_link,
        managed_services_key=managed_services_key,
        storage_key=storage_key,
        metastore_id=str(config.databricks.handles.metastore_id),
        tags=tag_set(config),
        databricks_account_id=account_id,
        account=account,
        settle_seconds=settle_seconds,
        protection=protection,
    )


def _private_link(
    scope: Construct,
    *,
    config: EnvironmentConfig,
    names: Names,
    place: Place,
    network: NetworkLayer,
    account: TerraformProvider,
) -> PrivateLink:
    region = REGIONS[config.region]
    if region.workspace_service is None or region.relay_service is None:
        raise ValueError(f"Databricks has no PrivateLink services in {config.region}")
    return PrivateLink(
        scope,
        "private_link",
        place=place,
        name=names.prefix,
        network=network.private,
        services=PrivateLinkServices(
            workspace=endpoint_service(config.region, region.workspace_service),
            relay=endpoint_service(config.region, region.relay_service),
        ),
        databricks_account_id=str(config.databricks.account_id),
        account=account,
    )


def _allowed_cidrs(config: EnvironmentConfig, network: NetworkLayer) -> list[str]:
    given = [str(cidr) for cidr in config.databricks.workspace.allowed_cidrs]
    if not given or network.private.egress is None:
        return given
    # Compute calls the workspace too: through PrivateLink past the list, through NAT by these addresses.
    return [*given, *(f"{nat.public_ip}/32" for nat in network.private.egress.nat_gateways.values())]
