"""Threats and findings, reported by their severity."""

import json
from typing import Final

from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from cdktf_cdktf_provider_aws.cloudwatch_event_target import CloudwatchEventTarget
from cdktf_cdktf_provider_aws.guardduty_detector import GuarddutyDetector
from cdktf_cdktf_provider_aws.guardduty_detector_feature import GuarddutyDetectorFeature
from cdktf_cdktf_provider_aws.securityhub_account import SecurityhubAccount
from cdktf_cdktf_provider_aws.securityhub_standards_subscription import SecurityhubStandardsSubscription
from constructs import Construct

from constructs_lib.monitoring.alarm import Alarm, Condition, Metric
from constructs_lib.monitoring.alarm_kind import FINDINGS_UNDELIVERED, AlarmSeverity
from constructs_lib.monitoring.alarm_topics import AlarmTopics
from constructs_lib.place import Place

HIGH_FINDING: Final = 7
"""GuardDuty's severities from 7.0 on are high (GuardDuty user guide, "Severity levels")."""
FEATURES: Final = ("S3_DATA_EVENTS",)
PERIOD_SECONDS: Final = 300
STANDARD: Final = "standards/aws-foundational-security-best-practices/v/1.0.0"


class ThreatDetection(Construct):
    """GuardDuty and Security Hub, each where it is switched on; one per account and region.

    Always on where they are: threats from severity 7 and critical findings go to the critical topic, and an alarm
    says when EventBridge could not publish them there.

    `guardduty` and `security_hub` switch them on. `owner` is the team that answers for the alarms.

    Attributes:
        rules: The event rules that report findings, by their source.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        topics: AlarmTopics,
        owner: str,
        guardduty: bool,
        security_hub: bool,
    ) -> None:
        super().__init__(scope, id_)
        self.rules: dict[str, CloudwatchEventRule] = {}
        if guardduty:
            detector = GuarddutyDetector(
                self, "guardduty", enable=True, finding_publishing_frequency="FIFTEEN_MINUTES"
            )
            detector_id = detector.id
            for feature in FEATURES:
                GuarddutyDetectorFeature(
                    self, feature.lower(), detector_id=detector_id, name=feature, status="ENABLED"
                )
            self._tell(
                "threats",
                topics,
                owner,
                {
                    "source": ["aws.guardduty"],
                    "detail-type": ["GuardDuty Finding"],
                    "detail": {"severity": [{"numeric": [">=", HIGH_FINDING]}]},
                },
            )
        if security_hub:
            hub = SecurityhubAccount(self, "security_hub", enable_default_standards=False)
            SecurityhubStandardsSubscription(
                self,
                "standard",
                standards_arn=Place.of(scope).arn("securityhub", STANDARD, account=""),
                depends_on=[hub],
            )
            self._tell(
                "findings",
                topics,
                owner,
                {
                    "source": ["aws.securityhub"],
                    "detail-type": ["Security Hub Findings - Imported"],
                    "detail": {
                        "findings": {
                            "Severity": {"Label": ["CRITICAL"]},
                            "Workflow": {"Status": ["NEW"]},
                        }
                    },
                },
            )

    def _tell(self, id_: str, topics: AlarmTopics, owner: str, pattern: dict[str, object]) -> None:
        name_of = Place.of(self).name_of
        name = name_of("event_rule", f"detection-{id_}")
        self.rules[id_] = rule = CloudwatchEventRule(
            self,
            id_,
            name=name,
            description=f"Tells of {id_} that cannot wait. Runbook: {topics.runbooks_url}/{id_}.md",
            event_pattern=json.dumps(pattern, separators=(",", ":")),
            state="ENABLED",
        )
        CloudwatchEventTarget(
            self, f"{id_}_target", rule=rule.name, target_id="topic", arn=topics.arn(AlarmSeverity.CRITICAL)
        )
        Alarm(
            self,
            f"{id_}_undelivered",
            topics=topics,
            kind=FINDINGS_UNDELIVERED,
            name=name_of("alarm", f"detection-{id_}-undelivered"),
            owner=owner,
            subject=f"event rule {name}",
            # EventBridge user guide, "Monitoring Amazon EventBridge", FailedInvocations.
            metric=Metric(
                namespace="AWS/Events",
                name="FailedInvocations",
                dimensions={"RuleName": name},
                statistic="Sum",
                period_seconds=PERIOD_SECONDS,
            ),
            condition=Condition(comparison="above", threshold=0, periods=1, missing="notBreaching"),
        )
