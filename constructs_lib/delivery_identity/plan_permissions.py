"""What the plan role of an environment may read."""

from typing import Final

from constructs_lib.delivery_identity.deployed_services import BUDGET_READ_ACTIONS, READABLE
from constructs_lib.delivery_identity.state_access import StateAccess
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place

BUCKET_READ_ACTIONS: Final = (
    "s3:GetAccelerateConfiguration",
    "s3:GetAccountPublicAccessBlock",
    "s3:GetBucket*",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
    "s3:ListTagsForResource",
)
"""Settings of buckets; tags are read by `ListTagsForResource` (AWS provider 6.23.0, notes of the release)."""

VALUE_ACTIONS: Final = (
    "cloudtrail:GetEventDataStoreData",
    "cloudtrail:GetQueryResults",
    "dynamodb:GetItem",
    "dynamodb:GetRecords",
    "ec2:GetConsole*",
    "ec2:GetPasswordData",
    "kinesis:GetRecords",
    "logs:GetLogEvents",
    "logs:GetLogRecord",
    "logs:GetQueryResults",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter*",
)
"""What the reading verbs would also return: records, rows, secrets, what a machine printed."""


def plan_statements(state: StateAccess, place: Place) -> list[Statement]:
    """Return what a plan reads: the state, what was deployed, the settings it compares; never a secret's value."""
    return [
        Statement(
            sid="ReadState",
            actions=("s3:GetObject",),
            resources=tuple(f"{state.bucket_arn}/{key}" for key in state.object_keys),
        ),
        Statement(
            sid="ReadDeployments",
            actions=("s3:GetObject",),
            resources=state.beside("deployments", "releases"),
        ),
        Statement(sid="LookUpChanges", actions=("cloudtrail:LookupEvents",), resources=("*",)),
        Statement(sid="DecryptState", actions=("kms:Decrypt",), resources=(state.key_arn,)),
        Statement(
            sid="ReadSettings",
            actions=(
                *(f"{service}:{verb}" for service, verbs in READABLE.items() for verb in verbs),
                *BUDGET_READ_ACTIONS,
            ),
            resources=("*",),
        ),
        # Without it Lambda answers with no variables at all, and each plan shows them as added (Lambda
        # developer guide, "Securing environment variables": a function's ARN is the context of the encryption).
        Statement(
            sid="ReadFunctionSettings",
            actions=("kms:Decrypt",),
            resources=(place.arn("kms", "key/*"),),
            conditions={
                "ArnLike": {
                    "kms:EncryptionContext:aws:lambda:FunctionArn": [
                        place.arn("lambda", f"function:{place.name_prefix}-*")
                    ]
                },
                "StringEquals": {"kms:ViaService": [place.regional_service("lambda")]},
            },
        ),
        # GetSchedule decrypts what a schedule sends (EventBridge Scheduler user guide, "Encryption at rest").
        Statement(
            sid="ReadSchedules",
            actions=("kms:Decrypt",),
            resources=(place.arn("kms", "key/*"),),
            conditions={
                "ArnLike": {
                    "kms:EncryptionContext:aws:scheduler:schedule:arn": [
                        place.arn("scheduler", f"schedule/*/{place.name_prefix}-*")
                    ]
                },
                "StringEquals": {"kms:ViaService": [place.regional_service("scheduler")]},
            },
        ),
        Statement(sid="ReadBucketSettings", actions=BUCKET_READ_ACTIONS, resources=("*",)),
        Statement(sid="DenyValues", effect="Deny", actions=VALUE_ACTIONS, resources=("*",)),
    ]
