"""What the account's resources looked like, and whether they keep the rules."""

from dataclasses import dataclass, field
from typing import Final

from cdktf_cdktf_provider_aws.config_config_rule import ConfigConfigRule, ConfigConfigRuleSource
from cdktf_cdktf_provider_aws.config_configuration_recorder import (
    ConfigConfigurationRecorder,
    ConfigConfigurationRecorderRecordingGroup,
)
from cdktf_cdktf_provider_aws.config_configuration_recorder_status import ConfigConfigurationRecorderStatus
from cdktf_cdktf_provider_aws.config_delivery_channel import (
    ConfigDeliveryChannel,
    ConfigDeliveryChannelSnapshotDeliveryProperties,
)
from cdktf_cdktf_provider_aws.iam_service_linked_role import IamServiceLinkedRole
from constructs import Construct

from constructs_lib.data_lake.access_log_bucket import AccessLogBucket
from constructs_lib.data_lake.encrypted_bucket import EncryptedBucket
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.iam.customer_key import CustomerKey, ServiceUse
from constructs_lib.iam.policy_document import Principal, Statement
from constructs_lib.iam.service_role import RECORDER_ROLE
from constructs_lib.place import Place

CONFIG: Final = "config.amazonaws.com"


def recorder_use(place: Place) -> ServiceUse:
    """Return the use of a key by AWS Config for the history that it delivers to an encrypted bucket.

    Source: AWS Config developer guide, "Permissions for the KMS Key for the AWS Config Delivery Channel", when
    using service-linked roles.
    """
    return ServiceUse(
        sid="Config",
        principal=CONFIG,
        actions=("kms:Decrypt", "kms:GenerateDataKey"),
        conditions={"StringEquals": {"aws:SourceAccount": [place.account_id]}},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedRule:
    """One of AWS's own rules by its identifier, with its parameters as JSON."""

    identifier: str
    """AWS' name of the rule, in capitals."""
    parameters: str | None = None
    """A JSON object; None where it takes none."""
    resource_types: tuple[str, ...] = field(default_factory=tuple)
    """The types that it looks at; all if empty."""

    @property
    def name(self) -> str:
        """The identifier as AWS Config shows it."""
        return self.identifier.lower().replace("_", "-")


CONFIG_RULES: Final = tuple(
    ManagedRule(identifier=identifier)
    for identifier in (
        "CLOUD_TRAIL_ENABLED",
        "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED",
        "CMK_BACKING_KEY_ROTATION_ENABLED",
        "EC2_EBS_ENCRYPTION_BY_DEFAULT",
        "IAM_PASSWORD_POLICY",
        "IAM_ROOT_ACCESS_KEY_CHECK",
        "IAM_USER_NO_POLICIES_CHECK",
        "INCOMING_SSH_DISABLED",
        "KINESIS_STREAM_ENCRYPTED",
        "ROOT_ACCOUNT_MFA_ENABLED",
        "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC",
        "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED",
        "S3_BUCKET_SSL_REQUESTS_ONLY",
        "S3_BUCKET_VERSIONING_ENABLED",
        "SNS_ENCRYPTED_KMS",
        "VPC_DEFAULT_SECURITY_GROUP_CLOSED",
        "VPC_FLOW_LOGS_ENABLED",
    )
)
"""What the platform promises about itself (AWS Config developer guide, "List of AWS Config Managed Rules")."""


class ConfigurationRecorder(Construct):
    """AWS Config with the platform's rules; one per account and region.

    Always on: all resource types, the account's global ones too, delivery to an encrypted bucket of its own; and
    the role that AWS Config has of its own, which reads every type that AWS Config knows and is bounded by
    nobody. A role of ours would be bounded as every role of a deployment is, and what its boundary leaves out
    would not be recorded, without a word (Security Hub control Config.1 asks for that role too).

    `creates_role` is False where the account has the role already, which
    IAM makes only once per account.

    Attributes:
        bucket: Where the history goes.
        role_arn: The ARN of AWS Config's role.
        rules: The rules, by identifier.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        creates_role: bool,
        key: CustomerKey,
        access_logs: AccessLogBucket,
        retention: Retention,
        rules: tuple[ManagedRule, ...] = CONFIG_RULES,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        bucket_name = place.name_of("s3_bucket", "config")
        self.bucket = EncryptedBucket(
            self,
            "bucket",
            name=bucket_name,
            key=key,
            access_logs=access_logs,
            retention=retention,
            statements=_delivery(place, bucket_name),
        )
        self.role_arn = place.role_arn(RECORDER_ROLE)
        if creates_role:
            self.role_arn = IamServiceLinkedRole(
                self,
                "service_role",
                aws_service_name=CONFIG,
                description="Records the configuration of the account",
            ).arn
        recorder = ConfigConfigurationRecorder(
            self,
            "recorder",
            name=place.name_of("config_recorder", "recorder"),
            role_arn=self.role_arn,
            recording_group=ConfigConfigurationRecorderRecordingGroup(
                all_supported=True, include_global_resource_types=True
            ),
        )
        channel = ConfigDeliveryChannel(
            self,
            "channel",
            name=place.name_of("config_recorder", "recorder"),
            s3_bucket_name=self.bucket.id,
            s3_kms_key_arn=key.arn,
            snapshot_delivery_properties=ConfigDeliveryChannelSnapshotDeliveryProperties(
                delivery_frequency="TwentyFour_Hours"
            ),
            depends_on=[recorder, self.bucket.policy],
        )
        ConfigConfigurationRecorderStatus(
            self, "status", name=recorder.name, is_enabled=True, depends_on=[channel]
        )
        self.rules = {
            rule.identifier: ConfigConfigRule(
                self,
                rule.identifier.lower(),
                name=place.name_of("config_rule", f"recorder-{rule.name}"),
                source=ConfigConfigRuleSource(owner="AWS", source_identifier=rule.identifier),
                input_parameters=rule.parameters,
                depends_on=[recorder],
            )
            for rule in rules
        }


def _delivery(place: Place, bucket: str) -> list[Statement]:
    """Return what AWS Config needs (AWS Config developer guide, "Permissions for the Amazon S3 Bucket")."""
    service, source = Principal(services=(CONFIG,)), {"aws:SourceAccount": [place.account_id]}
    bucket_arn = place.bucket_arn(bucket)
    return [
        Statement(
            sid="AllowConfigCheck",
            principal=service,
            actions=("s3:GetBucketAcl", "s3:ListBucket"),
            resources=(bucket_arn,),
            conditions={"StringEquals": source},
        ),
        Statement(
            sid="AllowConfigDelivery",
            principal=service,
            actions=("s3:PutObject",),
            resources=(f"{bucket_arn}/AWSLogs/{place.account_id}/Config/*",),
            conditions={"StringEquals": {**source, "s3:x-amz-acl": ["bucket-owner-full-control"]}},
        ),
    ]
