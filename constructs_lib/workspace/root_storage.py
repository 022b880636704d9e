"""The bucket that a workspace keeps its own files in."""

from typing import Final

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.mws_storage_configurations import MwsStorageConfigurations
from constructs import Construct

from constructs_lib.data_lake.access_log_bucket import AccessLogBucket
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.data_lake.vendor_bucket import VendorBucket
from constructs_lib.place import Place
from constructs_lib.protection import Protection
from constructs_lib.security.customer_key import CustomerKey
from constructs_lib.workspace.root_bucket import root_bucket_statements

REPLACED_DAYS: Final = 7
"""How long a replaced version stays: notebooks' results and logs are rewritten all the time."""


class RootStorage(Construct):
    """Defines the root bucket of a workspace and its registration with the Databricks account.

    It holds notebooks' results, job logs and libraries; tables lie in the lake. Always on: all of
    `EncryptedBucket`, access for the control plane on behalf of this Databricks account alone, the policy in
    place before the registration, which checks it.

    Attributes:
        bucket: The root bucket.
        configuration: Its registration.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        place: Place,
        name: str,
        purpose: str,
        key: CustomerKey,
        access_logs: AccessLogBucket,
        databricks_account_id: str,
        account: TerraformProvider,
        protection: Protection,
    ) -> None:
        super().__init__(scope, id_)
        bucket_name = place.name_of("s3_bucket", purpose)
        self.bucket = VendorBucket(
            self,
            "bucket",
            name=bucket_name,
            partition=place.partition,
            key=key,
            access_logs=access_logs,
            retention=Retention(days=None, noncurrent_days=REPLACED_DAYS),
            protection=protection,
            statements=root_bucket_statements(place.bucket_arn(bucket_name), databricks_account_id),
        )
        self.configuration = MwsStorageConfigurations(
            self,
            "configuration",
            provider=account,
            account_id=databricks_account_id,
            storage_configuration_name=name,
            bucket_name=self.bucket.id,
            lifecycle=protection.lifecycle,
            depends_on=[self.bucket.policy],
        )
