"""The actions that the boundary of a deployment is about."""

from typing import Final

from constructs_lib.delivery_identity.deployed_services import MONITORING_SERVICES, SOURCE_SERVICES
from constructs_lib.delivery_identity.deployment_permissions import ROLE_ACTIONS

SERVICES: Final = (
    "access-analyzer",
    "cloudtrail",
    "ec2",
    "kms",
    "lambda",
    "logs",
    "s3",
    "sns",
    "xray",
    *SOURCE_SERVICES,
    *MONITORING_SERVICES,
)
"""The services of the stack and of the roles in it."""

IDENTITY_ACTIONS: Final = (
    *ROLE_ACTIONS,
    "iam:*AccountPasswordPolicy",
    "iam:*ServiceLinkedRole",
    "iam:Get*",
    "iam:List*",
    "sts:AssumeRole",
    "sts:TagSession",
)
"""Roles, and reading; whatever else IAM knows (users, groups, managed policies, identity providers, instance
profiles, devices, keys) is no part of a deployment and of no role that it makes."""

PEOPLE_ACTIONS: Final = (
    "iam:Add*",
    "iam:AttachGroupPolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateGroup",
    "iam:CreateInstanceProfile",
    "iam:CreateLoginProfile",
    "iam:CreateOpenIDConnectProvider",
    "iam:CreatePolicy*",
    "iam:CreateSAMLProvider",
    "iam:CreateServiceSpecificCredential",
    "iam:CreateUser",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutGroupPolicy",
    "iam:PutUser*",
    "iam:ResetServiceSpecificCredential",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAccessKey",
    "iam:UpdateLoginProfile",
    "iam:UpdateSAMLProvider",
    "iam:Upload*",
)
"""The known ways to gain another identity by users, groups, policies and providers."""

MACHINE_ACTIONS: Final = (
    "ec2:*IamInstanceProfile*",
    "ec2:*LaunchTemplate*",
    "ec2:CreateFleet",
    "ec2:Request*",
    "ec2:RunInstances",
    "ec2:Start*",
)
"""What starts machines, which carry roles, or changes how they start."""

FUNCTION_WRITES: Final = ("lambda:A*", "lambda:C*", "lambda:I*", "lambda:P*", "lambda:R*", "lambda:U*")
"""All that changes or runs a function: Add, Create, Checkpoint, Invoke, Pass, Publish, Put, Remove, Update."""

STEERING_ACTIONS: Final = (
    *(action for action in ROLE_ACTIONS if action != "iam:PassRole"),
    "access-analyzer:Delete*",
    "cloudtrail:Delete*",
    "cloudtrail:Put*",
    "cloudtrail:Update*",
    "cloudwatch:Delete*",
    "cloudwatch:DisableAlarmActions",
    "config:Delete*",
    "config:Stop*",
    "ec2:Disable*",
    "ec2:ModifyInstanceMetadataDefaults",
    "guardduty:Delete*",
    "guardduty:Update*",
    "iam:*AccountPasswordPolicy",
    "iam:DeleteServiceLinkedRole",
    "kms:DisableKey*",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "lambda:Add*",
    "lambda:Create*",
    "lambda:Update*",
    "logs:DeleteLogGroup",
    "s3:*AccountPublicAccessBlock",
    "s3:PutBucketPolicy",
    "securityhub:*Disable*",
)
"""What only a deployment does; the roles that it makes use what there is."""
