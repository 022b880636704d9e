"""How bad a drift is."""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any, Final

from provider_facts.data_bearing import lost_with


class Severity(IntEnum):
    """The severities, worst last."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        """Return the word for it."""
        return self.name.lower()


SECURITY_TYPES: Final = (
    "aws_cloudtrail",
    "aws_config_",
    "aws_default_security_group",
    "aws_flow_log",
    "aws_guardduty_",
    "aws_iam_",
    "aws_kms_",
    "aws_lambda_permission",
    "aws_network_acl",
    "aws_s3_account_public_access_block",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_security_group",
    "aws_securityhub_",
    "aws_sns_topic_policy",
    "aws_sqs_queue_policy",
    "aws_vpc_endpoint",
    "aws_vpc_security_group_",
    "databricks_access_control_rule_set",
    "databricks_account_network_policy",
    "databricks_cluster_policy",
    "databricks_grant",
    "databricks_group",
    "databricks_ip_access_list",
    "databricks_permissions",
    "databricks_service_principal",
    "databricks_sql_permissions",
    "databricks_workspace_conf",
)
"""What resource types begin with that decide who may do what, who can reach what, and what is recorded of it."""

ONLY_LABELS: Final = frozenset({"description", "tags", "tags_all", "comment"})


def severity_of(type_: str, before: Mapping[str, Any] | None, changed: Iterable[str]) -> Severity:
    """Return how bad it is that these attributes of a resource were changed by hand.

    What holds data is critical and what guards it high, unless nothing but labels changed.
    """
    names = set(changed)
    if names and names <= ONLY_LABELS:
        return Severity.LOW
    if lost_with(type_, before) is not None:
        return Severity.CRITICAL
    return Severity.HIGH if type_.startswith(SECURITY_TYPES) else Severity.MEDIUM
