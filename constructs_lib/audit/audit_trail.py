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
from constructs_lib.protection import Protection

CLOUDTRAIL = "cloudtrail.amazonaws.com"


def trail_arn(*, partition: str, region: str, account_id: str, name: str) -> str:
    """Return the ARN that a trail will have, for policies that must exist before it."""
    return f"arn:{partition}:cloudtrail:{region}:{account_id}:trail/{name}"


def trail_use(*, partition: str, region: str, account_id: str, name: str) -> ServiceUse:
    """Return the use of a key by one trail (CloudTrail user guide, "Configure AWS KMS key policies")."""
    arn = trail_arn(partition=partition, region=region, account_id=account_id, name=name)
    return ServiceUse(
        sid="CloudTrail",
        principal=CLOUDTRAIL,
        actions=("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"),
        conditions={"StringEquals": {"aws:SourceArn": [arn]}},
    )


class AuditTrail(Construct):
    """A multi-region trail of management events and of every object-level call on the data buckets.

    Always on: log file validation, global service events, KMS encryption, delivery to a bucket of its own
    and to CloudWatch Logs, where alarms can watch it. `key` must admit the trail, see `trail_use`.
    Raises ValueError if no data bucket is named: CloudTrail would then record every bucket or none.

    `bucket_name` and `log_group_name` are where it goes. `data_bucket_arns` are the data buckets.
    `log_group_retention_days` bounds the log group alone; the bucket has a life cycle of its own. `insights`
    tells of unusual numbers of calls, at a price per event.

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
        name: str,
        bucket_name: str,
        log_group_name: str,
        role_name: str,
        permissions_boundary_arn: str | None,
        partition: str,
        region: str,
        account_id: str,
        key: CustomerKey,
        access_logs: AccessLogBucket,
        data_bucket_arns: Sequence[str],
        retention: Retention,
        log_group_retention_days: int,
        insights: bool,
        protection: Protection,
    ) -> None:
        super().__init__(scope, id_)
        if not data_bucket_arns:
            raise ValueError(
                "an audit trail records the object-level calls of named buckets; data_bucket_arns is empty"
            )
        arn = trail_arn(partition=partition, region=region, account_id=account_id, name=name)
        self.bucket = EncryptedBucket(
            self,
            "bucket",
            name=bucket_name,
            partition=partition,
            key=key,
            access_logs=access_logs,
            retention=retention,
            protection=protection,
            statements=_delivery(f"arn:{partition}:s3:::{bucket_name}", account_id=account_id, trail=arn),
        )
        self.log_group = CloudwatchLogGroup(
            self,
            "log_group",
            name=log_group_name,
            retention_in_days=log_group_retention_days,
            kms_key_id=key.arn,
        )
        log_streams = f"{self.log_group.arn}:*"
        self.role = ServiceRole(
            self,
            "delivery",
            name=role_name,
            description="Writes CloudTrail events to CloudWatch Logs",
            service=CLOUDTRAIL,
            account_id=account_id,
            permissions_boundary_arn=permissions_boundary_arn,
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
            name=name,
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


def _delivery(bucket_arn: str, *, account_id: str, trail: str) -> list[Statement]:
    """Return what CloudTrail needs (CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail")."""
    service = Principal(services=(CLOUDTRAIL,))
    source = {"aws:SourceArn": [trail]}
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
            resources=(f"{bucket_arn}/AWSLogs/{account_id}/*",),
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
