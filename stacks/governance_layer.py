"""Unity Catalog of an environment."""

from dataclasses import dataclass
from typing import Final

from cdktf import TerraformStack
from constructs import Construct

from configuration.databricks.access import SCHEMAS, Securable
from configuration.databricks.groups import DEPLOYERS, Group, Robot
from configuration.lake import LayerName
from configuration.model import EnvironmentConfig
from configuration.names import Names
from configuration.sources.source import ARRIVALS
from constructs_lib.data_lake.medallion_lake import MedallionLake
from constructs_lib.governance.catalog_sharing import CatalogSharing
from constructs_lib.governance.governed_tags import GovernedTags, SchemaTags
from constructs_lib.governance.lake_credential import LakeCredential
from constructs_lib.governance.lake_locations import LakeLocations, LocationSpec
from constructs_lib.governance.medallion_catalog import MedallionCatalog, SchemaSpec, VolumeSpec
from stacks.principals import principal, principals
from stacks.workspace_layer import WorkspaceLayer

TABLES: Final = "tables/"
"""Where managed tables lie in a bucket, apart from what arrives there."""

LAYER_TAG: Final = "layer"

COMMENTS: Final = {
    Securable.BRONZE: "As received, append only",
    Securable.SILVER: "Typed, deduplicated, corrected",
    Securable.GOLD: "Ready for reports",
    Securable.FEATURES: "Features of models",
    Securable.MODELS: "Registered models",
    Securable.OPS: "Quality, freshness, functions of masks and filters",
}

OWN_LAYERS: Final = {
    Securable.BRONZE: LayerName.BRONZE,
    Securable.SILVER: LayerName.SILVER,
    Securable.GOLD: LayerName.GOLD,
}
"""The schemas with a bucket of their own; the others lie in that of artifacts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernanceLayer:
    """What Unity Catalog offers to the layers above."""

    credential: LakeCredential
    locations: LakeLocations
    catalog: MedallionCatalog


def build_governance(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    lake: MedallionLake,
    workspace: WorkspaceLayer,
) -> GovernanceLayer:
    """Build the lake's credential, its locations and the catalogue, and who else may read it."""
    scope, names = Construct(stack, "governance"), Names.of(config)
    buckets = lake.layers
    landing = buckets[LayerName.LANDING]
    tables = {layer.value: buckets[layer.value] for layer in (*OWN_LAYERS.values(), LayerName.ARTIFACTS)}
    credential = LakeCredential(
        scope,
        "lake",
        readable=[landing.name],
        writable=[bucket.name for bucket in tables.values()],
        key=lake.key,
        workspace=workspace.provider,
        ready=workspace.ready,
        settle_seconds=config.databricks.workspace.settle_seconds,
    )
    locations = LakeLocations(
        scope,
        "locations",
        locations=[
            LocationSpec(name="landing", bucket=landing, read_only=True),
            LocationSpec(name="arrivals", bucket=buckets[LayerName.BRONZE], prefix=ARRIVALS, read_only=True),
            *(LocationSpec(name=name, bucket=bucket, prefix=TABLES) for name, bucket in tables.items()),
        ],
        credential=credential,
        key=lake.key,
        workspace=workspace.provider,
    )
    catalog = MedallionCatalog(
        scope,
        "catalog",
        name=names.catalog,
        comment=f"Market data of {names.prefix}",
        root=LayerName.ARTIFACTS.value,
        schemas=[
            SchemaSpec(
                name=schema.value,
                location=OWN_LAYERS.get(schema, LayerName.ARTIFACTS).value,
                comment=COMMENTS[schema],
            )
            for schema in SCHEMAS
        ],
        volumes=[
            VolumeSpec(
                name="landing",
                schema="bronze",
                location="landing",
                comment="What APIs, databases and files brought",
            ),
            VolumeSpec(name="arrivals", schema="bronze", location="arrivals", comment="What streams brought"),
        ],
        locations=locations,
        workspace=workspace.provider,
    )
    _tags(scope, config, catalog, workspace)
    if config.databricks.governance.shares:
        CatalogSharing(
            scope,
            "sharing",
            catalog=catalog,
            readers={
                share.environment.value: share.workspace_id for share in config.databricks.governance.shares
            },
            workspace=workspace.provider,
        )
    return GovernanceLayer(credential=credential, locations=locations, catalog=catalog)


def _tags(
    scope: Construct, config: EnvironmentConfig, catalog: MedallionCatalog, workspace: WorkspaceLayer
) -> None:
    after = list(workspace.ready)
    if config.databricks.governs_metastore:
        keys = {LAYER_TAG: [schema.value for schema in SCHEMAS]}
        tags = GovernedTags(
            scope,
            "tags",
            tags=keys,
            # Whoever made a key would lose it by rules that do not name them.
            managers=[each.in_rules for each in principals(config, (Group.PLATFORM_ADMINS, Robot.DEPLOY))],
            assigners=[principal(config, Group.PLATFORM_ADMINS).in_rules, f"groups/{DEPLOYERS}"],
            workspace=workspace.provider,
            ready=workspace.peopled,
        )
        after = list(tags.policies.values())
    SchemaTags(
        scope, "schema_tags", catalog=catalog, key=LAYER_TAG, workspace=workspace.provider, after=after
    )
