"""The kinds of alarm: how severe each is, and which runbook says what to do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class AlarmSeverity(StrEnum):
    """How soon somebody has to look: now, in the next working hour, when passing by."""

    CRITICAL = "critical"
    """Now."""
    HIGH = "high"
    """In the next working hour."""
    LOW = "low"
    """When passing by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmKind:
    """A kind of alarm; `name` is also that of its page in `docs/runbooks`."""

    name: str
    severity: AlarmSeverity
    meaning: str
    """What has happened, in words for the person on call."""


# The parts of a source are told with low severity; their composite wakes somebody, once.
SOURCE_LATE: Final = AlarmKind(
    name="source-late",
    severity=AlarmSeverity.LOW,
    meaning="nothing has arrived within the freshness objective",
)
SOURCE_ERRORS: Final = AlarmKind(
    name="source-errors", severity=AlarmSeverity.LOW, meaning="the source's function ended with an error"
)
SOURCE_THROTTLED: Final = AlarmKind(
    name="source-throttled",
    severity=AlarmSeverity.LOW,
    meaning="AWS refused calls because there were too many",
)
DEAD_LETTERS: Final = AlarmKind(
    name="dead-letters",
    severity=AlarmSeverity.LOW,
    meaning="events wait for a person after every retry failed",
)
ITERATOR_AGE: Final = AlarmKind(
    name="iterator-age", severity=AlarmSeverity.LOW, meaning="a reader of the stream has fallen behind"
)
DELIVERY_LATE: Final = AlarmKind(
    name="delivery-late",
    severity=AlarmSeverity.LOW,
    meaning="records wait too long for their delivery to bronze",
)
FILE_QUARANTINED: Final = AlarmKind(
    name="file-quarantined",
    severity=AlarmSeverity.HIGH,
    meaning="a file failed its check and lies in quarantine",
)
SOURCE_UNHEALTHY: Final = AlarmKind(
    name="source-unhealthy", severity=AlarmSeverity.HIGH, meaning="a part of the source is in alarm"
)
ROOT_LOGIN: Final = AlarmKind(
    name="root-login", severity=AlarmSeverity.CRITICAL, meaning="somebody used the account's root user"
)
LOGIN_WITHOUT_MFA: Final = AlarmKind(
    name="login-without-mfa", severity=AlarmSeverity.HIGH, meaning="somebody entered the console without MFA"
)
UNAUTHORISED_CALLS: Final = AlarmKind(
    name="unauthorised-calls",
    severity=AlarmSeverity.HIGH,
    meaning="many calls were refused for want of permission",
)
KEY_CHANGES: Final = AlarmKind(
    name="key-changes", severity=AlarmSeverity.CRITICAL, meaning="a KMS key was disabled, deleted or opened"
)
IAM_CHANGES: Final = AlarmKind(
    name="iam-changes", severity=AlarmSeverity.HIGH, meaning="a policy, role or user was changed"
)
TRAIL_CHANGES: Final = AlarmKind(
    name="trail-changes", severity=AlarmSeverity.CRITICAL, meaning="the audit trail was changed or stopped"
)
BUCKET_POLICY_CHANGES: Final = AlarmKind(
    name="bucket-policy-changes", severity=AlarmSeverity.HIGH, meaning="access to a bucket was changed"
)
NETWORK_CHANGES: Final = AlarmKind(
    name="network-changes", severity=AlarmSeverity.HIGH, meaning="a route, gateway or network ACL was changed"
)
SECURITY_GROUP_CHANGES: Final = AlarmKind(
    name="security-group-changes", severity=AlarmSeverity.HIGH, meaning="a security group was changed"
)
RECORDER_CHANGES: Final = AlarmKind(
    name="recorder-changes", severity=AlarmSeverity.HIGH, meaning="AWS Config was changed or stopped"
)
THREATS: Final = AlarmKind(
    name="threats", severity=AlarmSeverity.CRITICAL, meaning="GuardDuty has found a threat of high severity"
)
FINDINGS: Final = AlarmKind(
    name="findings", severity=AlarmSeverity.CRITICAL, meaning="Security Hub has found a critical weakness"
)
FINDINGS_UNDELIVERED: Final = AlarmKind(
    name="findings-undelivered",
    severity=AlarmSeverity.CRITICAL,
    meaning="EventBridge could not publish threats or findings",
)
BUDGET: Final = AlarmKind(
    name="budget", severity=AlarmSeverity.HIGH, meaning="the month's cost nears or passes its budget"
)
COST_ANOMALY: Final = AlarmKind(
    name="cost-anomaly", severity=AlarmSeverity.HIGH, meaning="something costs more than it used to"
)

ALARM_KINDS: Final = (
    SOURCE_LATE,
    SOURCE_ERRORS,
    SOURCE_THROTTLED,
    DEAD_LETTERS,
    ITERATOR_AGE,
    DELIVERY_LATE,
    FILE_QUARANTINED,
    SOURCE_UNHEALTHY,
    ROOT_LOGIN,
    LOGIN_WITHOUT_MFA,
    UNAUTHORISED_CALLS,
    KEY_CHANGES,
    IAM_CHANGES,
    TRAIL_CHANGES,
    BUCKET_POLICY_CHANGES,
    NETWORK_CHANGES,
    SECURITY_GROUP_CHANGES,
    RECORDER_CHANGES,
    THREATS,
    FINDINGS,
    FINDINGS_UNDELIVERED,
    BUDGET,
    COST_ANOMALY,
)
"""Every kind; a test compares them with the runbooks and with what the stacks define."""
