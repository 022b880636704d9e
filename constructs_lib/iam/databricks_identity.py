"""Who Databricks is in AWS."""

from typing import Final

CONTROL_PLANE_ACCOUNT: Final = "414351767826"
"""The AWS account of the control plane (provider `databricks/databricks` 1.99, `aws/constants.go`)."""

CONTROL_PLANE: Final = f"arn:aws:iam::{CONTROL_PLANE_ACCOUNT}:root"

IMAGE_OWNER: Final = "601306020600"
"""The AWS account that owns the machine images of Databricks Runtime."""

UNITY_CATALOG: Final = (
    f"arn:aws:iam::{CONTROL_PLANE_ACCOUNT}:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"
)
"""Who takes the roles of credentials (Databricks documentation, "Create a storage credential")."""

LOG_DELIVERY: Final = (
    f"arn:aws:iam::{CONTROL_PLANE_ACCOUNT}:role/SaasUsageDeliveryRole-prod-IAMRole-3PLHICCRR1TK"
)
"""Who takes the role of audit log delivery ("Configure audit log delivery")."""
