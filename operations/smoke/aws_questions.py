"""What is asked about each type of resource of AWS, by its name or id.

Operations and states are those of AWS's API references. A resource that exists and is off, such as a disabled
schedule or a key that waits for its deletion, does not work.
"""

from collections.abc import Mapping
from typing import Final

from operations.smoke.question import Question

_BUCKET: Final = {"Bucket": "{bucket}"}


def _setting(operation: str, good: str = "") -> Question:
    return Question("settings of buckets", "s3", operation, _BUCKET, good)


def _ec2(operation: str, parameter: str, good: str = "", name: str = "{id}") -> Question:
    return Question("network", "ec2", operation, {parameter: [name]}, good)


_RULE: Final = _ec2("describe_security_group_rules", "SecurityGroupRuleIds", "SecurityGroupRules[0]")
_GROUP: Final = _ec2("describe_security_groups", "GroupIds", "SecurityGroups[0]")
_ENDPOINT: Final = Question(
    "databases",
    "dms",
    "describe_endpoints",
    {},
    "Endpoints[?EndpointArn=='{endpoint_arn}'] | [0]",
)

AWS_QUESTIONS: Final[Mapping[str, Question]] = {
    "aws_cloudtrail": Question("audit", "cloudtrail", "get_trail_status", {"Name": "{arn}"}, "IsLogging"),
    "aws_cloudwatch_composite_alarm": Question(
        "alarms",
        "cloudwatch",
        "describe_alarms",
        {"AlarmNames": ["{alarm_name}"], "AlarmTypes": ["CompositeAlarm"]},
        "CompositeAlarms[?ActionsEnabled] | [0]",
    ),
    "aws_cloudwatch_dashboard": Question(
        "alarms", "cloudwatch", "get_dashboard", {"DashboardName": "{dashboard_name}"}
    ),
    "aws_cloudwatch_event_rule": Question(
        "schedules and rules",
        "events",
        "describe_rule",
        {"Name": "{name}", "EventBusName": "{event_bus_name}"},
        "State=='ENABLED'",
    ),
    "aws_cloudwatch_event_target": Question(
        "schedules and rules",
        "events",
        "list_targets_by_rule",
        {"Rule": "{rule}", "EventBusName": "{event_bus_name}"},
        "Targets[?Id=='{target_id}' && Arn=='{arn}'] | [0]",
    ),
    "aws_cloudwatch_log_group": Question(
        "logs",
        "logs",
        "describe_log_groups",
        {"logGroupNamePrefix": "{name}"},
        "logGroups[?logGroupName=='{name}'] | [0]",
    ),
    "aws_cloudwatch_log_metric_filter": Question(
        "logs",
        "logs",
        "describe_metric_filters",
        {"logGroupName": "{log_group_name}", "filterNamePrefix": "{name}"},
        "metricFilters[?filterName=='{name}'] | [0]",
    ),
    "aws_cloudwatch_log_stream": Question(
        "logs",
        "logs",
        "describe_log_streams",
        {"logGroupName": "{log_group_name}", "logStreamNamePrefix": "{name}"},
        "logStreams[?logStreamName=='{name}'] | [0]",
    ),
    "aws_cloudwatch_metric_alarm": Question(
        "alarms",
        "cloudwatch",
        "describe_alarms",
        {"AlarmNames": ["{alarm_name}"], "AlarmTypes": ["MetricAlarm"]},
        "MetricAlarms[?ActionsEnabled] | [0]",
    ),
    "aws_config_config_rule": Question(
        "audit", "config", "describe_config_rules", {"ConfigRuleNames": ["{name}"]}, "ConfigRules[0]"
    ),
    "aws_config_configuration_recorder": Question(
        "audit",
        "config",
        "describe_configuration_recorders",
        {"ConfigurationRecorderNames": ["{name}"]},
        "ConfigurationRecorders[0]",
    ),
    "aws_config_configuration_recorder_status": Question(
        "audit",
        "config",
        "describe_configuration_recorder_status",
        {"ConfigurationRecorderNames": ["{name}"]},
        "ConfigurationRecordersStatus[?recording] | [0]",
    ),
    "aws_config_delivery_channel": Question(
        "audit",
        "config",
        "describe_delivery_channels",
        {"DeliveryChannelNames": ["{name}"]},
        "DeliveryChannels[0]",
    ),
    "aws_default_security_group": _GROUP,
    "aws_dms_endpoint": _ENDPOINT,
    "aws_dms_replication_config": Question(
        "databases",
        "dms",
        "describe_replication_configs",
        {},
        "ReplicationConfigs[?ReplicationConfigArn=='{arn}'] | [0]",
    ),
    "aws_dms_replication_subnet_group": Question(
        "databases",
        "dms",
        "describe_replication_subnet_groups",
        {},
        "ReplicationSubnetGroups[?ReplicationSubnetGroupIdentifier=='{id}'] | [0]",
    ),
    "aws_dms_s3_endpoint": _ENDPOINT,
    "aws_dynamodb_table": Question(
        "tables of marks",
        "dynamodb",
        "describe_table",
        {"TableName": "{name}"},
        "Table.TableStatus=='ACTIVE'",
    ),
    "aws_ebs_encryption_by_default": Question(
        "account settings", "ec2", "get_ebs_encryption_by_default", {}, "EbsEncryptionByDefault"
    ),
    "aws_ec2_instance_metadata_defaults": Question(
        "account settings", "ec2", "get_instance_metadata_defaults", {}, "AccountLevel"
    ),
    "aws_ebs_snapshot_block_public_access": Question(
        "account settings", "ec2", "get_snapshot_block_public_access_state", {}, "State!='unblocked'"
    ),
    "aws_eip": _ec2("describe_addresses", "AllocationIds", "Addresses[0]"),
    "aws_flow_log": _ec2("describe_flow_logs", "FlowLogIds", "FlowLogs[?FlowLogStatus=='ACTIVE'] | [0]"),
    "aws_guardduty_detector": Question(
        "audit", "guardduty", "get_detector", {"DetectorId": "{id}"}, "Status=='ENABLED'"
    ),
    "aws_guardduty_detector_feature": Question(
        "audit",
        "guardduty",
        "get_detector",
        {"DetectorId": "{detector_id}"},
        "Features[?Name=='{name}' && Status=='{status}'] | [0]",
    ),
    "aws_iam_account_password_policy": Question(
        "account settings", "iam", "get_account_password_policy", {}, "PasswordPolicy"
    ),
    "aws_iam_role": Question("roles", "iam", "get_role", {"RoleName": "{name}"}),
    "aws_iam_role_policy": Question(
        "roles", "iam", "get_role_policy", {"RoleName": "{role}", "PolicyName": "{name}"}
    ),
    "aws_iam_role_policy_attachment": Question(
        "roles",
        "iam",
        "list_attached_role_policies",
        {"RoleName": "{role}"},
        "AttachedPolicies[?PolicyArn=='{policy_arn}'] | [0]",
    ),
    "aws_iam_service_linked_role": Question("roles", "iam", "get_role", {"RoleName": "{name}"}),
    "aws_internet_gateway": _ec2("describe_internet_gateways", "InternetGatewayIds", "InternetGateways[0]"),
    "aws_kinesis_firehose_delivery_stream": Question(
        "streams",
        "firehose",
        "describe_delivery_stream",
        {"DeliveryStreamName": "{name}"},
        "DeliveryStreamDescription.DeliveryStreamStatus=='ACTIVE'",
    ),
    "aws_kinesis_stream": Question(
        "streams",
        "kinesis",
        "describe_stream_summary",
        {"StreamName": "{name}"},
        "StreamDescriptionSummary.StreamStatus=='ACTIVE'",
    ),
    "aws_kinesis_stream_consumer": Question(
        "streams",
        "kinesis",
        "describe_stream_consumer",
        {"ConsumerARN": "{arn}"},
        "ConsumerDescription.ConsumerStatus=='ACTIVE'",
    ),
    "aws_kms_alias": Question(
        "keys", "kms", "describe_key", {"KeyId": "{name}"}, "KeyMetadata.KeyState=='Enabled'"
    ),
    "aws_kms_key": Question(
        "keys", "kms", "describe_key", {"KeyId": "{arn}"}, "KeyMetadata.KeyState=='Enabled'"
    ),
    "aws_lambda_function": Question(
        "functions",
        "lambda",
        "get_function_configuration",
        {"FunctionName": "{function_name}"},
        "State=='Active' && Role=='{role}'",
    ),
    "aws_lambda_permission": Question(
        "functions",
        "lambda",
        "get_policy",
        {"FunctionName": "{function_name}"},
        "contains(Policy, '{statement_id}')",
    ),
    "aws_nat_gateway": _ec2(
        "describe_nat_gateways", "NatGatewayIds", "NatGateways[?State=='available'] | [0]"
    ),
    "aws_route": _ec2(
        "describe_route_tables",
        "RouteTableIds",
        "RouteTables[0].Routes[?DestinationCidrBlock=='{destination_cidr_block}' && State=='active'] | [0]",
        "{route_table_id}",
    ),
    "aws_route_table": _ec2("describe_route_tables", "RouteTableIds", "RouteTables[0]"),
    "aws_route_table_association": _ec2(
        "describe_route_tables",
        "RouteTableIds",
        "RouteTables[0].Associations[?RouteTableAssociationId=='{id}'] | [0]",
        "{route_table_id}",
    ),
    "aws_s3_account_public_access_block": Question(
        "account settings",
        "s3control",
        "get_public_access_block",
        {"AccountId": "{id}"},
        "PublicAccessBlockConfiguration.BlockPublicPolicy",
    ),
    "aws_s3_bucket": Question("buckets", "s3", "head_bucket", _BUCKET),
    "aws_s3_bucket_lifecycle_configuration": _setting("get_bucket_lifecycle_configuration", "Rules[0]"),
    "aws_s3_bucket_logging": _setting("get_bucket_logging", "LoggingEnabled"),
    "aws_s3_bucket_notification": _setting("get_bucket_notification_configuration"),
    "aws_s3_bucket_ownership_controls": _setting(
        "get_bucket_ownership_controls", "OwnershipControls.Rules[0].ObjectOwnership=='BucketOwnerEnforced'"
    ),
    "aws_s3_bucket_policy": _setting("get_bucket_policy", "Policy"),
    "aws_s3_bucket_public_access_block": _setting(
        "get_public_access_block", "PublicAccessBlockConfiguration.BlockPublicPolicy"
    ),
    "aws_s3_bucket_server_side_encryption_configuration": _setting(
        "get_bucket_encryption", "ServerSideEncryptionConfiguration.Rules[0]"
    ),
    "aws_s3_bucket_versioning": _setting("get_bucket_versioning", "Status=='Enabled'"),
    "aws_s3_object": Question("objects", "s3", "head_object", {"Bucket": "{bucket}", "Key": "{key}"}),
    "aws_scheduler_schedule": Question(
        "schedules and rules",
        "scheduler",
        "get_schedule",
        {"Name": "{name}", "GroupName": "{group_name}"},
        "State=='{state}'",
    ),
    "aws_secretsmanager_secret": Question(
        "secrets", "secretsmanager", "describe_secret", {"SecretId": "{arn}"}, "!DeletedDate"
    ),
    "aws_security_group": _GROUP,
    "aws_sns_topic": Question("topics", "sns", "get_topic_attributes", {"TopicArn": "{arn}"}),
    "aws_sns_topic_policy": Question(
        "topics", "sns", "get_topic_attributes", {"TopicArn": "{arn}"}, "Attributes.Policy"
    ),
    "aws_sns_topic_subscription": Question(
        "topics", "sns", "get_subscription_attributes", {"SubscriptionArn": "{arn}"}
    ),
    "aws_sqs_queue": Question(
        "queues",
        "sqs",
        "get_queue_attributes",
        {"QueueUrl": "{url}", "AttributeNames": ["QueueArn"]},
        "Attributes.QueueArn=='{arn}'",
    ),
    "aws_ssm_parameter": Question("parameters", "ssm", "get_parameter", {"Name": "{name}"}),
    "aws_subnet": _ec2("describe_subnets", "SubnetIds", "Subnets[?State=='available'] | [0]"),
    "aws_transfer_server": Question(
        "file transfer",
        "transfer",
        "describe_server",
        {"ServerId": "{id}"},
        "Server.State=='ONLINE'",
    ),
    "aws_transfer_ssh_key": Question(
        "file transfer",
        "transfer",
        "describe_user",
        {"ServerId": "{server_id}", "UserName": "{user_name}"},
        "User.SshPublicKeys[0]",
    ),
    "aws_transfer_user": Question(
        "file transfer", "transfer", "describe_user", {"ServerId": "{server_id}", "UserName": "{user_name}"}
    ),
    "aws_vpc": _ec2("describe_vpcs", "VpcIds", "Vpcs[?State=='available'] | [0]"),
    "aws_vpc_endpoint": _ec2(
        "describe_vpc_endpoints", "VpcEndpointIds", "VpcEndpoints[?State=='available'] | [0]"
    ),
    "aws_vpc_security_group_egress_rule": _RULE,
    "aws_vpc_security_group_ingress_rule": _RULE,
}
"""The question about each type; what has none is counted as not asked."""
