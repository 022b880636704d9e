"""The most that a deployment may do."""

from collections.abc import Sequence
from typing import Final

from constructs_lib.delivery_identity.bounded_actions import (
    FUNCTION_WRITES,
    IDENTITY_ACTIONS,
    MACHINE_ACTIONS,
    PEOPLE_ACTIONS,
    SERVICES,
    STEERING_ACTIONS,
)
from constructs_lib.delivery_identity.deployed_services import BUDGET_READ_ACTIONS
from constructs_lib.delivery_identity.deployment_permissions import ROLE_ACTIONS
from constructs_lib.delivery_identity.state_access import StateAccess
from constructs_lib.iam.policy_document import Statement
from constructs_lib.iam.service_role import RECORDER_ROLE
from constructs_lib.place import Place

BOUNDARY: Final = "boundary"
"""What the policy is for, in its name."""


def boundary_statements(
    state: StateAccess,
    place: Place,
    *,
    made_roles: Sequence[str],
    deploy_role: str,
    protected_roles: Sequence[str],
    machine_role: str,
) -> list[Statement]:
    """Return the most that a deployment, or a role that it creates, may do, whatever its policies say.

    Neither can touch, take or pass an identity that the deployment did not make: not the pipeline's own roles,
    provider and boundary, not users, groups, managed policies, identity providers and foreign roles. Neither
    can create a role without this boundary, silence a trail, or lose the state. The roles that it creates
    cannot steer either: they make no role, no function and read no state.

    What starts machines is left to `machine_role`; a launch template or an instance of others is as
    safe from that role as its own policy makes it.

    `made_roles` are the ARNs, or patterns of them, of the roles that the deployment makes. `deploy_role` is the name
    of the role that deploys, `protected_roles` are those of the pipeline's roles, it among them.
    """
    pipeline = tuple(place.role_arn(name) for name in protected_roles)
    boundary = place.arn("iam", f"policy/{place.name_of('iam_policy', BOUNDARY)}")
    provider = place.arn("iam", "oidc-provider/*")
    state_and_key = (state.bucket_arn, f"{state.bucket_arn}/*", state.key_arn)
    not_deploying = {"ArnNotEquals": {"aws:PrincipalArn": [place.role_arn(deploy_role)]}}
    return [
        Statement(
            sid="AllowServices",
            actions=(
                *(f"{service}:*" for service in SERVICES),
                *BUDGET_READ_ACTIONS,
                *IDENTITY_ACTIONS,
                "route53:AssociateVPCWithHostedZone",
            ),
            resources=("*",),
        ),
        Statement(
            sid="DenyPipelineIdentity",
            effect="Deny",
            actions=(
                "iam:Add*",
                "iam:Attach*",
                "iam:Create*",
                "iam:Delete*",
                "iam:Detach*",
                "iam:PassRole",
                "iam:Put*",
                "iam:Remove*",
                "iam:Set*",
                "iam:Tag*",
                "iam:Untag*",
                "iam:Update*",
                "sts:AssumeRole",
            ),
            resources=(*pipeline, boundary, provider),
        ),
        Statement(
            sid="DenyForeignRoles",
            effect="Deny",
            actions=(*ROLE_ACTIONS, "sts:AssumeRole"),
            not_resources=(*made_roles, place.role_arn(RECORDER_ROLE)),
        ),
        # iam:PermissionsBoundary is in the requests that write permissions (IAM user guide, "IAM and AWS STS
        # condition context keys"); the others are bound by the name of the role alone.
        Statement(
            sid="DenyUnboundedRoles",
            effect="Deny",
            actions=(
                "iam:AttachRolePolicy",
                "iam:CreateRole",
                "iam:PutRolePermissionsBoundary",
                "iam:PutRolePolicy",
            ),
            resources=("*",),
            conditions={"StringNotEquals": {"iam:PermissionsBoundary": [boundary]}},
        ),
        Statement(
            sid="DenyUnbinding",
            effect="Deny",
            actions=("iam:DeleteRolePermissionsBoundary",),
            resources=("*",),
        ),
        Statement(sid="DenyUsers", effect="Deny", actions=PEOPLE_ACTIONS, resources=("*",)),
        Statement(
            sid="DenyTampering",
            effect="Deny",
            actions=("cloudtrail:Stop*", "ec2:ModifyInstanceAttribute"),
            resources=("*",),
        ),
        Statement(
            sid="DenyForeignTrails",
            effect="Deny",
            actions=("cloudtrail:Delete*", "cloudtrail:Put*", "cloudtrail:Update*"),
            not_resources=(place.arn("cloudtrail", f"trail/{place.name_prefix}-*"),),
        ),
        Statement(
            sid="DenyForeignFunctions",
            effect="Deny",
            actions=FUNCTION_WRITES,
            not_resources=(place.arn("lambda", f"function:{place.name_prefix}-*"),),
        ),
        Statement(
            sid="DenyMachines",
            effect="Deny",
            actions=MACHINE_ACTIONS,
            resources=("*",),
            conditions={"ArnNotEquals": {"aws:PrincipalArn": [place.role_arn(machine_role)]}},
        ),
        Statement(
            sid="DenySteering",
            effect="Deny",
            actions=STEERING_ACTIONS,
            resources=("*",),
            conditions=not_deploying,
        ),
        Statement(
            sid="DenyStateToOthers",
            effect="Deny",
            actions=("kms:*", "s3:*"),
            resources=state_and_key,
            conditions=not_deploying,
        ),
        Statement(
            sid="DenyStateLoss",
            effect="Deny",
            actions=(
                "s3:DeleteBucket*",
                "s3:DeleteObjectVersion*",
                "s3:PutBucket*",
                "s3:PutLifecycleConfiguration",
            ),
            resources=(state.bucket_arn, f"{state.bucket_arn}/*"),
        ),
        Statement(
            sid="DenyStateKeyLoss",
            effect="Deny",
            actions=(
                "kms:CreateGrant",
                "kms:DisableKey",
                "kms:PutKeyPolicy",
                "kms:RevokeGrant",
                "kms:ScheduleKeyDeletion",
            ),
            resources=(state.key_arn,),
        ),
    ]
