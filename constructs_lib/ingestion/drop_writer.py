"""Lets named principals put files into a source's incoming prefix by S3."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from constructs_lib.iam.policy_document import Principal, Statement, policy_document
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.place import Place


class DropWriter(Construct):
    """The role that writers of a source take, of this account or another.

    Always on: an external id (the source's name), write-only access to one prefix.

    `incoming_prefix` is that prefix. `writers` are the ARNs of who may take the role.

    Attributes:
        role: The role resource.
        arn: Its ARN, which the writers need.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        source: SourceSpec,
        surroundings: Surroundings,
        incoming_prefix: str,
        writers: Sequence[str],
    ) -> None:
        super().__init__(scope, id_)
        place, landing = Place.of(scope), surroundings.landing
        self.role = IamRole(
            self,
            "role",
            name=place.name_of("iam_role", f"drop-{source.name}"),
            description=f"Puts files of source {source.name} into its incoming prefix",
            assume_role_policy=policy_document(
                [
                    Statement(
                        sid="TrustWriters",
                        principal=Principal(aws=tuple(writers)),
                        actions=("sts:AssumeRole",),
                        conditions={"StringEquals": {"sts:ExternalId": [source.name]}},
                    )
                ]
            ),
            permissions_boundary=place.permissions_boundary_arn,
            tags=source.tags,
        )
        self.arn = self.role.arn
        IamRolePolicy(
            self,
            "policy",
            name="permissions",
            role=self.role.name,
            policy=policy_document(
                [
                    Statement(
                        sid="PutFiles",
                        actions=("s3:AbortMultipartUpload", "s3:PutObject"),
                        resources=(f"{place.bucket_arn(landing.bucket_name)}/{incoming_prefix}*",),
                    ),
                    Statement(
                        sid="EncryptFiles",
                        actions=("kms:Decrypt", "kms:GenerateDataKey"),
                        resources=(landing.key.arn,),
                    ),
                ]
            ),
        )
