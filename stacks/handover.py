"""What the code on Databricks, and Power BI, get to know of an environment."""

from configuration.databricks.groups import Robot
from configuration.lake import LayerName
from configuration.model import EnvironmentConfig
from stacks.lakehouse_layer import LakehouseLayer


def handover(config: EnvironmentConfig, lakehouse: LakehouseLayer) -> dict[str, object]:
    """Return the contract with `lakehouse/`, whose bundle takes these outputs as its variables.

    Nothing here is secret: service principals are named by application id, and prove themselves by tokens of
    their own identity provider.
    """
    workspace, compute = lakehouse.workspace, lakehouse.compute
    governance, consumption = lakehouse.governance, lakehouse.consumption
    catalog = governance.catalog
    bi_warehouse = compute.warehouses[config.databricks.compute.power_bi_warehouse.name]
    platform = compute.warehouses[config.databricks.compute.platform_warehouse.name]
    principals = config.databricks.handles.principals
    return {
        "workspace_id": workspace.id_text,
        "workspace_url": workspace.url,
        "catalog": catalog.name,
        "schemas": {name: schema.name for name, schema in catalog.schemas.items()},
        "volumes": {name: volume.volume_path for name, volume in catalog.volumes.items()},
        "table_locations": {
            layer.value: governance.locations.urls[layer]
            for layer in (LayerName.BRONZE, LayerName.SILVER, LayerName.GOLD, LayerName.ARTIFACTS)
        },
        "cluster_policy_ids": {name: policy.policy.id for name, policy in compute.policies.items()},
        "instance_pool_ids": {name: pool.pool.id for name, pool in compute.pools.items()},
        "warehouse_ids": {name: warehouse.id for name, warehouse in compute.warehouses.items()},
        "platform_warehouse_id": platform.id,
        "run_as_service_principal": principals.of(Robot.JOBS),
        "budget_policy_id": str(config.databricks.handles.budget_policy_id),
        "secret_scopes": {team: secrets.scope.name for team, secrets in consumption.secrets.items()},
        "experiments": {name: model.experiment.name for name, model in consumption.models.items()},
        "registered_models": {name: model.model.id for name, model in consumption.models.items()},
        "serving_endpoints": {
            name: model.endpoint.name for name, model in consumption.models.items() if model.endpoint
        },
        "federated_catalogs": {
            name: database.catalog.name for name, database in consumption.databases.items()
        },
        "notification_destination_id": consumption.alerts.destination.id,
        "power_bi": {
            "server": bi_warehouse.hostname,
            "http_path": bi_warehouse.http_path,
            "catalog": catalog.name,
            "schema": catalog.schemas["gold"].name,
            "service_principal": principals.of(Robot.POWER_BI),
        },
    }
