"""What Databricks compute reaches from the private network that is not of the account."""

from typing import Final

from configuration.databricks.regions import artifact_buckets, log_bucket, shared_buckets
from constructs_lib.iam.databricks_identity import CONTROL_PLANE_ACCOUNT
from constructs_lib.networking.service_endpoints import Admission
from constructs_lib.place import Place

WORKSPACE_BUCKET: Final = "workspace"
"""The purpose of a workspace's root bucket, in its name."""

READ: Final = ("s3:GetBucketLocation", "s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket")
WRITE: Final = ("s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "s3:PutObject")


def databricks_admissions(place: Place) -> tuple[Admission, ...]:
    """Return what endpoints let through for Databricks: artifacts, logs, the root bucket, its own identity.

    Artifacts are bound to the account that owns them, so that none of such a name elsewhere is reached: they are
    read by anybody. All the others are bound to the identity of Databricks with which compute asks, as who owns
    their buckets is not documented. In the root bucket compute works with credentials of the control plane too.
    Source: Databricks security reference architecture, terraform-databricks-sra at 72a96ea, `aws/tf/privatelink.tf`.
    """

    def buckets(*names: str) -> tuple[str, ...]:
        arns = [place.bucket_arn(name) for name in names]
        return tuple(pattern for arn in arns for pattern in (arn, f"{arn}/*"))

    def of_databricks(key: str) -> dict[str, dict[str, list[str]]]:
        return {"StringEquals": {key: [CONTROL_PLANE_ACCOUNT]}}

    return (
        Admission(
            service="s3",
            sid="DatabricksArtifacts",
            resources=buckets(*artifact_buckets(place.region)),
            actions=READ,
            conditions=of_databricks("aws:ResourceAccount"),
        ),
        Admission(
            service="s3",
            sid="DatabricksSharedData",
            resources=buckets(*shared_buckets(place.region)),
            actions=READ,
            conditions=of_databricks("aws:PrincipalAccount"),
        ),
        Admission(
            service="s3",
            sid="DatabricksLogs",
            resources=buckets(log_bucket(place.region)),
            actions=WRITE,
            conditions=of_databricks("aws:PrincipalAccount"),
        ),
        Admission(
            service="s3",
            sid="WorkspaceFiles",
            resources=buckets(place.name_of("s3_bucket", WORKSPACE_BUCKET)),
            actions=(*READ, "s3:DeleteObject", "s3:PutObject"),
            conditions={
                "StringEquals": {
                    "aws:PrincipalAccount": [CONTROL_PLANE_ACCOUNT],
                    "aws:ResourceAccount": [place.account_id],
                }
            },
        ),
        Admission(
            service="sts",
            sid="DatabricksIdentity",
            resources=("*",),
            actions=("sts:AssumeRole", "sts:GetSessionToken", "sts:TagSession"),
            conditions=of_databricks("aws:PrincipalAccount"),
        ),
        Admission(
            service="kinesis-streams",
            sid="DatabricksTelemetry",
            resources=(place.arn("kinesis", "stream/*", account=CONTROL_PLANE_ACCOUNT),),
            actions=("kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords"),
            conditions=of_databricks("aws:PrincipalAccount"),
        ),
    )
