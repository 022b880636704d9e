"""Brings a stream's records to bronze."""

from dataclasses import dataclass
from typing import Final

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.cloudwatch_log_stream import CloudwatchLogStream
from cdktf_cdktf_provider_aws.kinesis_firehose_delivery_stream import (
    KinesisFirehoseDeliveryStream,
    KinesisFirehoseDeliveryStreamExtendedS3Configuration,
    KinesisFirehoseDeliveryStreamExtendedS3ConfigurationCloudwatchLoggingOptions,
    KinesisFirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfiguration,
    KinesisFirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfigurationProcessors,
    KinesisFirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfigurationProcessorsParameters,
    KinesisFirehoseDeliveryStreamKinesisSourceConfiguration,
)
from constructs import Construct

from constructs_lib.iam.policy_document import Statement
from constructs_lib.iam.service_role import ServiceRole
from constructs_lib.ingestion.source_alarms import source_alarm
from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.monitoring.alarm import Condition, Metric
from constructs_lib.monitoring.alarm_kind import DELIVERY_LATE
from constructs_lib.place import Place

PARTITIONS: Final = "date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/"
"""UTC, by the time of arrival (Firehose developer guide, "Custom prefixes for Amazon S3 objects")."""
BUFFERS_BEFORE_LATE: Final = 3
NEWLINE: Final = "\\n"
"""A backslash and an n: Firehose takes the escape, not the character (aws/aws-cdk#20242)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buffering:
    """How long and how much records are collected before they become one object."""

    seconds: int
    """Seconds, at most."""
    mebibytes: int
    """MiB, at most."""


class StreamDelivery(Construct):
    """A Firehose stream from a data stream to bronze.

    Always on: a newline after each record, compression, partitions by hour of arrival, the lake's key, a prefix
    for what cannot be delivered (`errors/` and the source's prefix), a log, an alarm when delivery falls behind
    three buffers.

    `stream_name` and `stream_arn` are those of the data stream.

    Attributes:
        stream: The Firehose resource.
        alarm: The alarm.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        source: SourceSpec,
        surroundings: Surroundings,
        stream_name: str,
        stream_arn: str,
        buffering: Buffering,
    ) -> None:
        super().__init__(scope, id_)
        place, bronze = Place.of(scope), surroundings.bronze
        bucket_arn, key_arn = place.bucket_arn(bronze.bucket_name), bronze.key.arn
        name = place.name_of("delivery_stream", f"stream-{source.name}")
        log_group = CloudwatchLogGroup(
            self,
            "log_group",
            name=place.name_of("log_group", f"delivery/{source.name}"),
            retention_in_days=surroundings.log_retention_days,
            kms_key_id=surroundings.logs_key.arn,
            tags=source.tags,
        )
        log_stream = CloudwatchLogStream(self, "log_stream", name="delivery", log_group_name=log_group.name)
        role = ServiceRole(
            self,
            "role",
            purpose=f"delivery-{source.name}",
            description=f"Brings source {source.name} to bronze",
            service="firehose.amazonaws.com",
            statements=[
                Statement(
                    sid="ReadStream",
                    actions=(
                        "kinesis:DescribeStream",
                        "kinesis:GetRecords",
                        "kinesis:GetShardIterator",
                        "kinesis:ListShards",
                    ),
                    resources=(place.arn("kinesis", f"stream/{stream_name}"),),
                ),
                Statement(
                    sid="WriteBronze",
                    actions=("s3:AbortMultipartUpload", "s3:PutObject"),
                    resources=(f"{bucket_arn}/{source.prefix}*", f"{bucket_arn}/errors/{source.prefix}*"),
                ),
                Statement(
                    sid="FindBronze",
                    actions=("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"),
                    resources=(bucket_arn,),
                ),
                Statement(
                    sid="EncryptBronze", actions=("kms:Decrypt", "kms:GenerateDataKey"), resources=(key_arn,)
                ),
                Statement(
                    sid="DecryptStream", actions=("kms:Decrypt",), resources=(surroundings.ingestion_key.arn,)
                ),
                Statement(sid="WriteLog", actions=("logs:PutLogEvents",), resources=(f"{log_group.arn}:*",)),
            ],
            tags=source.tags,
        )
        self.stream = KinesisFirehoseDeliveryStream(
            self,
            "stream",
            name=name,
            destination="extended_s3",
            kinesis_source_configuration=KinesisFirehoseDeliveryStreamKinesisSourceConfiguration(
                kinesis_stream_arn=stream_arn, role_arn=role.arn
            ),
            extended_s3_configuration=KinesisFirehoseDeliveryStreamExtendedS3Configuration(
                bucket_arn=bucket_arn,
                role_arn=role.arn,
                prefix=f"{source.prefix}{PARTITIONS}",
                error_output_prefix=f"errors/{source.prefix}!{{firehose:error-output-type}}/{PARTITIONS}",
                custom_time_zone="UTC",
                buffering_interval=buffering.seconds,
                buffering_size=buffering.mebibytes,
                processing_configuration=_newline_after_each_record(),
                compression_format="GZIP",
                kms_key_arn=key_arn,
                cloudwatch_logging_options=KinesisFirehoseDeliveryStreamExtendedS3ConfigurationCloudwatchLoggingOptions(
                    enabled=True, log_group_name=log_group.name, log_stream_name=log_stream.name
                ),
            ),
            tags=source.tags,
            # Firehose checks at creation that the role may read the stream.
            depends_on=[role.policy],
        )
        self.alarm = source_alarm(
            self,
            "late",
            name="delivery-late",
            kind=DELIVERY_LATE,
            source=source,
            surroundings=surroundings,
            metric=Metric(
                namespace="AWS/Firehose",
                name="DeliveryToS3.DataFreshness",
                dimensions={"DeliveryStreamName": name},
                statistic="Maximum",
                period_seconds=300,
            ),
            condition=Condition(
                comparison="above",
                threshold=BUFFERS_BEFORE_LATE * buffering.seconds,
                periods=2,
                missing="notBreaching",
            ),
        )


def _newline_after_each_record() -> (
    KinesisFirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfiguration
):
    """Return the processing without which Firehose joins records with nothing in between.

    The processor needs no function and no dynamic partitioning. The delimiter is its default, and named because
    the service may answer with it (Firehose API reference, Processor and ProcessorParameter).
    """
    return KinesisFirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfiguration(
        enabled=True,
        processors=[
            KinesisFirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfigurationProcessors(
                type="AppendDelimiterToRecord",
                parameters=[
                    KinesisFirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfigurationProcessorsParameters(
                        parameter_name="Delimiter", parameter_value=NEWLINE
                    )
                ],
            )
        ],
    )
