"""The keys, the audit trail and the account settings of an environment."""

from dataclasses import dataclass

from cdktf import TerraformStack

from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.data_lake.medallion_lake import MedallionLake
from constructs_lib.protection import Protection
from constructs_lib.security.audit_trail import AuditTrail, trail_use
from constructs_lib.security.customer_key import CustomerKey, log_group_use
from constructs_lib.security.guard_rails import AccountGuardRails, PasswordPolicy
from environments.model import EnvironmentConfig
from environments.names import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Defines the customer keys of an environment: one for the lake, one for what is recorded about it."""

    lake: CustomerKey
    logs: CustomerKey


def build_keys(
    stack: TerraformStack, *, config: EnvironmentConfig, names: Names, protection: Protection
) -> Keys:
    """Build the keys; whoever may read the lake cannot thereby read the logs."""
    place = {"partition": config.partition, "region": config.region, "account_id": config.account.id}
    common = {
        **place,
        "administrators": config.keys.administrators,
        "deletion_window_days": config.keys.deletion_window_days,
        "protection": protection,
    }
    return Keys(
        lake=CustomerKey(
            stack,
            "lake_key",
            alias=names.kms_alias("lake"),
            description=f"Lake of {names.prefix}",
            via_services=("s3",),
            **common,
        ),
        logs=CustomerKey(
            stack,
            "logs_key",
            alias=names.kms_alias("logs"),
            description=f"Logs and audit trail of {names.prefix}",
            via_services=("s3", "logs"),
            services=(log_group_use(**place), trail_use(**place, name=names.trail)),
            **common,
        ),
    )


def build_audit_trail(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    names: Names,
    key: CustomerKey,
    lake: MedallionLake,
    boundary_arn: str | None,
    protection: Protection,
) -> AuditTrail:
    """Build the trail over the account's management events and every layer of the lake."""
    return AuditTrail(
        stack,
        "audit",
        name=names.trail,
        bucket_name=names.s3_bucket("audit"),
        log_group_name=names.log_group("audit"),
        role_name=names.iam_role("audit"),
        permissions_boundary_arn=boundary_arn,
        partition=config.partition,
        region=config.region,
        account_id=config.account.id,
        key=key,
        access_logs=lake.access_logs,
        data_bucket_arns=[layer.arn for layer in lake.layers.values()],
        retention=Retention(
            days=config.audit.trail_retention_days, noncurrent_days=config.audit.trail_retention_days
        ),
        log_group_retention_days=config.audit.log_group_retention_days,
        insights=config.audit.insights,
        protection=protection,
    )


def build_guard_rails(stack: TerraformStack, *, config: EnvironmentConfig, names: Names) -> AccountGuardRails:
    """Build the settings of the account, which only one environment of an account may own."""
    return AccountGuardRails(
        stack,
        "account",
        passwords=PasswordPolicy(
            minimum_length=config.guard_rails.password_minimum_length,
            maximum_age_days=config.guard_rails.password_maximum_age_days,
        ),
        analyzer_name=f"{names.prefix}-external-access" if config.guard_rails.access_analyzer else None,
    )
