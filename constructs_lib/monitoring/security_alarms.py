"""Alarms on what the audit trail records."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdktf_cdktf_provider_aws.cloudwatch_log_metric_filter import (
    CloudwatchLogMetricFilter,
    CloudwatchLogMetricFilterMetricTransformation,
)
from constructs import Construct

from constructs_lib.audit.audit_trail import AuditTrail
from constructs_lib.monitoring import alarm_kind as kinds
from constructs_lib.monitoring.alarm import Alarm, Condition, Metric
from constructs_lib.monitoring.alarm_kind import AlarmKind
from constructs_lib.monitoring.alarm_topics import AlarmTopics
from constructs_lib.place import Place

PERIOD_SECONDS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is looked for in the trail: a filter pattern, and from how many matches it raises an alarm."""

    kind: AlarmKind
    pattern: str
    """A filter pattern of CloudWatch Logs."""
    matches: int = 1
    """Matches within five minutes."""


def _events(*names: str) -> str:
    return " || ".join(f"($.eventName = {name})" for name in names)


WATCHED: Final = (
    Watched(
        kind=kinds.ROOT_LOGIN,
        pattern='{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS '
        '&& $.eventType != "AwsServiceEvent" }',
    ),
    Watched(
        kind=kinds.UNAUTHORISED_CALLS,
        pattern='{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
        matches=20,
    ),
    Watched(
        kind=kinds.LOGIN_WITHOUT_MFA,
        pattern='{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") '
        '&& ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    ),
    Watched(
        kind=kinds.KEY_CHANGES,
        pattern=f'{{ ($.eventSource = "kms.amazonaws.com") && '
        f"({_events('DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy', 'DisableKeyRotation')}) }}",
    ),
    Watched(
        kind=kinds.IAM_CHANGES,
        pattern="{ "
        + _events(
            "AttachRolePolicy",
            "AttachUserPolicy",
            "CreateAccessKey",
            "CreatePolicyVersion",
            "CreateUser",
            "DeleteRolePermissionsBoundary",
            "DetachRolePolicy",
            "PutRolePolicy",
            "PutUserPolicy",
            "UpdateAssumeRolePolicy",
        )
        + " }",
    ),
    Watched(
        kind=kinds.TRAIL_CHANGES,
        pattern=f"{{ {_events('DeleteTrail', 'PutEventSelectors', 'StopLogging', 'UpdateTrail')} }}",
    ),
    Watched(
        kind=kinds.BUCKET_POLICY_CHANGES,
        pattern='{ ($.eventSource = "s3.amazonaws.com") && ('
        + _events(
            "DeleteBucketEncryption",
            "DeleteBucketPolicy",
            "PutBucketAcl",
            "PutBucketPolicy",
            "DeletePublicAccessBlock",
            "PutBucketPublicAccessBlock",
        )
        + ") }",
    ),
    Watched(
        kind=kinds.NETWORK_CHANGES,
        pattern="{ "
        + _events(
            "AttachInternetGateway",
            "CreateInternetGateway",
            "CreateNetworkAclEntry",
            "CreateRoute",
            "CreateVpcPeeringConnection",
            "DeleteNetworkAclEntry",
            "DeleteRoute",
            "DeleteVpcEndpoints",
            "ReplaceNetworkAclEntry",
            "ReplaceRoute",
        )
        + " }",
    ),
    Watched(
        kind=kinds.SECURITY_GROUP_CHANGES,
        pattern="{ "
        + _events(
            "AuthorizeSecurityGroupEgress",
            "AuthorizeSecurityGroupIngress",
            "CreateSecurityGroup",
            "DeleteSecurityGroup",
            "ModifySecurityGroupRules",
            "RevokeSecurityGroupEgress",
            "RevokeSecurityGroupIngress",
        )
        + " }",
    ),
    Watched(
        kind=kinds.RECORDER_CHANGES,
        pattern='{ ($.eventSource = "config.amazonaws.com") && ('
        + _events(
            "DeleteConfigurationRecorder",
            "DeleteDeliveryChannel",
            "PutConfigurationRecorder",
            "StopConfigurationRecorder",
        )
        + ") }",
    ),
)
"""What is looked for (CIS AWS Foundations Benchmark 3.0, section 4 "Monitoring", and KMS's own events)."""


class SecurityAlarms(Construct):
    """A metric filter and an alarm for each thing that the audit trail is watched for.

    Always on: every one of `WATCHED`. A deployment raises some of them; their runbooks say how to recognise that.

    `namespace` is that of its metrics.

    Attributes:
        alarms: The alarms.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        topics: AlarmTopics,
        trail: AuditTrail,
        namespace: str,
        owner: str,
        watched: Sequence[Watched] = WATCHED,
    ) -> None:
        super().__init__(scope, id_)
        name_of = Place.of(scope).name_of
        group = trail.log_group.name
        self.alarms: list[Alarm] = []
        for each in watched:
            name = each.kind.name
            id_ = name.replace("-", "_")
            CloudwatchLogMetricFilter(
                self,
                f"{id_}_filter",
                name=name_of("metric_filter", f"audit-{name}"),
                log_group_name=group,
                pattern=each.pattern,
                metric_transformation=CloudwatchLogMetricFilterMetricTransformation(
                    namespace=namespace, name=name, value="1", default_value="0"
                ),
            )
            self.alarms.append(
                Alarm(
                    self,
                    id_,
                    topics=topics,
                    kind=each.kind,
                    name=name_of("alarm", f"audit-{name}"),
                    owner=owner,
                    subject="audit trail",
                    metric=Metric(
                        namespace=namespace,
                        name=name,
                        dimensions={},
                        statistic="Sum",
                        period_seconds=PERIOD_SECONDS,
                    ),
                    condition=Condition(
                        comparison="at_least",
                        threshold=each.matches,
                        periods=1,
                        missing="notBreaching",
                    ),
                )
            )
