"""Where alarms go: one topic per severity, with its subscribers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cdktf_cdktf_provider_aws.chatbot_slack_channel_configuration import ChatbotSlackChannelConfiguration
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription
from constructs import Construct

from constructs_lib.iam.customer_key import CustomerKey, ServiceUse
from constructs_lib.iam.policy_document import Principal, Statement, policy_document
from constructs_lib.iam.service_role import ServiceRole
from constructs_lib.monitoring.alarm_kind import AlarmSeverity
from constructs_lib.place import Place

PUBLISHERS: Final = {
    "CloudWatchAlarms": "cloudwatch.amazonaws.com",
    "Budgets": "budgets.amazonaws.com",
    "CostAnomalies": "costalerts.amazonaws.com",
}
"""The services that publish, and say for which account.

Sources, in this order: SNS developer guide, "Example cases for Amazon SNS access control"; AWS Cost Management
user guide, "Creating an Amazon SNS topic for budget notifications" and "... for anomaly notifications".
"""

EVENTS: Final = "events.amazonaws.com"
"""EventBridge publishes too, but meets no condition in the policy of a topic (EventBridge user guide,
"Troubleshooting") and none on the source in that of a key (SNS developer guide, "Managing encryption keys")."""

KEY_ACTIONS: Final = ("kms:Decrypt", "kms:GenerateDataKey*")


def notifier_uses(place: Place) -> list[ServiceUse]:
    """Return the uses of the topics' key by the services that publish to them."""
    return [
        *(
            ServiceUse(
                sid=sid,
                principal=principal,
                actions=KEY_ACTIONS,
                conditions={"StringEquals": {"aws:SourceAccount": [place.account_id]}},
            )
            for sid, principal in PUBLISHERS.items()
        ),
        ServiceUse(sid="EventRules", principal=EVENTS, actions=KEY_ACTIONS),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackChannel:
    """A channel of a Slack workspace that AWS Chatbot has been authorised for, once, by a person."""

    workspace_id: str
    """Slack's id of the workspace, which begins with T."""
    channel_id: str
    """Slack's id of the channel, which begins with C."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribers:
    """Who is notified of one severity."""

    emails: Sequence[str] = ()
    """Addresses."""
    slack: SlackChannel | None = None
    """The channel, if any."""


class AlarmTopics(Construct):
    """An encrypted topic per severity, with its subscribers.

    Always on: encryption (the key must admit the publishers, see `notifier_uses`), TLS, publishing only by
    AWS's own notifiers, on behalf of this account where they can say so. E-mail subscribers confirm by a
    message that AWS sends.

    `subscribers` get the alarms of their severity. `runbooks_url` is where the runbooks are.

    Attributes:
        topics: The topic resources by severity.
        runbooks_url: Where the runbooks are, without a slash at the end.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        key: CustomerKey,
        subscribers: Mapping[AlarmSeverity, Subscribers],
        runbooks_url: str,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        self.runbooks_url = runbooks_url.rstrip("/")
        self.topics: dict[AlarmSeverity, SnsTopic] = {}
        self._arns: dict[AlarmSeverity, str] = {}
        key_arn = key.arn
        for severity in AlarmSeverity:
            name = place.name_of("sns_topic", f"alarms-{severity}")
            topic = SnsTopic(
                self, severity.value, name=name, kms_master_key_id=key_arn, tags={"severity": severity.value}
            )
            self.topics[severity] = topic
            self._arns[severity] = topic_arn = topic.arn
            SnsTopicPolicy(
                self,
                f"{severity.value}_policy",
                arn=topic_arn,
                policy=policy_document(_statements(place, name)),
            )
            told = subscribers.get(severity, Subscribers())
            for email in told.emails:
                SnsTopicSubscription(
                    self,
                    f"{severity.value}_{email.replace('@', '_at_').replace('.', '_')}",
                    topic_arn=topic_arn,
                    protocol="email",
                    endpoint=email,
                )
            if told.slack is not None:
                self._slack(severity, told.slack)

    def arn(self, severity: AlarmSeverity) -> str:
        """Return the ARN of the topic of a severity, known after apply."""
        return self._arns[severity]

    def _slack(self, severity: AlarmSeverity, channel: SlackChannel) -> None:
        place = Place.of(self)
        role = ServiceRole(
            self,
            f"{severity.value}_slack_role",
            purpose=f"slack-{severity}",
            description=f"Shows {severity.value} alarms in Slack",
            service="chatbot.amazonaws.com",
            statements=[
                Statement(
                    sid="ShowAlarms",
                    actions=("cloudwatch:DescribeAlarms",),
                    resources=(place.arn("cloudwatch", "alarm:*", partition="*", region="*"),),
                )
            ],
        )
        ChatbotSlackChannelConfiguration(
            self,
            f"{severity.value}_slack",
            configuration_name=place.name_of("iam_role", f"slack-{severity}"),
            iam_role_arn=role.arn,
            slack_channel_id=channel.channel_id,
            slack_team_id=channel.workspace_id,
            sns_topic_arns=[self._arns[severity]],
            guardrail_policy_arns=[place.arn("iam", "policy/CloudWatchReadOnlyAccess", account="aws")],
            logging_level="ERROR",
        )


def _statements(place: Place, topic: str) -> list[Statement]:
    arn = place.arn("sns", topic)
    return [
        Statement(
            sid="AllowNotifiers",
            principal=Principal(services=tuple(PUBLISHERS.values())),
            actions=("sns:Publish",),
            resources=(arn,),
            conditions={"StringEquals": {"aws:SourceAccount": [place.account_id]}},
        ),
        Statement(
            sid="AllowEventRules",
            principal=Principal(services=(EVENTS,)),
            actions=("sns:Publish",),
            resources=(arn,),
        ),
        Statement(
            sid="DenyPlainTransport",
            effect="Deny",
            principal=Principal(anyone=True),
            actions=("sns:Publish",),
            resources=(arn,),
            conditions={"Bool": {"aws:SecureTransport": ["false"]}},
        ),
    ]
