"""The compute of an environment."""

from dataclasses import dataclass

from cdktf import TerraformStack
from constructs import Construct

from configuration.model import EnvironmentConfig
from configuration.tags import tag_set
from constructs_lib.compute.cluster_rules import PolicySpec
from constructs_lib.compute.sql_warehouse import SqlWarehouse
from constructs_lib.compute.team_policy import TeamPolicy
from constructs_lib.compute.warm_pool import WarmPool
from constructs_lib.place import Place
from stacks.principals import principals
from stacks.workspace_layer import WorkspaceLayer


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputeLayer:
    """What compute offers to the layers above, each by its configured name."""

    policies: dict[str, TeamPolicy]
    pools: dict[str, WarmPool]
    warehouses: dict[str, SqlWarehouse]


def build_compute(
    stack: TerraformStack, *, config: EnvironmentConfig, workspace: WorkspaceLayer
) -> ComputeLayer:
    """Build pools, the policies that use them, and warehouses, each with its users."""
    compute = config.databricks.compute
    tags, name_of = tag_set(config), Place.of(stack).name_of
    pools_scope = Construct(stack, "pools")
    pools = {
        pool.name: WarmPool(
            pools_scope,
            pool.name.replace("-", "_"),
            name=name_of("instance_pool", pool.name),
            node_type=pool.node_type,
            # A pool lies in one zone; a job that cannot start there is retried, not moved.
            zone=config.network.availability_zones[0],
            min_idle=pool.min_idle,
            max_capacity=pool.max_capacity,
            idle_minutes=pool.idle_minutes,
            users=principals(
                config,
                dict.fromkeys(
                    user for policy in compute.policies if policy.pool == pool.name for user in policy.users
                ),
            ),
            tags=tags,
            workspace=workspace.provider,
            ready=workspace.peopled,
        )
        for pool in compute.pools
    }
    policies_scope = Construct(stack, "policies")
    policies = {
        policy.name: TeamPolicy(
            policies_scope,
            policy.name.replace("-", "_"),
            spec=PolicySpec(
                name=name_of("cluster_policy", policy.name),
                kind=policy.kind.value,
                node_types=policy.node_types,
                max_workers=policy.max_workers,
                max_dbus_per_hour=policy.max_dbus_per_hour,
                idle_minutes=policy.idle_minutes,
                spot=policy.spot,
                pool_id=pools[policy.pool].pool.id if policy.pool else None,
            ),
            team=policy.team,
            users=principals(config, policy.users),
            tags=tags,
            workspace=workspace.provider,
            ready=workspace.peopled,
        )
        for policy in compute.policies
    }
    warehouses_scope = Construct(stack, "warehouses")
    warehouses = {
        warehouse.name: SqlWarehouse(
            warehouses_scope,
            warehouse.name.replace("-", "_"),
            name=name_of("warehouse", warehouse.name),
            size=warehouse.size,
            max_clusters=warehouse.max_clusters,
            auto_stop_minutes=warehouse.auto_stop_minutes,
            users=principals(config, warehouse.users),
            tags=tags,
            workspace=workspace.provider,
            ready=workspace.peopled,
        )
        for warehouse in compute.warehouses
    }
    return ComputeLayer(policies=policies, pools=pools, warehouses=warehouses)
