"""Lets Databricks read the streams."""

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from constructs_lib.ingestion.source_spec import Surroundings
from constructs_lib.policy_document import Principal, Statement, policy_document

UNITY_CATALOG_ROLE = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"
"""Who takes the roles of credentials (Databricks documentation, "Create a service credential")."""

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


class StreamReader(Construct):
    """Defines the role of a Unity Catalog service credential that reads every stream of the environment.

    Always on: the external id, and that the role may take itself, which Unity Catalog requires. It names the
    streams by the beginning of their names, so that a new source changes nothing here.

    Attributes:
        role: The role resource.
        arn: Its ARN.
    """

    def __init__(self, scope: Construct, id_: str, *, surroundings: Surroundings, external_id: str) -> None:
        super().__init__(scope, id_)
        place = surroundings.place
        name = place.name_of("iam_role", "stream-reader")
        own_arn = f"arn:{place.partition}:iam::{place.account_id}:role/{name}"
        streams = place.arn("kinesis", f"stream/{place.name_of('stream', 'stream-')}*")
        trust = [
            Statement(
                sid="TrustUnityCatalog",
                principal=Principal(aws=(UNITY_CATALOG_ROLE,)),
                actions=("sts:AssumeRole",),
                conditions={"StringEquals": {"sts:ExternalId": [external_id]}},
            ),
            # The role does not exist yet when its trust is written: the account, narrowed to the role itself.
            Statement(
                sid="TrustItself",
                principal=Principal(aws=(f"arn:{place.partition}:iam::{place.account_id}:root",)),
                actions=("sts:AssumeRole",),
                conditions={
                    "ArnLike": {"aws:PrincipalArn": [own_arn]},
                    "StringEquals": {"sts:ExternalId": [external_id]},
                },
            ),
        ]
        self.role = IamRole(
            self,
            "role",
            name=name,
            description="Reads the streams for structured streaming",
            assume_role_policy=policy_document(trust),
            permissions_boundary=place.permissions_boundary_arn,
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
                        sid="ReadStreams", actions=READ_ACTIONS, resources=(streams, f"{streams}/consumer/*")
                    ),
                    Statement(
                        sid="DecryptStreams",
                        actions=("kms:Decrypt",),
                        resources=(surroundings.ingestion_key.arn,),
                    ),
                    Statement(sid="TakeItself", actions=("sts:AssumeRole",), resources=(own_arn,)),
                ]
            ),
        )
