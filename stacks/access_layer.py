"""The access matrix of an environment, put onto its securables."""

from dataclasses import replace
from typing import Final

from cdktf import TerraformStack

from configuration.databricks.access import KIND, SCHEMAS, Securable
from configuration.databricks.groups import Group, Robot
from configuration.model import EnvironmentConfig
from constructs_lib.databricks_principal import DatabricksPrincipal
from constructs_lib.governance.access_grants import AccessGrants, SecurableGrants
from stacks.consumption_layer import ConsumptionLayer
from stacks.governance_layer import GovernanceLayer
from stacks.ingestion_layer import IngestionLayer
from stacks.principals import principal
from stacks.workspace_layer import WorkspaceLayer

Rights = tuple[tuple[DatabricksPrincipal, tuple[str, ...]], ...]

COMPARES: Final = {"catalog": ("MANAGE", "USE_CATALOG"), "schema": ("MANAGE", "USE_SCHEMA")}
"""What it takes to see every privilege on a securable, and so to compare them, beside the way to it.

Who does not manage an object sees only their own privileges on it: a plan would find the others gone
(https://docs.databricks.com/aws/en/data-governance/unity-catalog/manage-privileges/).
"""


def build_access(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    workspace: WorkspaceLayer,
    governance: GovernanceLayer,
    ingestion: IngestionLayer,
    consumption: ConsumptionLayer,
) -> AccessGrants:
    """Give every securable its privileges; those that the matrix does not name are the pipeline's alone."""
    catalog = governance.catalog
    rights = {securable: _rights(config, securable) for securable in Securable}

    def grants(id_: str, name: str, on: Securable) -> SecurableGrants:
        return SecurableGrants(
            id=id_,
            kind=KIND[on],
            name=name,
            rights=rights[on],
            # Whoever makes an endpoint must be able to run the model, which is the jobs' own.
            deployer_uses=("EXECUTE",) if on is Securable.MODELS else (),
        )

    securables = [
        grants("catalog", catalog.name, Securable.CATALOG),
        *(grants(schema.value, catalog.schemas[schema.value].id, schema) for schema in SCHEMAS),
        *(
            grants(f"{volume.value}_volume", catalog.volumes[volume.value].id, volume)
            for volume in (Securable.LANDING, Securable.ARRIVALS)
        ),
        SecurableGrants(id="lake", kind="storage_credential", name=governance.credential.credential.id),
        *(
            SecurableGrants(id=f"{name}_location", kind="external_location", name=location.id)
            for name, location in governance.locations.locations.items()
        ),
        *(
            [grants("streams", ingestion.stream_reader.name, Securable.STREAMS)]
            if ingestion.stream_reader
            else []
        ),
        *(
            grants(f"{name.replace('-', '_')}_connection", database.connection.name, Securable.DATABASES)
            for name, database in consumption.databases.items()
        ),
        *(
            SecurableGrants(
                id=f"{name.replace('-', '_')}_catalog",
                kind="catalog",
                name=database.catalog.name,
                rights=_readers_of(config, Securable.DATABASES),
            )
            for name, database in consumption.databases.items()
        ),
    ]
    return AccessGrants(
        stack,
        "access",
        deployer=principal(config, Robot.DEPLOY),
        securables=[_compared(each, principal(config, Robot.PLAN)) for each in securables],
        workspace=workspace.provider,
        after=workspace.peopled,
    )


def _compared(securable: SecurableGrants, planner: DatabricksPrincipal) -> SecurableGrants:
    """Return the privileges with those of the planner, which must see them all."""
    own = (planner, COMPARES.get(securable.kind, ("MANAGE",)))
    return replace(securable, rights=(own, *securable.rights))


def _rights(config: EnvironmentConfig, on: Securable) -> Rights:
    return tuple(
        (principal(config, access.principal), access.privileges)
        for access in config.databricks.governance.access
        if access.on is on
    )


def _readers_of(config: EnvironmentConfig, on: Securable) -> Rights:
    """Return who may use the connections, as readers of the catalogues over them."""
    return tuple(
        (who, ("BROWSE", "SELECT", "USE_CATALOG", "USE_SCHEMA"))
        for who, _ in _rights(config, on)
        if who.identity != Group.PLATFORM_ADMINS.value
    )
