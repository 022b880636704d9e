"""The lake of an environment."""

from cdktf import TerraformStack

from constructs_lib.data_lake.lifecycle import Retention, Tiering
from constructs_lib.data_lake.medallion_lake import LayerSpec, MedallionLake
from constructs_lib.protection import Protection
from constructs_lib.security.customer_key import CustomerKey
from environments.lake import LakeLayer, LayerName
from environments.model import EnvironmentConfig
from environments.names import Names


def build_lake(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    names: Names,
    key: CustomerKey,
    protection: Protection,
) -> MedallionLake:
    """Build the lake from the configured layers; the logs layer receives the access logs."""
    return MedallionLake(
        stack,
        "lake",
        key=key,
        partition=config.partition,
        account_id=config.account.id,
        layers=[_spec(layer, names) for layer in config.lake.layers],
        protection=protection,
    )


def _spec(layer: LakeLayer, names: Names) -> LayerSpec:
    return LayerSpec(
        name=layer.name.value,
        bucket_name=names.s3_bucket(layer.name.value),
        retention=Retention(
            days=layer.retention_days,
            noncurrent_days=layer.noncurrent_retention_days,
            tiering=tuple(
                Tiering(after_days=transition.after_days, storage_class=transition.storage_class.value)
                for transition in layer.transitions
            ),
        ),
        receives_access_logs=layer.name is LayerName.LOGS,
    )
