"""What lets Databricks start clusters in the account."""

from typing import Final

from constructs import Construct

from constructs_lib.iam.databricks_identity import CONTROL_PLANE
from constructs_lib.iam.foreign_role import ForeignRole
from constructs_lib.networking.private_network import PrivateNetwork
from constructs_lib.place import Place
from constructs_lib.workspace.compute_permissions import compute_permissions

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
        network: PrivateNetwork,
        settle_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        self.role = ForeignRole(
            self,
            "role",
            purpose=COMPUTE,
            description="Databricks starts clusters in the private subnets",
            taken_by=CONTROL_PLANE,
            external_id=place.databricks_account_id,
            takes_itself=False,
            statements=compute_permissions(place, vpc_id=network.vpc.id),
            settle_seconds=settle_seconds,
        )
