"""What lets Databricks start clusters in the account."""

from collections.abc import Sequence
from typing import Final

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.mws_credentials import MwsCredentials
from constructs import Construct

from constructs_lib.place import Place
from constructs_lib.policy_document import Statement
from constructs_lib.security.databricks_identity import CONTROL_PLANE
from constructs_lib.security.foreign_role import ForeignRole

COMPUTE: Final = "databricks-compute"
"""What the role is for, in its name."""


class ComputeCredential(Construct):
    """Defines the cross-account role of the control plane, and its registration with the Databricks account.

    Always on: the id of the Databricks account as external id, and a settling time between the role's policy
    and the registration, which checks it.

    Attributes:
        role: The cross-account role.
        credentials: Its registration.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        place: Place,
        name: str,
        statements: Sequence[Statement],
        databricks_account_id: str,
        account: TerraformProvider,
        settle_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        self.role = ForeignRole(
            self,
            "role",
            place=place,
            name=place.name_of("iam_role", COMPUTE),
            description="Databricks starts clusters in the private subnets",
            taken_by=CONTROL_PLANE,
            external_id=databricks_account_id,
            takes_itself=False,
            statements=statements,
            settle_seconds=settle_seconds,
        )
        self.credentials = MwsCredentials(
            self,
            "credentials",
            provider=account,
            credentials_name=name,
            role_arn=self.role.made_arn,
            depends_on=self.role.propagation.settled,
        )
