"""A role that runs of GitHub assume."""

from collections.abc import Sequence
from typing import Final

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from constructs_lib.iam.policy_document import Statement, policy_document

SESSION_SECONDS: Final = 3600
"""The longest session that a role takes by default, and the shortest that can be its longest
(https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html)."""
DEPLOYMENT_SECONDS: Final = 90 * 60
"""As long as the job that deploys may take (`timeout-minutes`): a workspace alone can keep it waiting for an hour."""


def pipeline_role(
    scope: Construct,
    id_: str,
    *,
    name: str,
    description: str,
    trust: Sequence[Statement],
    statements: Sequence[Statement],
    session_seconds: int = SESSION_SECONDS,
    boundary: str | None = None,
) -> IamRole:
    """Make a role that `trust` lets in and that may do what `statements` say, within the boundary of an ARN."""
    role = IamRole(
        scope,
        id_,
        name=name,
        description=description,
        max_session_duration=session_seconds,
        permissions_boundary=boundary,
        assume_role_policy=policy_document(trust),
    )
    IamRolePolicy(
        scope,
        f"{id_}_permissions",
        name="permissions",
        role=role.name,
        policy=policy_document(statements),
    )
    return role
