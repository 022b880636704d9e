"""What the deploy role of an environment may do."""

from collections.abc import Sequence
from typing import Final

from constructs_lib.delivery_identity.deployed_keys import key_use_statements
from constructs_lib.delivery_identity.deployed_services import (
    BUDGET_READ_ACTIONS,
    MONITORING_SERVICES,
    SOURCE_DATA_ACTIONS,
    SOURCE_SERVICES,
)
from constructs_lib.delivery_identity.notification_permissions import tell_statements
from constructs_lib.delivery_identity.smoke_permissions import smoke_statements
from constructs_lib.delivery_identity.state_access import StateAccess
from constructs_lib.delivery_identity.state_permissions import record_deployments, write_state
from constructs_lib.iam.customer_key import ADMINISTRATION_ACTIONS
from constructs_lib.iam.policy_document import Statement
from constructs_lib.iam.service_role import RECORDER_ROLE
from constructs_lib.place import Place

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
        "*SnapshotBlockPublicAccess*",
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
    "s3:ListTagsForResource",
    "s3:PutBucket*",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:TagResource",
    "s3:UntagResource",
)
"""Buckets and their settings; no object. Tags go with the request that makes a bucket (AWS provider 6.23.0,
notes of the release)."""

LOG_ACTIONS: Final = (
    "logs:*LogDeliver*",
    "logs:*LogGroup*",
    "logs:*LogStream*",
    "logs:*MetricFilter*",
    "logs:*RetentionPolicy",
    "logs:*TagsForResource",
    "logs:AssociateKmsKey",
    "logs:DescribeResourcePolicies",
    "logs:DisassociateKmsKey",
    "logs:PutResourcePolicy",
    "logs:TagResource",
    "logs:UntagResource",
)
"""Log groups, their streams and filters; no event in them. Log deliveries and resource policies are made in
the caller's name for the structured log of an SFTP server (AWS Transfer Family user guide, "Creating,
updating, and viewing logging for servers"; CloudWatch Logs user guide, "Logging that requires additional
permissions [V1]")."""

TRAIL_ACTIONS: Final = (
    "cloudtrail:AddTags",
    "cloudtrail:CreateTrail",
    "cloudtrail:DeleteTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:PutInsightSelectors",
    "cloudtrail:RemoveTags",
    "cloudtrail:StartLogging",
    "cloudtrail:UpdateTrail",
)
"""A trail from its making to its end; not `StopLogging`, which the provider calls only for a trail that is
declared silent."""

ROLE_ACTIONS: Final = (
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PassRole",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
)


def deploy_statements(state: StateAccess, place: Place, *, made_roles: Sequence[str]) -> list[Statement]:
    """Return what a deployment may do: the services of the stack, under its own names where AWS allows it.

    `made_roles` are the ARNs, or patterns of them, of the roles that it makes.
    """
    in_region = {"StringEquals": {"aws:RequestedRegion": [place.region]}}
    return [
        Statement(sid="ManageNetwork", actions=NETWORK_ACTIONS, resources=("*",), conditions=in_region),
        # An interface endpoint with private DNS is associated with AWS's hosted zone in the caller's name
        # (service authorization reference, dependent actions of ec2:CreateVpcEndpoint); that zone has no ARN
        # of this account.
        Statement(sid="NameEndpoints", actions=("route53:AssociateVPCWithHostedZone",), resources=("*",)),
        # Lambda leaves its interfaces for up to 20 minutes after the last function; the provider removes those of
        # a security group or subnet that is to go (hashicorp/terraform-provider-aws#3099).
        Statement(
            sid="RemoveInterfaces",
            actions=("ec2:DeleteNetworkInterface", "ec2:DetachNetworkInterface"),
            resources=(place.arn("ec2", "instance/*"), place.arn("ec2", "network-interface/*")),
        ),
        Statement(
            sid="ManageKeys",
            actions=("kms:CreateKey", "kms:ListAliases", "kms:ListKeys", *ADMINISTRATION_ACTIONS),
            resources=("*",),
            conditions=in_region,
        ),
        *key_use_statements(place),
        Statement(
            sid="ManageBuckets",
            actions=BUCKET_ACTIONS,
            resources=(place.bucket_arn(f"{place.name_prefix}-*"),),
        ),
        Statement(
            sid="ManageLogGroups",
            actions=LOG_ACTIONS,
            resources=("*",),
            conditions=in_region,
        ),
        Statement(
            sid="ManageTrail",
            actions=TRAIL_ACTIONS,
            resources=(place.arn("cloudtrail", f"trail/{place.name_prefix}-*"),),
        ),
        Statement(
            sid="ReadTrails",
            actions=("cloudtrail:DescribeTrails", "cloudtrail:Get*", "cloudtrail:List*"),
            resources=("*",),
        ),
        Statement(
            sid="ManageRoles",
            actions=ROLE_ACTIONS,
            resources=tuple(made_roles),
        ),
        Statement(
            sid="ManageRecorderRole",
            actions=(
                "iam:DeleteServiceLinkedRole",
                "iam:PassRole",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:UpdateRole",
            ),
            resources=(place.role_arn(RECORDER_ROLE),),
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
            sid="ManageFunctions",
            actions=("lambda:*",),
            resources=(place.arn("lambda", f"function:{place.name_prefix}-*"),),
        ),
        Statement(
            sid="ManageMonitoring",
            actions=(
                *(f"{service}:*" for service in MONITORING_SERVICES),
                *BUDGET_READ_ACTIONS,
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
        *smoke_statements(place),
        write_state(state),
        Statement(
            sid="RestoreState",
            actions=("s3:GetObjectVersion",),
            resources=tuple(f"{state.bucket_arn}/{key}" for key in state.object_keys),
        ),
        Statement(sid="ListStates", actions=("s3:ListBucketVersions",), resources=(state.bucket_arn,)),
        record_deployments(state),
        *tell_statements(state, place),
        Statement(
            sid="UseStateKey", actions=("kms:Decrypt", "kms:GenerateDataKey"), resources=(state.key_arn,)
        ),
    ]
