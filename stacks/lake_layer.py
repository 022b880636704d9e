"""The lake of an environment."""

from typing import Final

from cdktf import TerraformStack

from configuration.lake import LakeLayer, LayerName
from configuration.model import EnvironmentConfig
from configuration.sources.catalogue import ARRIVAL_LAYERS, Sources, layer_of
from configuration.sources.source import ARRIVALS
from constructs_lib.data_lake.lifecycle import Retention, Tiering
from constructs_lib.data_lake.medallion_lake import LayerSpec, MedallionLake
from constructs_lib.iam.customer_key import CustomerKey

EXPIRING: Final = (ARRIVALS, "errors/")
"""What grows old in bronze: what streams brought, and what could not be delivered. Tables do not."""


def build_lake(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    key: CustomerKey,
) -> MedallionLake:
    """Build the lake from the configured layers; the logs layer receives the access logs."""
    return MedallionLake(
        stack,
        "lake",
        key=key,
        layers=[_spec(layer, config.sources) for layer in config.lake.layers],
    )


def _spec(layer: LakeLayer, sources: Sources) -> LayerSpec:
    arriving = [source for source in sources.all if layer_of(source) is layer.name]
    return LayerSpec(
        name=layer.name.value,
        retention=Retention(
            days=layer.retention_days,
            noncurrent_days=layer.noncurrent_retention_days,
            tiering=tuple(
                Tiering(after_days=transition.after_days, storage_class=transition.storage_class.value)
                for transition in layer.transitions
            ),
            prefix_days=tuple(
                sorted(
                    (source.prefix, source.retention_days)
                    for source in arriving
                    if source.retention_days is not None
                )
            ),
            expiring=EXPIRING if layer.name is LayerName.BRONZE else (),
            marked=layer.name in ARRIVAL_LAYERS,
        ),
        announces=layer.name in ARRIVAL_LAYERS,
        receives_access_logs=layer.name is LayerName.LOGS,
    )
