"""Everything that an environment has in its workspace."""

from dataclasses import dataclass

from cdktf import TerraformStack

from configuration.model import EnvironmentConfig
from configuration.names import Names
from constructs_lib.data_lake.medallion_lake import MedallionLake
from constructs_lib.place import Place
from constructs_lib.protection import Protection
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
    names: Names,
    place: Place,
    network: NetworkLayer,
    lake: MedallionLake,
    workspace: WorkspaceLayer,
    ingestion: IngestionLayer,
    protection: Protection,
) -> LakehouseLayer:
    """Build the catalogue, the compute, what people take from both, and who may use which."""
    governance = build_governance(
        stack,
        config=config,
        names=names,
        place=place,
        lake=lake,
        workspace=workspace,
        protection=protection,
    )
    compute = build_compute(stack, config=config, names=names, workspace=workspace)
    consumption = build_consumption(
        stack,
        config=config,
        names=names,
        network=network,
        workspace=workspace,
        governance=governance,
        compute=compute,
        protection=protection,
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
