"""The use of customer keys that AWS services make in the deployer's name.

A service that encrypts with a customer key often proves at creation that its caller may use that key: it calls
KMS with the caller's permissions. The statement of a key's policy for the account only hands the decision to
the caller's own policies (AWS KMS developer guide, "Default key policy"), so these must allow it too.
"""

from dataclasses import dataclass
from typing import Final

from constructs_lib.iam.customer_key import USE_ACTIONS
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CallersUse:
    """What one service does with a customer key in the name of its caller."""

    service: str
    """The service, as in `kms:ViaService` without region and domain."""
    grants: bool
    """Whether it also makes a grant for itself, with which it goes on when the caller is gone."""
    source: str
    """The page that says so."""


CALLERS_USES: Final = (
    CallersUse(
        service="dms",
        grants=True,
        source="AWS DMS user guide, 'Setting an encryption key and specifying AWS KMS permissions'",
    ),
    CallersUse(
        service="dynamodb",
        grants=True,
        source="DynamoDB developer guide, 'DynamoDB encryption at rest: usage notes', authorizing use of a key",
    ),
    CallersUse(
        service="lambda",
        grants=True,
        source="Lambda developer guide, 'Securing Lambda environment variables'",
    ),
    CallersUse(
        service="scheduler",
        grants=False,
        source="EventBridge Scheduler user guide, 'Using identity-based policies', CreateSchedule",
    ),
    CallersUse(
        service="secretsmanager",
        grants=False,
        source="Secrets Manager API reference, CreateSecret and UpdateSecret",
    ),
)
"""The services of the stack that do. Kinesis asks only to find and describe keys (Kinesis Data Streams
developer guide, "Permissions to use user-generated KMS keys"); CloudTrail, CloudWatch Logs, SNS and SQS use a
key by their own principal or by that of the sender; S3 by that of who puts or gets an object.
"""


def key_use_statements(place: Place) -> list[Statement]:
    """Return the use of keys through services, which a deployment needs and which opens no data by itself.

    Every key of the account: neither a key's alias nor its tags could narrow it, for KMS takes up to five
    minutes to notice them (AWS KMS developer guide, "ABAC for AWS KMS") and a table is made seconds after its
    key. Which key admits which service is said by its own policy.
    """

    def through(services: tuple[str, ...]) -> dict[str, list[str]]:
        return {
            "kms:CallerAccount": [place.account_id],
            "kms:ViaService": [place.regional_service(service) for service in services],
        }

    keys = (place.arn("kms", "key/*"),)
    return [
        Statement(
            sid="UseKeysThroughServices",
            actions=USE_ACTIONS,
            resources=keys,
            conditions={"StringEquals": through(tuple(use.service for use in CALLERS_USES))},
        ),
        Statement(
            sid="GrantKeysToServices",
            actions=("kms:CreateGrant",),
            resources=keys,
            conditions={
                "Bool": {"kms:GrantIsForAWSResource": ["true"]},
                "StringEquals": through(tuple(use.service for use in CALLERS_USES if use.grants)),
            },
        ),
    ]
