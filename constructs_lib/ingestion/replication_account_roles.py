"""The roles that DMS looks for by name in every account."""

from typing import Final

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

from constructs_lib.iam.policy_document import Principal, Statement, policy_document
from constructs_lib.place import Place

ROLES: Final = {
    "dms-vpc-role": "AmazonDMSVPCManagementRole",
    "dms-cloudwatch-logs-role": "AmazonDMSCloudWatchLogsRole",
}
"""Role name to AWS's policy (DMS user guide, "Creating the IAM roles to use with AWS DMS")."""


class ReplicationAccountRoles(Construct):
    """The roles without which DMS makes no subnet group and writes no log; one set per account.

    Attributes:
        attachments: The permissions; what uses DMS waits for them.
    """

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        trust = policy_document(
            [
                Statement(
                    sid="TrustService",
                    principal=Principal(services=("dms.amazonaws.com",)),
                    actions=("sts:AssumeRole",),
                    # No condition: the page of these roles has none, and DMS takes them for no resource of its own.
                )
            ]
        )
        self.attachments: list[IamRolePolicyAttachment] = []
        for name, policy in ROLES.items():
            role = IamRole(
                self,
                name.replace("-", "_"),
                name=name,
                description="Looked for by DMS under this name",
                assume_role_policy=trust,
                permissions_boundary=place.permissions_boundary_arn,
            )
            self.attachments.append(
                IamRolePolicyAttachment(
                    self,
                    f"{name.replace('-', '_')}_policy",
                    role=role.name,
                    policy_arn=place.arn("iam", f"policy/service-role/{policy}", account="aws"),
                )
            )
