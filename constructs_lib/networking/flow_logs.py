"""Who talked to whom in a network."""

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.flow_log import FlowLog
from constructs import Construct

from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.iam.policy_document import Statement
from constructs_lib.iam.service_role import ServiceRole
from constructs_lib.networking.private_network import PrivateNetwork
from constructs_lib.place import Place


class FlowLogs(Construct):
    """Flow logs of all traffic of a network, aggregated per minute, in an encrypted log group.

    The log group keeps them for `retention_days`.

    Attributes:
        log_group: Where they go.
        role: What writes them.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        network: PrivateNetwork,
        key: CustomerKey,
        retention_days: int,
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        self.log_group = CloudwatchLogGroup(
            self,
            "log_group",
            name=place.name_of("log_group", "vpc-flow-logs"),
            retention_in_days=retention_days,
            kms_key_id=key.arn,
        )
        group_arn = self.log_group.arn
        self.role = ServiceRole(
            self,
            "delivery",
            purpose="flow-logs",
            description="Writes VPC flow logs",
            service="vpc-flow-logs.amazonaws.com",
            # Source: VPC user guide, "IAM role for publishing flow logs to CloudWatch Logs".
            statements=[
                Statement(
                    sid="WriteFlowLogs",
                    actions=("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
                    resources=(group_arn, f"{group_arn}:*"),
                ),
                # This one is about no log group (service authorization reference, Amazon CloudWatch Logs): on the
                # ARN of one it would never be allowed.
                Statement(
                    sid="FindLogGroup",
                    actions=("logs:DescribeLogGroups",),
                    resources=("*",),
                    conditions={"StringEquals": {"aws:RequestedRegion": [place.region]}},
                ),
            ],
        )
        FlowLog(
            self,
            "flow_log",
            vpc_id=network.vpc.id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group_arn,
            iam_role_arn=self.role.arn,
            max_aggregation_interval=60,
        )
