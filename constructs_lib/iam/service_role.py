"""An IAM role for one AWS service with exactly the permissions it is given."""

from collections.abc import Mapping, Sequence
from typing import Final

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from constructs_lib.iam.policy_document import Principal, Statement, policy_document
from constructs_lib.place import Place

NAMED_BY: Final = {
    "config.amazonaws.com": "aws:SourceAccount",
    "dms.amazonaws.com": "aws:SourceAccount",
    "firehose.amazonaws.com": "sts:ExternalId",
    "scheduler.amazonaws.com": "aws:SourceAccount",
    "transfer.amazonaws.com": "aws:SourceAccount",
    "vpc-flow-logs.amazonaws.com": "aws:SourceAccount",
}
"""The key in which a service names the account that it takes a role for, where AWS documents one.

The others name none, and a condition would keep them out; `iam:PassRole` alone guards their roles. CloudTrail's
page says so: "Role policy document for CloudTrail to use CloudWatch Logs for monitoring". Nor do the pages of
Lambda, of AWS Chatbot and of the regional principal of DMS, which reads secrets, have one.
Sources: AWS Config, "Permissions for the IAM role assigned to AWS Config"; DMS, "Cross-service confused deputy
prevention"; Data Firehose, "Allow Firehose to assume an IAM role"; EventBridge Scheduler, "Confused deputy
prevention"; Transfer Family, "Cross-service confused deputy prevention"; VPC, "IAM role for publishing flow logs".
"""

RECORDER_ROLE: Final = "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
"""AWS Config's own role, with its path (AWS Config developer guide, "Using service-linked roles")."""


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
    """A role that one AWS service may assume, on behalf of one account only.

    Always on: the condition that keeps other accounts from using the service as their deputy, wherever AWS
    documents that the service names the account, the boundary of the place, and least-privilege statements.
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
        purpose: str,
        description: str,
        service: str,
        statements: Sequence[Statement],
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_least_privilege(statements)
        place = Place.of(scope)
        named_by = NAMED_BY.get(service)
        trust = Statement(
            sid="TrustService",
            principal=Principal(services=(service,)),
            actions=("sts:AssumeRole",),
            conditions={"StringEquals": {named_by: [place.account_id]}} if named_by else {},
        )
        self.role = IamRole(
            self,
            "role",
            name=place.name_of("iam_role", purpose),
            description=description,
            assume_role_policy=policy_document([trust]),
            permissions_boundary=place.permissions_boundary_arn,
            tags=tags,
        )
        self.policy = IamRolePolicy(
            self, "policy", name="permissions", role=self.role.name, policy=policy_document(statements)
        )
        self.arn = self.role.arn
