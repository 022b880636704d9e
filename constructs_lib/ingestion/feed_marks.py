"""How far each API source has come."""

from cdktf_cdktf_provider_aws.dynamodb_table import (
    DynamodbTable,
    DynamodbTableAttribute,
    DynamodbTablePointInTimeRecovery,
    DynamodbTableServerSideEncryption,
)
from constructs import Construct

from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.place import Place

PARTITION_KEY = "source"


class FeedMarks(Construct):
    """The table of high-water marks: one item per source, written only by its own function.

    Always on: encryption, point-in-time recovery, and deletion protection where data is retained.

    Attributes:
        table: The table resource.
        name: Its name.
    """

    def __init__(self, scope: Construct, id_: str, *, key: CustomerKey) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        self.name = place.name_of("table", "feed-marks")
        self.table = DynamodbTable(
            self,
            "table",
            name=self.name,
            billing_mode="PAY_PER_REQUEST",
            hash_key=PARTITION_KEY,
            attribute=[DynamodbTableAttribute(name=PARTITION_KEY, type="S")],
            server_side_encryption=DynamodbTableServerSideEncryption(enabled=True, kms_key_arn=key.arn),
            point_in_time_recovery=DynamodbTablePointInTimeRecovery(enabled=True),
            deletion_protection_enabled=place.protection.retained,
            lifecycle=place.protection.lifecycle,
        )
