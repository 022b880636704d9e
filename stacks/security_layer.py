"""The keys, the audit trail and the account settings of an environment."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from cdktf import TerraformStack
from constructs import Construct

from configuration.model import EnvironmentConfig
from constructs_lib.audit.audit_trail import AuditTrail, trail_use
from constructs_lib.audit.guard_rails import AccountGuardRails, PasswordPolicy
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.data_lake.medallion_lake import MedallionLake
from constructs_lib.iam.customer_key import CustomerKey, PrincipalUse, ServiceUse, log_group_use
from constructs_lib.ingestion.queue_policy import event_use
from constructs_lib.monitoring.alarm_topics import notifier_uses
from constructs_lib.monitoring.configuration_recorder import recorder_use
from constructs_lib.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The customer keys of an environment: for the lake, for what is on its way there, for the records."""

    lake: CustomerKey
    ingestion: CustomerKey
    logs: CustomerKey


def customer_key(
    scope: Construct,
    id_: str,
    purpose: str,
    holds: str,
    via: tuple[str, ...],
    *,
    config: EnvironmentConfig,
    services: Sequence[ServiceUse] = (),
    principals: Sequence[PrincipalUse] = (),
    grants_via: tuple[str, ...] = (),
) -> CustomerKey:
    """Build a key of the environment, used through the services in `via` and by whom else it names."""
    return CustomerKey(
        scope,
        id_,
        purpose=purpose,
        description=f"{holds} of {Place.of(scope).name_prefix}",
        administrators=config.keys.administrators,
        deletion_window_days=config.keys.deletion_window_days,
        via_services=via,
        services=services,
        principals=principals,
        grants_via_services=grants_via,
    )


def build_keys(stack: TerraformStack, *, config: EnvironmentConfig) -> Keys:
    """Build the keys; the right to read the lake is none to read the logs."""
    key = partial(customer_key, stack, config=config)
    place = Place.of(stack)
    recorders = (log_group_use(place), trail_use(place), *notifier_uses(place), recorder_use(place))
    return Keys(
        lake=key("lake_key", "lake", "Lake", ("s3",)),
        ingestion=key(
            "ingestion_key",
            "ingestion",
            "Queues, streams, secrets and settings of sources",
            ("dms", "dynamodb", "kinesis", "lambda", "scheduler", "secretsmanager", "sqs"),
            services=(event_use(),),
            grants_via=("dms", "dynamodb", "lambda"),
        ),
        logs=key(
            "logs_key", "logs", "Logs, audit trail and alarms", ("s3", "logs", "sns"), services=recorders
        ),
    )


def build_audit_trail(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    key: CustomerKey,
    lake: MedallionLake,
) -> AuditTrail:
    """Build the trail over the account's management events and every layer of the lake."""
    return AuditTrail(
        stack,
        "audit",
        key=key,
        access_logs=lake.access_logs,
        data_bucket_arns=[layer.arn for layer in lake.layers.values()],
        retention=Retention(
            days=config.audit.trail_retention_days, noncurrent_days=config.audit.trail_retention_days
        ),
        log_group_retention_days=config.audit.log_group_retention_days,
        insights=config.audit.insights,
    )


def build_guard_rails(stack: TerraformStack, *, config: EnvironmentConfig) -> AccountGuardRails:
    """Build the settings of the account, which only one environment of an account may own."""
    return AccountGuardRails(
        stack,
        "account",
        passwords=PasswordPolicy(
            minimum_length=config.guard_rails.password_minimum_length,
            maximum_age_days=config.guard_rails.password_maximum_age_days,
        ),
        access_analyzer=config.guard_rails.access_analyzer,
    )
