"""Who is told, what is watched beside the sources, and what it costs."""

from typing import Final

from cdktf import TerraformStack

from constructs_lib.monitoring.alarm_kind import Severity
from constructs_lib.monitoring.alarm_topics import AlarmTopics, SlackChannel, Subscribers
from constructs_lib.security.customer_key import CustomerKey
from environments.model import EnvironmentConfig
from environments.monitoring import SubscriberConfig
from environments.names import Names

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


def _subscribers(config: SubscriberConfig) -> Subscribers:
    slack = (
        SlackChannel(workspace_id=config.slack.workspace_id, channel_id=config.slack.channel_id)
        if config.slack
        else None
    )
    return Subscribers(emails=config.emails, slack=slack)
