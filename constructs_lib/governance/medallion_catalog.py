"""The catalogue of an environment: a schema per layer, a volume per place where data arrives."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.catalog import Catalog
from cdktf_cdktf_provider_databricks.schema import Schema
from cdktf_cdktf_provider_databricks.volume import Volume
from constructs import Construct

from constructs_lib.governance.lake_locations import LakeLocations
from constructs_lib.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaSpec:
    """A schema, and the location in the lake that its managed tables lie under."""

    name: str
    """Its name."""
    location: str
    """The name of that location."""
    comment: str
    """What it is for, in words that the catalogue shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeSpec:
    """An external volume in a schema: the whole of a location, as files."""

    name: str
    """Its name."""
    schema: str
    """The name of its schema."""
    location: str
    """The name of the location."""
    comment: str
    """What it is for, in words that the catalogue shows."""


class MedallionCatalog(Construct):
    """A catalogue that only its own workspace sees, with its schemas and volumes.

    Always on: isolation, predictive optimization, storage of its own for the catalogue and each schema: the
    metastore has none to fall back to. Raises ValueError for a schema or location that is not there.

    `comment` says what it is for. `root` is the name of the location that the catalogue itself lies under.

    Attributes:
        catalog: The catalogue.
        name: Its name, known after apply: what refers to it waits for it.
        schemas: The schemas by name.
        volumes: The volumes by name.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        comment: str,
        root: str,
        schemas: Sequence[SchemaSpec],
        volumes: Sequence[VolumeSpec],
        locations: LakeLocations,
        workspace: TerraformProvider,
    ) -> None:
        super().__init__(scope, id_)
        protection = Place.of(scope).protection
        known = locations.locations
        lost = sorted({root, *(s.location for s in schemas), *(v.location for v in volumes)} - set(known))
        if lost:
            raise ValueError(f"no locations {lost}; there are {sorted(known)}")
        homeless = sorted({volume.schema for volume in volumes} - {schema.name for schema in schemas})
        if homeless:
            raise ValueError(f"volumes in schemas {homeless} that are not in the catalogue")
        self.catalog = Catalog(
            self,
            "catalog",
            provider=workspace,
            name=name,
            comment=comment,
            storage_root=f"{locations.urls[root]}/catalog",
            isolation_mode="ISOLATED",
            enable_predictive_optimization="ENABLE",
            force_destroy=protection.force_destroy,
            lifecycle=protection.lifecycle,
            depends_on=[known[root]],
        )
        self.name = self.catalog.name
        self.schemas = {
            spec.name: Schema(
                self,
                spec.name,
                provider=workspace,
                catalog_name=self.name,
                name=spec.name,
                comment=spec.comment,
                storage_root=f"{locations.urls[spec.location]}/{spec.name}",
                force_destroy=protection.force_destroy,
                lifecycle=protection.lifecycle,
                depends_on=[known[spec.location]],
            )
            for spec in schemas
        }
        self.volumes = {
            spec.name: Volume(
                self,
                f"{spec.name}_volume",
                provider=workspace,
                catalog_name=self.name,
                schema_name=self.schemas[spec.schema].name,
                name=spec.name,
                volume_type="EXTERNAL",
                storage_location=locations.urls[spec.location],
                comment=spec.comment,
                depends_on=[known[spec.location]],
            )
            for spec in volumes
        }
