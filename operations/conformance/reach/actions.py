"""Which IAM actions an API call needs.

Most calls need the action of their own name. Where it is otherwise is listed here, by service, with its source.
"""

from collections.abc import Mapping
from typing import Final

PREFIXES: Final[Mapping[str, str]] = {
    "accessanalyzer": "access-analyzer",
    "cloudwatch-logs": "logs",
    "config-service": "config",
    "cost-explorer": "ce",
    "database-migration-service": "dms",
    "eventbridge": "events",
    "s3-control": "s3",
    "secrets-manager": "secretsmanager",
}
"""The prefix of a service's actions where it is not the service's id.

Source: service authorization reference, "service prefix" of each service.
"""

NONE_NEEDED: Final = frozenset({"sts:GetCallerIdentity"})
"""Calls that need no permission. Source: STS API reference, GetCallerIdentity."""

OTHERWISE: Final[Mapping[str, tuple[str, ...]]] = {
    # Source: Amazon S3 user guide, "Required permissions for Amazon S3 API operations".
    "s3:DeleteBucketEncryption": ("s3:PutEncryptionConfiguration",),
    "s3:DeleteBucketLifecycle": ("s3:PutLifecycleConfiguration",),
    "s3:DeleteBucketOwnershipControls": ("s3:PutBucketOwnershipControls",),
    "s3:DeleteBucketTagging": ("s3:PutBucketTagging",),
    "s3:DeleteObjects": ("s3:DeleteObject", "s3:DeleteObjectVersion"),
    "s3:DeletePublicAccessBlock": ("s3:PutBucketPublicAccessBlock",),
    "s3:GetBucketAccelerateConfiguration": ("s3:GetAccelerateConfiguration",),
    "s3:GetBucketCors": ("s3:GetBucketCORS",),
    "s3:GetBucketEncryption": ("s3:GetEncryptionConfiguration",),
    "s3:GetBucketLifecycleConfiguration": ("s3:GetLifecycleConfiguration",),
    "s3:GetBucketNotificationConfiguration": ("s3:GetBucketNotification",),
    "s3:GetBucketReplication": ("s3:GetReplicationConfiguration",),
    "s3:GetObjectLockConfiguration": ("s3:GetBucketObjectLockConfiguration",),
    "s3:GetPublicAccessBlock": ("s3:GetBucketPublicAccessBlock",),
    "s3:HeadBucket": ("s3:ListBucket",),
    "s3:HeadObject": ("s3:GetObject",),
    "s3:ListBuckets": ("s3:ListAllMyBuckets",),
    "s3:ListObjectVersions": ("s3:ListBucketVersions",),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "s3:PutBucketEncryption": ("s3:PutEncryptionConfiguration",),
    "s3:PutBucketLifecycleConfiguration": ("s3:PutLifecycleConfiguration",),
    "s3:PutBucketNotificationConfiguration": ("s3:PutBucketNotification",),
    "s3:PutPublicAccessBlock": ("s3:PutBucketPublicAccessBlock",),
    "s3-control:DeletePublicAccessBlock": ("s3:PutAccountPublicAccessBlock",),
    "s3-control:GetPublicAccessBlock": ("s3:GetAccountPublicAccessBlock",),
    "s3-control:PutPublicAccessBlock": ("s3:PutAccountPublicAccessBlock",),
    # Source: AWS Billing user guide, "Identity-based policies for AWS Budgets": two actions stand for all calls.
    **dict.fromkeys(
        (
            "budgets:CreateBudget",
            "budgets:CreateNotification",
            "budgets:DeleteBudget",
            "budgets:DeleteNotification",
            "budgets:UpdateBudget",
        ),
        ("budgets:ModifyBudget",),
    ),
    **dict.fromkeys(
        (
            "budgets:DescribeBudget",
            "budgets:DescribeNotificationsForBudget",
            "budgets:DescribeSubscribersForNotification",
        ),
        ("budgets:ViewBudget",),
    ),
}


def actions_of(call: str) -> tuple[str, ...]:
    """Return the IAM actions that a call such as `s3-control:GetPublicAccessBlock` needs."""
    if call in NONE_NEEDED:
        return ()
    if call in OTHERWISE:
        return OTHERWISE[call]
    service, _, operation = call.partition(":")
    return (f"{PREFIXES.get(service, service)}:{operation}",)
