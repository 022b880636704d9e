"""What lets Databricks start clusters in the account."""

from collections.abc import Sequence
from typing import Final

from constructs import Construct

from constructs_lib.iam.databricks_identity import CONTROL_PLANE
from constructs_lib.iam.foreign_role import ForeignRole
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place

COMPUTE: Final = "databricks-compute"
"""What the role is for, in its name."""


class ComputeRole(Construct):
    """The cross-account role of the control plane.

    Always on: the id of the Databricks account as external id, and a settling time after the role's policy: the
    Databricks account tries the role when it is registered.

    Attributes:
        role: The cross-account role.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        place: Place,
        statements: Sequence[Statement],
        databricks_account_id: str,
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
