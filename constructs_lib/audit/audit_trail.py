"""Who did what: CloudTrail."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.cloudtrail import (
    Cloudtrail,
    CloudtrailAdvancedEventSelector,
    CloudtrailAdvancedEventSelectorFieldSelector,
    CloudtrailInsightSelector,
)
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from constructs import Construct

from constructs_lib.data_lake.access_log_bucket import AccessLogBucket
from constructs_lib.data_lake.encrypted_bucket import EncryptedBucket
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.iam.customer_key import CustomerKey, ServiceUse
from constructs_lib.iam.policy_document import Principal, Statement
from constructs_lib.iam.service_role import ServiceRole
from constructs_lib.place import Place

CLOUDTRAIL = "cloudtrail.amazonaws.com"
PURPOSE = "audit"
"""What the trail, its bucket, its log group and its role are for: a part of their names."""


def trail_arn(place: Place) -> str:
    """Return the ARN that the trail will have, for policies that must exist before it."""
    return place.arn("cloudtrail", f"trail/{place.name_of('trail', PURPOSE)}")


def trail_use(place: Place) -> ServiceUse:
    """Return the use of a key by the trail (CloudTrail user guide, "Configure AWS KMS key policies")."""
    return ServiceUse(
        sid="CloudTrail",
        principal=CLOUDTRAIL,
        actions=("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"),
        conditions={"StringEquals": {"aws:SourceArn": [trail_arn(place)]}},
    )


class AuditTrail(Construct):
    """A multi-region trail of management events and of every object-level call on the data buckets.

    Always on: log file validation, global service events, KMS encryption, delivery to a bucket of its own
    and to CloudWatch Logs, where alarms can watch it. `key` must admit the trail, see `trail_use`.
    Raises ValueError if no data bucket is named: CloudTrail would then record every bucket or none.

    `data_bucket_arns` are the data buckets.
    `log_group_retention_days` bounds the log group alone; the bucket has a life cycle of its own. `insights`
    reports unusual numbers of calls, at a price per event.

    Attributes:
        trail: The trail resource.
        bucket: Where its files go.
        log_group: Where its events go.
        role: The role by which they get there.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        key: CustomerKey,
        access_logs: AccessLogBucket,
        data_bucket_arns: Sequence[str],
        retention: Retention,
        log_group_retention_days: int,
        insights: bool,
    ) -> None:
        super().__init__(scope, id_)
        if not data_bucket_arns:
            raise ValueError(
                "an audit trail records the object-level calls of named buckets; data_bucket_arns is empty"
            )
        place = Place.of(scope)
        bucket_name = place.name_of("s3_bucket", PURPOSE)
        self.bucket = EncryptedBucket(
            self,
            "bucket",
            name=bucket_name,
            key=key,
            access_logs=access_logs,
            retention=retention,
            statements=_delivery(place, bucket_name),
        )
        self.log_group = CloudwatchLogGroup(
            self,
            "log_group",
            name=place.name_of("log_group", PURPOSE),
            retention_in_days=log_group_retention_days,
            kms_key_id=key.arn,
        )
        log_streams = f"{self.log_group.arn}:*"
        self.role = ServiceRole(
            self,
            "delivery",
            purpose=PURPOSE,
            description="Writes CloudTrail events to CloudWatch Logs",
            service=CLOUDTRAIL,
            statements=[
                Statement(
                    sid="WriteEvents",
                    actions=("logs:CreateLogStream", "logs:PutLogEvents"),
                    resources=(log_streams,),
                )
            ],
        )
        self.trail = Cloudtrail(
            self,
            "trail",
            name=place.name_of("trail", PURPOSE),
            s3_bucket_name=self.bucket.bucket.id,
            kms_key_id=key.arn,
            cloud_watch_logs_group_arn=log_streams,
            cloud_watch_logs_role_arn=self.role.arn,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            advanced_event_selector=_selectors(data_bucket_arns),
            insight_selector=[
                CloudtrailInsightSelector(insight_type=kind)
                for kind in ("ApiCallRateInsight", "ApiErrorRateInsight")
            ]
            if insights
            else None,
            # CloudTrail checks at creation that it may write to the bucket and to the log group.
            depends_on=[self.bucket.policy, self.role.policy],
        )


def _delivery(place: Place, bucket: str) -> list[Statement]:
    """Return what CloudTrail needs (CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail")."""
    service = Principal(services=(CLOUDTRAIL,))
    bucket_arn, source = place.bucket_arn(bucket), {"aws:SourceArn": [trail_arn(place)]}
    return [
        Statement(
            sid="AllowTrailAclCheck",
            principal=service,
            actions=("s3:GetBucketAcl",),
            resources=(bucket_arn,),
            conditions={"StringEquals": source},
        ),
        Statement(
            sid="AllowTrailDelivery",
            principal=service,
            actions=("s3:PutObject",),
            resources=(f"{bucket_arn}/AWSLogs/{place.account_id}/*",),
            conditions={"StringEquals": {**source, "s3:x-amz-acl": ["bucket-owner-full-control"]}},
        ),
    ]


def _selectors(data_bucket_arns: Sequence[str]) -> list[CloudtrailAdvancedEventSelector]:
    field = CloudtrailAdvancedEventSelectorFieldSelector
    return [
        CloudtrailAdvancedEventSelector(
            name="management", field_selector=[field(field="eventCategory", equal_to=["Management"])]
        ),
        CloudtrailAdvancedEventSelector(
            name="lake objects",
            field_selector=[
                field(field="eventCategory", equal_to=["Data"]),
                field(field="resources.type", equal_to=["AWS::S3::Object"]),
                field(field="resources.ARN", starts_with=[f"{arn}/" for arn in data_bucket_arns]),
            ],
        ),
    ]
