"""Everything that an environment has in its workspace."""

from dataclasses import dataclass

from cdktf import TerraformStack

from configuration.model import EnvironmentConfig
from constructs_lib.data_lake.medallion_lake import MedallionLake
from stacks.access_layer import build_access
from stacks.compute_layer import ComputeLayer, build_compute
from stacks.consumption_layer import ConsumptionLayer, build_consumption
from stacks.governance_layer import GovernanceLayer, build_governance
from stacks.ingestion_layer import IngestionLayer
from stacks.network_layer import NetworkLayer
from stacks.workspace_layer import WorkspaceLayer


@dataclass(frozen=True, slots=True, kw_only=True)
class LakehouseLayer:
    """What people and jobs find in a workspace."""

    workspace: WorkspaceLayer
    governance: GovernanceLayer
    compute: ComputeLayer
    consumption: ConsumptionLayer


def build_lakehouse(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    network: NetworkLayer,
    lake: MedallionLake,
    workspace: WorkspaceLayer,
    ingestion: IngestionLayer,
) -> LakehouseLayer:
    """Build the catalogue, the compute, what people take from both, and who may use which."""
    governance = build_governance(
        stack,
        config=config,
        lake=lake,
        workspace=workspace,
    )
    compute = build_compute(stack, config=config, workspace=workspace)
    consumption = build_consumption(
        stack,
        config=config,
        network=network,
        workspace=workspace,
        governance=governance,
        compute=compute,
    )
    build_access(
        stack,
        config=config,
        workspace=workspace,
        governance=governance,
        ingestion=ingestion,
        consumption=consumption,
    )
    return LakehouseLayer(
        workspace=workspace, governance=governance, compute=compute, consumption=consumption
    )
