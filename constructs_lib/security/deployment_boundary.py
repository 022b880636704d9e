"""The most that a deployment may do."""

from constructs_lib.policy_document import Statement
from constructs_lib.security.deployed_services import MONITORING_SERVICES, SOURCE_SERVICES
from constructs_lib.security.realm import Realm, StateAccess


def boundary_statements(
    state: StateAccess, realm: Realm, *, boundary_name: str, protected_roles: tuple[str, ...]
) -> list[Statement]:
    """Return the most that a deployment, or a role that it creates, may do, whatever its policies say.

    It cannot touch the pipeline's own roles, provider and boundary, cannot create a role without this
    boundary, and cannot lose the state.
    """
    iam = tuple(realm.arn("iam", f"role/{name}", regional=False) for name in protected_roles)
    boundary = realm.arn("iam", f"policy/{boundary_name}", regional=False)
    provider = realm.arn("iam", "oidc-provider/*", regional=False)
    services = (
        "access-analyzer",
        "cloudtrail",
        "ec2",
        "iam",
        "kms",
        "logs",
        "s3",
        "sns",
        "sts",
        "xray",
        *SOURCE_SERVICES,
        *MONITORING_SERVICES,
    )
    return [
        Statement(
            sid="AllowServices", actions=tuple(f"{service}:*" for service in services), resources=("*",)
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
                "iam:Put*",
                "iam:Set*",
                "iam:Update*",
            ),
            resources=(*iam, boundary, provider),
        ),
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
        Statement(
            sid="DenyUsers",
            effect="Deny",
            actions=("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateUser"),
            resources=("*",),
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
            actions=("kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"),
            resources=(state.key_arn,),
        ),
    ]
