"""An IAM role for one AWS service with exactly the permissions it is given."""

from collections.abc import Mapping, Sequence
from typing import Final

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from constructs_lib.policy_document import Principal, Statement, policy_document

NAMES_NO_SOURCE: Final = frozenset({"lambda.amazonaws.com"})
"""Services that name no source account when they take a role; `iam:PassRole` alone guards those."""


def require_least_privilege(statements: Sequence[Statement]) -> None:
    """Raise ValueError for an Allow with a whole-service wildcard or with every resource and no condition."""
    for statement in statements:
        if statement.effect == "Deny":
            continue
        wide = sorted(action for action in statement.actions if action.endswith(":*"))
        if wide:
            raise ValueError(
                f"statement {statement.sid!r} allows {wide}; name the actions, '<service>:*' is refused"
            )
        if "*" in statement.resources and not statement.conditions:
            raise ValueError(
                f"statement {statement.sid!r} allows {sorted(statement.actions)} on every resource; "
                "name the ARNs or add a condition"
            )


class ServiceRole(Construct):
    """Defines a role that one AWS service may assume, on behalf of one account only.

    Always on: the confused-deputy condition `aws:SourceAccount` wherever the service names it, and
    least-privilege statements.
    `permissions_boundary_arn` is None only where nothing bounds the account's deployments (the emulator).
    Raises ValueError if a statement is wider than `require_least_privilege` allows.

    `service` is that service, such as `lambda.amazonaws.com`.

    Attributes:
        role: The role resource.
        policy: Its only policy, inline.
        arn: The role's ARN.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        description: str,
        service: str,
        account_id: str,
        statements: Sequence[Statement],
        permissions_boundary_arn: str | None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_least_privilege(statements)
        trust = Statement(
            sid="TrustService",
            principal=Principal(services=(service,)),
            actions=("sts:AssumeRole",),
            conditions={}
            if service in NAMES_NO_SOURCE
            else {"StringEquals": {"aws:SourceAccount": [account_id]}},
        )
        self.role = IamRole(
            self,
            "role",
            name=name,
            description=description,
            assume_role_policy=policy_document([trust]),
            permissions_boundary=permissions_boundary_arn,
            tags=tags,
        )
        self.policy = IamRolePolicy(
            self, "policy", name="permissions", role=self.role.name, policy=policy_document(statements)
        )
        self.arn = self.role.arn
