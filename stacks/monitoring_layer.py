"""Who is notified, what is watched besides the sources, and what it costs."""

from typing import Final

from cdktf import TerraformStack
from constructs import Construct

from configuration.model import EnvironmentConfig
from configuration.monitoring import AnomalyScope, SubscriberConfig
from configuration.names import PROJECT
from configuration.tags import TagKey
from constructs_lib.audit.audit_trail import AuditTrail
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.data_lake.medallion_lake import MedallionLake
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.monitoring.alarm_kind import AlarmSeverity
from constructs_lib.monitoring.alarm_topics import AlarmTopics, SlackChannel, Subscribers
from constructs_lib.monitoring.configuration_recorder import ConfigurationRecorder
from constructs_lib.monitoring.cost_watch import CostWatch
from constructs_lib.monitoring.dashboard import Dashboard
from constructs_lib.monitoring.security_alarms import SecurityAlarms
from constructs_lib.monitoring.threat_detection import ThreatDetection
from constructs_lib.place import Place
from stacks.dashboard_rows import dashboard_rows

COST_TAGS: Final = (TagKey.ENVIRONMENT.value, "source")
"""The tags that cost is grouped by, of environments and of sources."""
SEVERITIES: Final = tuple(AlarmSeverity)


def build_alarm_topics(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    key: CustomerKey,
) -> AlarmTopics:
    """Build the topic of each severity; what raises alarms needs them first."""
    return AlarmTopics(
        stack,
        "alarms",
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
    topics: AlarmTopics,
    trail: AuditTrail,
    lake: MedallionLake,
    logs_key: CustomerKey,
) -> None:
    """Build what watches the environment, and what watches the account where the environment owns it."""
    scope = Construct(stack, "monitoring")
    SecurityAlarms(
        scope,
        "security",
        topics=topics,
        trail=trail,
        namespace=f"{PROJECT}/{config.name}/audit",
        owner=config.tags.owner,
    )
    CostWatch(
        scope,
        "cost",
        topics=topics,
        environment=config.name.value,
        monthly_usd=config.monitoring.cost.monthly_usd,
        anomaly_usd=config.monitoring.cost.anomaly_usd,
        anomalies=_anomalies(config).value,
        activated_tags=COST_TAGS if config.monitoring.cost.activate_tags else (),
    )
    Dashboard(
        scope,
        "dashboard",
        name=Place.of(stack).name_prefix,
        rows=dashboard_rows(config.name),
    )
    if not config.account.owns_account:
        return
    detection = config.monitoring.detection
    if detection.config_rules:
        ConfigurationRecorder(
            scope,
            "configuration",
            creates_role=detection.creates_config_role,
            key=logs_key,
            access_logs=lake.access_logs,
            retention=Retention(
                days=config.audit.trail_retention_days, noncurrent_days=config.audit.trail_retention_days
            ),
        )
    ThreatDetection(
        scope,
        "detection",
        topics=topics,
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
