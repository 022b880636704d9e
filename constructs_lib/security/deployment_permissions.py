"""What the plan and deploy roles of an environment may do."""

from typing import Final

from constructs_lib.policy_document import Statement
from constructs_lib.security.customer_key import ADMINISTRATION_ACTIONS
from constructs_lib.security.deployed_services import (
    MONITORING_SERVICES,
    READABLE_SERVICES,
    SOURCE_DATA_ACTIONS,
    SOURCE_SERVICES,
)
from constructs_lib.security.notification_permissions import tell_statements
from constructs_lib.security.realm import Realm, StateAccess

READ_VERBS: Final = ("Describe*", "Get*", "List*")

NETWORK_ACTIONS: Final = tuple(
    f"ec2:{verb}"
    for verb in (
        "*Address*",
        "*EbsEncryptionByDefault",
        "*FlowLogs",
        "*InstanceMetadataDefaults",
        "*InternetGateway*",
        "*NatGateway*",
        "*Route*",
        "*SecurityGroup*",
        "*SnapshotBlockPublicAccess",
        "*Subnet*",
        "*Tags",
        "*Vpc*",
        "Describe*",
    )
)
"""Networks and account settings of EC2; no instance, image or volume."""

BUCKET_ACTIONS: Final = (
    "s3:CreateBucket",
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:GetAccelerateConfiguration",
    "s3:GetBucket*",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
    "s3:PutBucket*",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
)
"""Buckets and their settings; no object."""

ROLE_ACTIONS: Final = (
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
)


def plan_statements(state: StateAccess) -> list[Statement]:
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
            actions=tuple(f"{service}:{verb}" for service in READABLE_SERVICES for verb in READ_VERBS),
            resources=("*",),
        ),
        Statement(
            sid="ReadBucketSettings",
            actions=(
                "s3:GetAccelerateConfiguration",
                "s3:GetAccountPublicAccessBlock",
                "s3:GetBucket*",
                "s3:GetEncryptionConfiguration",
                "s3:GetLifecycleConfiguration",
                "s3:GetReplicationConfiguration",
                "s3:ListBucket",
            ),
            resources=("*",),
        ),
        Statement(
            sid="DenyValues",
            effect="Deny",
            actions=(
                "dynamodb:GetItem",
                "kinesis:GetRecords",
                "logs:GetLogEvents",
                "logs:GetQueryResults",
                "secretsmanager:GetSecretValue",
                "ssm:GetParameter*",
            ),
            resources=("*",),
        ),
    ]


def deploy_statements(state: StateAccess, realm: Realm) -> list[Statement]:
    """Return what a deployment may do: the services of the stack, under its own names where AWS allows it."""
    in_region = {"StringEquals": {"aws:RequestedRegion": [realm.region]}}
    return [
        Statement(sid="ManageNetwork", actions=NETWORK_ACTIONS, resources=("*",), conditions=in_region),
        Statement(
            sid="ManageKeys",
            actions=("kms:CreateKey", "kms:ListAliases", *ADMINISTRATION_ACTIONS),
            resources=("*",),
            conditions=in_region,
        ),
        Statement(
            sid="ManageBuckets",
            actions=BUCKET_ACTIONS,
            resources=(realm.arn("s3", f"{realm.name_prefix}-*"),),
        ),
        Statement(
            sid="ManageLogGroups",
            actions=(
                "logs:*LogDelivery",
                "logs:*LogGroup*",
                "logs:*RetentionPolicy",
                "logs:*MetricFilter*",
                "logs:*TagsForResource",
                "logs:AssociateKmsKey",
                "logs:DisassociateKmsKey",
                "logs:TagResource",
                "logs:UntagResource",
            ),
            resources=("*",),
            conditions=in_region,
        ),
        Statement(
            sid="ManageTrail",
            actions=(
                "cloudtrail:*Tags",
                "cloudtrail:*Trail",
                "cloudtrail:*Trails",
                "cloudtrail:*Logging",
                "cloudtrail:GetTrailStatus",
                "cloudtrail:*EventSelectors",
                "cloudtrail:*InsightSelectors",
            ),
            resources=("*",),
        ),
        Statement(
            sid="ManageRoles",
            actions=ROLE_ACTIONS,
            resources=(realm.arn("iam", f"role/{realm.name_prefix}-*", regional=False),),
        ),
        Statement(
            sid="ManageAccountSettings",
            actions=(
                "access-analyzer:*Analyzer*",
                "access-analyzer:*TagsForResource",
                "access-analyzer:TagResource",
                "access-analyzer:UntagResource",
                "iam:*AccountPasswordPolicy",
                "iam:CreateServiceLinkedRole",
                "iam:Get*",
                "iam:List*",
                "s3:*AccountPublicAccessBlock",
            ),
            resources=("*",),
        ),
        Statement(
            sid="ManageSources",
            actions=tuple(f"{service}:*" for service in SOURCE_SERVICES),
            resources=("*",),
            conditions=in_region,
        ),
        Statement(
            sid="ManageMonitoring",
            actions=(
                *(f"{service}:*" for service in MONITORING_SERVICES),
                "sns:*Topic*",
                "sns:*Subscri*",
                "sns:*Tag*",
            ),
            resources=("*",),
        ),
        Statement(
            sid="DenySourceData",
            effect="Deny",
            actions=SOURCE_DATA_ACTIONS,
            resources=("*",),
        ),
        Statement(
            sid="ManageReplicationRoles",
            actions=ROLE_ACTIONS,
            resources=(realm.arn("iam", "role/dms-*", regional=False),),
        ),
        Statement(
            sid="WriteState",
            actions=("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
            resources=tuple(
                f"{state.bucket_arn}/{key}{suffix}" for key in state.object_keys for suffix in ("", ".tflock")
            ),
        ),
        Statement(
            sid="RestoreState",
            actions=("s3:GetObjectVersion",),
            resources=tuple(f"{state.bucket_arn}/{key}" for key in state.object_keys),
        ),
        Statement(sid="ListStates", actions=("s3:ListBucketVersions",), resources=(state.bucket_arn,)),
        Statement(
            sid="RecordDeployments",
            actions=("s3:GetObject", "s3:PutObject"),
            resources=state.beside("backups", "deployments", "releases"),
        ),
        *tell_statements(state, realm),
        Statement(
            sid="UseStateKey", actions=("kms:Decrypt", "kms:GenerateDataKey"), resources=(state.key_arn,)
        ),
    ]
