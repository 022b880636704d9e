"""What is known of arguments and resource types about staying available: redundancy, capacity, what keeps running.

Sources: the providers' documentation of each type. An argument is known by its last name, whatever type has it.
"""

from collections.abc import Mapping
from typing import Final

CAPACITY: Final[Mapping[str, str]] = {
    "desired_capacity": "instances that run",
    "desired_count": "tasks that run",
    "iops": "operations a second",
    "max_capacity": "the most instances",
    "max_capacity_units": "the most units of capacity",
    "max_num_clusters": "the most clusters",
    "max_size": "the most instances",
    "max_workers": "the most workers",
    "memory_size": "memory (MB)",
    "min_capacity": "the fewest instances",
    "min_capacity_units": "the fewest units of capacity",
    "min_idle_instances": "instances that wait, ready",
    "min_num_clusters": "the fewest clusters",
    "min_size": "the fewest instances",
    "min_workers": "the fewest workers",
    "num_workers": "workers",
    "parallelization_factor": "batches at once",
    "read_capacity": "reads a second",
    "reserved_concurrent_executions": "calls at once that are reserved",
    "shard_count": "shards, each with its throughput",
    "throughput": "throughput (MiB/s)",
    "write_capacity": "writes a second",
}
"""Arguments of which less is less throughput, or fewer nodes, and what each counts."""

RETRIES: Final[Mapping[str, str]] = {
    "max_receive_count": "attempts before a message is set aside",
    "maximum_retry_attempts": "attempts after a failure",
}
"""Arguments of which less gives up sooner, and what each counts."""

ZONES: Final[Mapping[str, str]] = {
    "availability_zones": "zones",
    "subnet_ids": "subnets, one a zone",
    "subnets": "subnets, one a zone",
}
"""Lists of which less is less redundancy, and what they hold."""

SWITCHES: Final[Mapping[str, frozenset[str]]] = {
    "enabled": frozenset({"false"}),
    "multi_az": frozenset({"false"}),
    "pause_status": frozenset({"PAUSED"}),
    "point_in_time_recovery": frozenset({"false"}),
    "state": frozenset({"DISABLED"}),
}
"""Arguments with the values that stop a resource, or its second copy."""

SIZES: Final = (
    "2X-Small",
    "X-Small",
    "Small",
    "Medium",
    "Large",
    "X-Large",
    "2X-Large",
    "3X-Large",
    "4X-Large",
)
"""Sizes of a SQL warehouse, argument `cluster_size`, the smallest first."""

REDUNDANT: Final[Mapping[str, str]] = {
    "aws_nat_gateway": "the way out of its zone; its zone's traffic then depends on another's, or has none",
    "aws_subnet": "the network in its zone",
    "aws_sns_topic_subscription": "what tells people of alarms",
    "databricks_notification_destination": "what tells people of alerts",
}
"""Types of which environments have several, or which tell somebody, and what goes with one."""

INTERRUPTING: Final[Mapping[str, str]] = {
    "aws_kinesis_stream": "nothing is received until the new stream is there",
    "aws_nat_gateway": "nothing behind it gets out until the new one is there, with another address if that is new",
    "aws_subnet": "what runs in it stops until the new subnet is there",
    "aws_transfer_server": "partners cannot deliver until the new server is there, at another address",
    "aws_vpc": "nothing in the network runs until the new network is there",
    "aws_vpc_endpoint": "what calls this service through it fails until the new one is there",
    "databricks_mws_workspaces": "nobody can work until the new workspace is there, at another address",
    "databricks_sql_endpoint": "reports fail until the new warehouse is there, under another id",
}
"""Types that serve while they exist, and what a replacement interrupts."""

ALARMS: Final[Mapping[str, frozenset[str]]] = {
    "aws_cloudwatch_metric_alarm": frozenset(
        {
            "comparison_operator",
            "datapoints_to_alarm",
            "evaluation_periods",
            "period",
            "statistic",
            "threshold",
        }
    ),
    "aws_cloudwatch_composite_alarm": frozenset({"alarm_rule"}),
    "aws_cloudwatch_log_metric_filter": frozenset({"pattern"}),
    "databricks_alert_v2": frozenset({"query_text", "evaluation"}),
}
"""What watches, and the arguments that say when it rings."""

TELLS: Final = frozenset({"alarm_actions", "subscriber_email_addresses", "subscriber_sns_topic_arns"})
"""Lists of who is told."""
