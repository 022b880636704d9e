"""Lets Databricks read the streams."""

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.credential import Credential, CredentialAwsIamRole
from constructs import Construct

from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.iam.databricks_identity import UNITY_CATALOG
from constructs_lib.iam.foreign_role import ForeignRole
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place

READ_ACTIONS = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamConsumer",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
    "kinesis:RegisterStreamConsumer",
    "kinesis:SubscribeToShard",
)

READER = "stream-reader"
"""What the role is for, in its name."""


class StreamReader(Construct):
    """A service credential of Unity Catalog that reads every stream of the environment, and its role.

    Always on: the credential's external id in every trust, that the role takes itself, which Unity Catalog
    requires, and isolation in the workspace. It names the streams by the beginning of their names, so that a
    new source changes nothing here.

    Attributes:
        credential: The service credential.
        role: The role that it takes.
        name: The credential's name, known after apply.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        key: CustomerKey,
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
        settle_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        role_arn = place.role_arn(place.name_of("iam_role", READER))
        streams = place.arn("kinesis", f"stream/{place.name_of('stream', 'stream-')}*")
        self.credential = Credential(
            self,
            "credential",
            provider=workspace,
            name=place.name_of("credential", "streams"),
            purpose="SERVICE",
            comment="Reads the streams of the environment",
            isolation_mode="ISOLATION_MODE_ISOLATED",
            # The role trusts an id that the credential has: the credential is first, and is not tried.
            aws_iam_role=CredentialAwsIamRole(role_arn=role_arn),
            skip_validation=True,
            force_destroy=place.protection.force_destroy,
            depends_on=ready,
        )
        self.name = self.credential.name
        self.role = ForeignRole(
            self,
            "role",
            purpose=READER,
            description="Reads the streams for structured streaming",
            taken_by=UNITY_CATALOG,
            external_id=self.credential.aws_iam_role.external_id,
            takes_itself=True,
            statements=[
                Statement(
                    sid="ReadStreams", actions=READ_ACTIONS, resources=(streams, f"{streams}/consumer/*")
                ),
                Statement(sid="DecryptStreams", actions=("kms:Decrypt",), resources=(key.arn,)),
            ],
            settle_seconds=settle_seconds,
        )
