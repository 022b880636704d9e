"""The buckets that Databricks compute reaches from the private network."""

from constructs_lib.networking.service_endpoints import BucketAdmission
from constructs_lib.security.databricks_identity import CONTROL_PLANE_ACCOUNT
from environments.databricks.regions import log_bucket, readable_buckets
from environments.model import EnvironmentConfig
from environments.names import Names

WORKSPACE_BUCKET = "workspace"
"""The purpose of a workspace's root bucket, in its name."""


def databricks_buckets(config: EnvironmentConfig, names: Names) -> tuple[BucketAdmission, ...]:
    """Return what the S3 endpoint lets through for Databricks: its artifacts, its logs, the root bucket.

    Databricks' own buckets are bound to its account, so that no bucket of that name elsewhere is reached; in the
    root bucket compute works with credentials of the control plane.
    Source: Databricks security reference architecture, `aws/tf/vpc_endpoint.tf`.
    """

    def arns(*buckets: str) -> tuple[str, ...]:
        return tuple(f"arn:{config.partition}:s3:::{bucket}" for bucket in buckets)

    owned = {"StringEquals": {"aws:ResourceAccount": [CONTROL_PLANE_ACCOUNT]}}
    read = ("s3:GetBucketLocation", "s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket")
    write = ("s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "s3:PutObject")
    return (
        BucketAdmission(
            sid="DatabricksArtifacts",
            bucket_arns=arns(*readable_buckets(config.region)),
            actions=read,
            conditions=owned,
        ),
        BucketAdmission(
            sid="DatabricksLogs", bucket_arns=arns(log_bucket(config.region)), actions=write, conditions=owned
        ),
        BucketAdmission(
            sid="WorkspaceFiles",
            bucket_arns=arns(names.s3_bucket(WORKSPACE_BUCKET)),
            actions=(*read, "s3:DeleteObject", "s3:PutObject"),
            conditions={
                "StringEquals": {
                    "aws:PrincipalAccount": [CONTROL_PLANE_ACCOUNT],
                    "aws:ResourceAccount": [config.account.id],
                }
            },
        ),
    )
