"""A role that someone outside the account takes."""

from collections.abc import Sequence

from cdktf import Fn
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from constructs_lib.iam.policy_document import Principal, Statement, policy_document
from constructs_lib.iam.service_role import require_least_privilege
from constructs_lib.place import Place
from constructs_lib.settling_time import SettlingTime


class ForeignRole(Construct):
    """A role that one principal outside the account takes with an external id.

    With `takes_itself` the role may also take itself, which Unity Catalog requires of its roles since June
    2023. Always on: the external id in every trust, least-privilege statements, and a settling time after the
    policy. The ARN is the literal one, for a credential names its role before the role exists. Raises
    ValueError if a statement is wider than `require_least_privilege` allows.

    `taken_by` is the ARN of that principal, `external_id` what it must name.

    Attributes:
        role: The role resource.
        arn: Its literal ARN; who uses it before the role exists must not wait for the role.
        made_arn: Its ARN, known after the role is made.
        policy: Its only policy.
        propagation: The wait after which the policy is known; what checks the role depends on it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        purpose: str,
        description: str,
        taken_by: str,
        external_id: str,
        takes_itself: bool,
        statements: Sequence[Statement],
        settle_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        require_least_privilege(statements)
        place = Place.of(scope)
        name = place.name_of("iam_role", purpose)
        self.arn = place.role_arn(name)
        condition = {"StringEquals": {"sts:ExternalId": [external_id]}}
        trust = [
            Statement(
                sid="TrustDatabricks",
                principal=Principal(aws=(taken_by,)),
                actions=("sts:AssumeRole",),
                conditions=condition,
            )
        ]
        permissions = list(statements)
        if takes_itself:
            # The role does not exist yet when its trust is written: the account, narrowed to the role itself.
            trust.append(
                Statement(
                    sid="TrustItself",
                    principal=Principal(aws=(place.root_arn,)),
                    actions=("sts:AssumeRole",),
                    conditions={"ArnLike": {"aws:PrincipalArn": [self.arn]}, **condition},
                )
            )
            permissions.append(
                Statement(sid="TakeItself", actions=("sts:AssumeRole",), resources=(self.arn,))
            )
        self.role = IamRole(
            self,
            "role",
            name=name,
            description=description,
            assume_role_policy=policy_document(trust),
            permissions_boundary=place.permissions_boundary_arn,
        )
        self.made_arn = self.role.arn
        document = policy_document(permissions)
        self.policy = IamRolePolicy(self, "policy", name="permissions", role=self.role.name, policy=document)
        self.propagation = SettlingTime(
            self,
            "propagation",
            after=[self.policy],
            triggers={"permissions": Fn.sha1(self.policy.policy)},
            seconds=settle_seconds,
        )
