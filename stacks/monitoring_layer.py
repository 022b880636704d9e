"""Who is told, what is watched beside the sources, and what it costs."""

from typing import Final

from cdktf import TerraformStack
from constructs import Construct

from configuration.model import EnvironmentConfig
from configuration.monitoring import AnomalyScope, SubscriberConfig
from configuration.names import Names
from configuration.tags import TagKey
from constructs_lib.audit.audit_trail import AuditTrail
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.data_lake.medallion_lake import MedallionLake
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.monitoring.alarm_kind import Severity
from constructs_lib.monitoring.alarm_topics import AlarmTopics, SlackChannel, Subscribers
from constructs_lib.monitoring.configuration_recorder import ConfigurationRecorder
from constructs_lib.monitoring.cost_watch import CostWatch
from constructs_lib.monitoring.dashboard import Dashboard
from constructs_lib.monitoring.security_alarms import SecurityAlarms
from constructs_lib.monitoring.threat_detection import ThreatDetection
from constructs_lib.protection import Protection
from stacks.dashboard_rows import dashboard_rows

COST_TAGS: Final = (TagKey.ENVIRONMENT.value, "source")
"""The tags that cost is grouped by, of environments and of sources."""
SEVERITIES: Final = tuple(Severity)


def build_alarm_topics(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    names: Names,
    key: CustomerKey,
    boundary_arn: str | None,
) -> AlarmTopics:
    """Build the topic of each severity; what raises alarms needs them first."""
    return AlarmTopics(
        stack,
        "alarms",
        names={severity: names.sns_topic(f"alarms-{severity}") for severity in SEVERITIES},
        role_names={severity: names.iam_role(f"slack-{severity}") for severity in SEVERITIES},
        partition=config.partition,
        region=config.region,
        account_id=config.account.id,
        permissions_boundary_arn=boundary_arn,
        key=key,
        subscribers={
            severity: _subscribers(getattr(config.monitoring, severity.value)) for severity in SEVERITIES
        },
        runbooks_url=config.monitoring.runbooks_url,
    )


def build_monitoring(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    names: Names,
    topics: AlarmTopics,
    trail: AuditTrail,
    lake: MedallionLake,
    logs_key: CustomerKey,
    protection: Protection,
) -> None:
    """Build what watches the environment, and what watches the account where the environment owns it."""
    scope = Construct(stack, "monitoring")
    SecurityAlarms(
        scope,
        "security",
        topics=topics,
        trail=trail,
        namespace=f"{names.project}/{names.environment}/audit",
        name_of=names.named,
        owner=config.tags.owner,
    )
    CostWatch(
        scope,
        "cost",
        name=names.named("budget", "monthly"),
        topics=topics,
        environment=names.environment,
        monthly_usd=config.monitoring.cost.monthly_usd,
        anomaly_usd=config.monitoring.cost.anomaly_usd,
        anomalies=_anomalies(config).value,
        activated_tags=COST_TAGS if config.monitoring.cost.activate_tags else (),
    )
    Dashboard(
        scope,
        "dashboard",
        name=names.prefix,
        region=config.region,
        rows=dashboard_rows(names),
    )
    if not config.account.owns_account:
        return
    detection = config.monitoring.detection
    if detection.config_rules:
        ConfigurationRecorder(
            scope,
            "configuration",
            name_of=names.named,
            bucket_name=names.s3_bucket("config"),
            creates_role=detection.creates_config_role,
            partition=config.partition,
            account_id=config.account.id,
            key=logs_key,
            access_logs=lake.access_logs,
            retention=Retention(
                days=config.audit.trail_retention_days, noncurrent_days=config.audit.trail_retention_days
            ),
            protection=protection,
        )
    ThreatDetection(
        scope,
        "detection",
        topics=topics,
        name_of=names.named,
        partition=config.partition,
        region=config.region,
        owner=config.tags.owner,
        guardduty=detection.guardduty,
        security_hub=detection.security_hub,
    )


def _anomalies(config: EnvironmentConfig) -> AnomalyScope:
    scope = config.monitoring.cost.anomalies
    elsewhere = scope is AnomalyScope.SERVICES and not config.account.owns_account
    return AnomalyScope.NONE if elsewhere else scope


def _subscribers(config: SubscriberConfig) -> Subscribers:
    slack = (
        SlackChannel(workspace_id=config.slack.workspace_id, channel_id=config.slack.channel_id)
        if config.slack
        else None
    )
    return Subscribers(emails=config.emails, slack=slack)
