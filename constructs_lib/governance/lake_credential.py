"""What lets Unity Catalog reach the lake."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.storage_credential import (
    StorageCredential,
    StorageCredentialAwsIamRole,
)
from constructs import Construct

from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.iam.databricks_identity import UNITY_CATALOG
from constructs_lib.iam.foreign_role import ForeignRole
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place

READ_ACTIONS: Final = ("s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket")
WRITE_ACTIONS: Final = (
    *READ_ACTIONS,
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:ListBucketMultipartUploads",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
)
"""What a location takes (Databricks documentation, "Create a storage credential for S3")."""

UNITY: Final = "unity-catalog"
"""What the role is for, in its name."""


class LakeCredential(Construct):
    """The storage credential of the lake and the role that it takes.

    The credential names the role by its literal ARN and exists first: it has the external id that the role
    trusts. Always on: that id in every trust, the role taking itself as Unity Catalog requires, bounded to this
    workspace (isolated), and a settling time: locations, which Databricks tries at once, depend on `usable`.

    `readable` and `writable` are names of buckets.

    Attributes:
        credential: The storage credential.
        name: Its name.
        role: Its role.
        usable: What locations depend on.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        readable: Sequence[str],
        writable: Sequence[str],
        key: CustomerKey,
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
        settle_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        role_arn = place.role_arn(place.name_of("iam_role", UNITY))
        self.name = place.name_of("credential", "lake")
        self.credential = StorageCredential(
            self,
            "credential",
            provider=workspace,
            name=self.name,
            comment="The lake of the environment",
            isolation_mode="ISOLATION_MODE_ISOLATED",
            aws_iam_role=StorageCredentialAwsIamRole(role_arn=role_arn),
            force_destroy=place.protection.force_destroy,
            depends_on=ready,
        )
        self.role = ForeignRole(
            self,
            "role",
            purpose=UNITY,
            description="Unity Catalog reads and writes the lake",
            taken_by=UNITY_CATALOG,
            external_id=self.credential.aws_iam_role.external_id,
            takes_itself=True,
            statements=[
                Statement(sid="ReadArrivals", actions=READ_ACTIONS, resources=_arns(place, readable)),
                Statement(sid="WriteTables", actions=WRITE_ACTIONS, resources=_arns(place, writable)),
                Statement(
                    sid="UseTheKey",
                    actions=("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"),
                    resources=(key.arn,),
                ),
            ],
            settle_seconds=settle_seconds,
        )
        self.usable: list[ITerraformDependable] = [self.credential, *self.role.propagation.settled]


def _arns(place: Place, buckets: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        pattern
        for bucket in buckets
        for pattern in (place.bucket_arn(bucket), f"{place.bucket_arn(bucket)}/*")
    )
