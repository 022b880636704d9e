"""What the policy of a workspace's root bucket adds for Databricks."""

from constructs_lib.iam.databricks_identity import CONTROL_PLANE
from constructs_lib.iam.policy_document import Principal, Statement
from constructs_lib.place import Place


def root_bucket_statements(place: Place, bucket: str) -> list[Statement]:
    """Return what the control plane may do in the root bucket, on behalf of one Databricks account only.

    Tables of the catalogue have no business here: the control plane is denied what it would keep there.
    Source: Databricks documentation, "Create a storage configuration"; `databricks_aws_bucket_policy`.
    """
    bucket_arn = place.bucket_arn(bucket)
    control_plane = Principal(aws=(CONTROL_PLANE,))
    own = {"StringEquals": {"aws:PrincipalTag/DatabricksAccountId": [place.databricks_account_id]}}
    return [
        Statement(
            sid="ControlPlane",
            principal=control_plane,
            actions=(
                "s3:DeleteObject",
                "s3:GetBucketLocation",
                "s3:GetObject",
                "s3:GetObjectVersion",
                "s3:ListBucket",
                "s3:PutObject",
            ),
            resources=(bucket_arn, f"{bucket_arn}/*"),
            conditions=own,
        ),
        Statement(
            sid="DenyCatalogueThroughDbfs",
            effect="Deny",
            principal=control_plane,
            actions=("s3:*",),
            resources=(f"{bucket_arn}/unity-catalog/*",),
        ),
    ]
