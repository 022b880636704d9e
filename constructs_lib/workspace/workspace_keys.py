"""The keys that Databricks encrypts a workspace with."""

from typing import Final

from constructs_lib.iam.customer_key import USE_ACTIONS, PrincipalUse
from constructs_lib.iam.databricks_identity import CONTROL_PLANE
from constructs_lib.place import Place

MANAGED_SERVICES_ACTIONS: Final = ("kms:Decrypt", "kms:Encrypt")


def _of_account(place: Place) -> dict[str, dict[str, list[str]]]:
    # Without it any customer of Databricks could have the control plane use this key.
    return {"StringEquals": {"aws:PrincipalTag/DatabricksAccountId": [place.databricks_account_id]}}


def managed_services_uses(place: Place) -> tuple[PrincipalUse, ...]:
    """Return who uses the key of notebooks, queries and secrets: the control plane.

    Source: Databricks documentation, "Configure customer-managed keys", managed services.
    """
    return (
        PrincipalUse(
            sid="ControlPlane",
            arns=(CONTROL_PLANE,),
            actions=MANAGED_SERVICES_ACTIONS,
            conditions=_of_account(place),
        ),
    )


def workspace_storage_uses(place: Place, *, compute_role_arn: str) -> tuple[PrincipalUse, ...]:
    """Return who uses the key of the root bucket and of cluster volumes: the control plane, and compute via EC2.

    Source: Databricks documentation, "Configure customer-managed keys", workspace storage.
    """
    return (
        PrincipalUse(
            sid="ControlPlane",
            arns=(CONTROL_PLANE,),
            actions=USE_ACTIONS,
            conditions=_of_account(place),
        ),
        PrincipalUse(
            sid="ControlPlaneGrants",
            arns=(CONTROL_PLANE,),
            actions=("kms:CreateGrant",),
            conditions={
                "Bool": {"kms:GrantIsForAWSResource": ["true"]},
                **_of_account(place),
            },
        ),
        PrincipalUse(
            sid="VolumesOfCompute",
            arns=(compute_role_arn,),
            actions=("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"),
            conditions={"StringLike": {"kms:ViaService": [place.regional_service("ec2")]}},
        ),
    )
