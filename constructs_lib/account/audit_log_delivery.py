"""What happened in a Databricks account, delivered to a bucket."""

from typing import Final

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.mws_credentials import MwsCredentials
from cdktf_cdktf_provider_databricks.mws_log_delivery import MwsLogDelivery
from cdktf_cdktf_provider_databricks.mws_storage_configurations import MwsStorageConfigurations
from constructs import Construct

from constructs_lib.data_lake.access_log_bucket import AccessLogBucket
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.data_lake.vendor_bucket import VendorBucket
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.iam.databricks_identity import LOG_DELIVERY
from constructs_lib.iam.foreign_role import ForeignRole
from constructs_lib.iam.policy_document import Statement
from constructs_lib.place import Place

DELIVERY_ACTIONS: Final = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:GetBucketLocation",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
    "s3:PutObjectAcl",
)
"""Source: Databricks documentation, "Configure audit log delivery", access policy of the role."""


class AuditLogDelivery(Construct):
    """The delivery of all audit logs of an account to one bucket, as JSON.

    A delivery can be disabled and never deleted, and an account has at most two: destroying this disables it.
    Always on: encryption with a customer key, access logs, a life cycle, an external id, and a settling time
    between the role's policy and its registration.

    Logs go after `retention_days`.

    Attributes:
        bucket: Where the logs lie, under `audit/`.
        delivery: The delivery.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        purpose: str,
        key: CustomerKey,
        retention_days: int,
        account: TerraformProvider,
        settle_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        keep = Retention(days=retention_days, noncurrent_days=retention_days)
        access_logs = AccessLogBucket(
            self,
            "access_logs",
            name=place.name_of("s3_bucket", f"{purpose}-logs"),
            retention=keep,
        )
        bucket_name = place.name_of("s3_bucket", purpose)
        self.bucket = VendorBucket(
            self,
            "bucket",
            name=bucket_name,
            key=key,
            access_logs=access_logs,
            retention=keep,
        )
        arn = place.bucket_arn(bucket_name)
        role = ForeignRole(
            self,
            "role",
            purpose=purpose,
            description="Databricks delivers audit logs",
            taken_by=LOG_DELIVERY,
            external_id=place.databricks_account_id,
            takes_itself=False,
            statements=[
                Statement(sid="Deliver", actions=DELIVERY_ACTIONS, resources=(arn, f"{arn}/*")),
                Statement(
                    sid="UseTheKey", actions=("kms:Decrypt", "kms:GenerateDataKey*"), resources=(key.arn,)
                ),
            ],
            settle_seconds=settle_seconds,
        )
        credentials = MwsCredentials(
            self,
            "credentials",
            provider=account,
            credentials_name=f"{name}-audit-logs",
            role_arn=role.made_arn,
            depends_on=role.propagation.settled,
        )
        storage = MwsStorageConfigurations(
            self,
            "storage",
            provider=account,
            account_id=place.databricks_account_id,
            storage_configuration_name=f"{name}-audit-logs",
            bucket_name=self.bucket.id,
            lifecycle=place.protection.lifecycle,
            depends_on=[self.bucket.policy],
        )
        self.delivery = MwsLogDelivery(
            self,
            "delivery",
            provider=account,
            account_id=place.databricks_account_id,
            config_name=f"{name}-audit-logs",
            credentials_id=credentials.credentials_id,
            storage_configuration_id=storage.storage_configuration_id,
            log_type="AUDIT_LOGS",
            output_format="JSON",
            delivery_path_prefix="audit",
        )
