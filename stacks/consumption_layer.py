"""What people and tools take from the workspace of an environment."""

from dataclasses import dataclass

from cdktf import TerraformStack
from constructs import Construct

from configuration.databricks.access import Securable
from configuration.databricks.consumption import ModelConfig
from configuration.databricks.groups import Group, Robot
from configuration.model import EnvironmentConfig
from configuration.names import Names
from constructs_lib.consumption.federated_database import DatabaseSpec, FederatedDatabase
from constructs_lib.consumption.model_path import EndpointSpec, ModelPath
from constructs_lib.consumption.team_secrets import TeamSecrets
from constructs_lib.consumption.workspace_alerts import WorkspaceAlerts
from stacks.compute_layer import ComputeLayer
from stacks.governance_layer import GovernanceLayer
from stacks.network_layer import NetworkLayer
from stacks.principals import principal, principals
from stacks.workspace_layer import WorkspaceLayer


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumptionLayer:
    """What is offered to people and code, each by its configured name."""

    models: dict[str, ModelPath]
    secrets: dict[str, TeamSecrets]
    databases: dict[str, FederatedDatabase]
    alerts: WorkspaceAlerts


def build_consumption(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    network: NetworkLayer,
    workspace: WorkspaceLayer,
    governance: GovernanceLayer,
    compute: ComputeLayer,
) -> ConsumptionLayer:
    """Build the ways of models, the secrets of teams, federated databases and the workspace's own alerts."""
    scope = Construct(stack, "consumption")
    consumption, names = config.databricks.consumption, Names.of(config)
    jobs = principal(config, Robot.JOBS)
    models = {
        model.name: ModelPath(
            scope,
            f"{model.name}_model",
            name=model.name,
            experiment_path=names.experiment(model.name),
            schema=Securable.MODELS.value,
            catalog=governance.catalog,
            owner=jobs,
            editors=[*principals(config, (Group.DATA_SCIENTISTS,)), jobs],
            endpoint=_endpoint(config, model),
            workspace=workspace.provider,
            ready=workspace.peopled,
        )
        for model in consumption.models
    }
    teams: dict[str, list[Group]] = {}
    for policy in config.databricks.compute.policies:
        members = teams.setdefault(policy.team, [])
        members += [user for user in policy.users if isinstance(user, Group) and user not in members]
    secrets = {
        team: TeamSecrets(
            scope,
            f"{team.replace('-', '_')}_secrets",
            name=team,
            writers=principals(config, groups),
            readers=[jobs],
            workspace=workspace.provider,
            ready=workspace.peopled,
        )
        for team, groups in teams.items()
    }
    databases = {
        source.name: FederatedDatabase(
            scope,
            f"{source.identifier}_database",
            name=names.named("connection", source.name),
            catalog_name=names.live_catalog(source.identifier),
            database=DatabaseSpec(
                name=source.name,
                engine=source.engine.value,
                database=source.database,
                server_cidr=str(source.server_cidr),
                server_port=source.server_port,
            ),
            security_group=network.workspace_security_group,
            workspace=workspace.provider,
            ready=workspace.ready,
        )
        for source in config.sources.databases
        if source.federated
    }
    alerts = WorkspaceAlerts(
        scope,
        "alerts",
        name=names.prefix,
        workspace_id=workspace.id_text,
        emails=consumption.alerts.emails,
        daily_usd=consumption.alerts.daily_usd,
        warehouse=compute.warehouses[config.databricks.compute.platform_warehouse.name],
        workspace=workspace.provider,
        ready=workspace.ready,
    )
    return ConsumptionLayer(models=models, secrets=secrets, databases=databases, alerts=alerts)


def _endpoint(config: EnvironmentConfig, model: ModelConfig) -> EndpointSpec | None:
    if model.serving is None:
        return None
    return EndpointSpec(
        name=Names.of(config).named("serving_endpoint", model.name.replace("_", "-")),
        version=model.serving.version,
        size=model.serving.size,
        scale_to_zero=model.serving.scale_to_zero,
        callers=tuple(principals(config, (Group.DATA_SCIENTISTS, Group.ANALYSTS, Robot.JOBS))),
        budget_policy_id=str(config.databricks.handles.budget_policy_id),
        emails=config.databricks.consumption.alerts.emails,
    )
