"""What is known of resource types: the data lost with one, what it protects, what exposes it.

One table for synthesis, reviews, drift and deployments. A name that ends in `*` stands for every type that begins so.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple


class Protection(NamedTuple):
    """What ends when a resource is destroyed that protects, records or detects: a sentence, and how bad that is."""

    kind: Literal["public exposure", "encryption", "detection"]
    severity: Literal["medium", "high"]
    ends: str


class Exposure(NamedTuple):
    """The argument and value that open a resource to the public, and what that does."""

    argument: str
    value: object
    meaning: str


class Retention(NamedTuple):
    """The argument whose smaller value ends data sooner, and what it counts; 0 is for ever."""

    argument: str
    keeps: str


class ResourceType(NamedTuple):
    """What is known of one type."""

    data: str | None = None
    """What is lost when it is destroyed or replaced."""
    retained: bool = False
    """Whether no stack that retains data may destroy it: without it data is lost, or the key to data."""
    security: bool = False
    """Whether it decides who may do what, who can reach what, or what is recorded of it."""
    protection: Protection | None = None
    exposure: Exposure | None = None
    retention: Retention | None = None


_SECURITY: Final = ResourceType(security=True)


def _records(severity: Literal["medium", "high"], ends: str, *, security: bool = True) -> ResourceType:
    return ResourceType(security=security, protection=Protection("detection", severity, ends))


def _blocks(ends: str, exposure: Exposure | None = None) -> ResourceType:
    return ResourceType(
        security=True, protection=Protection("public exposure", "high", ends), exposure=exposure
    )


RESOURCE_TYPES: Final[Mapping[str, ResourceType]] = {
    "aws_accessanalyzer_analyzer": _records("high", "shares with strangers are no longer found"),
    "aws_backup_vault": ResourceType("the backups in it", retained=True),
    "aws_cloudtrail": _records("high", "calls are no longer recorded"),
    "aws_cloudtrail_*": _SECURITY,
    "aws_cloudwatch_composite_alarm": _records("medium", "this alarm no longer rings", security=False),
    "aws_cloudwatch_log_group": ResourceType(
        "the logs in it", retention=Retention("retention_in_days", "logs are kept")
    ),
    "aws_cloudwatch_log_metric_filter": _records(
        "medium", "these events are no longer counted", security=False
    ),
    "aws_cloudwatch_metric_alarm": _records("medium", "this alarm no longer rings", security=False),
    "aws_config_*": _SECURITY,
    "aws_config_config_rule": _records("medium", "this rule is no longer evaluated"),
    "aws_config_configuration_recorder": _records("high", "configurations are no longer recorded"),
    "aws_db_instance": ResourceType(
        "the database",
        retained=True,
        exposure=Exposure("publicly_accessible", value=True, meaning="gets a public address"),
        retention=Retention("backup_retention_period", "backups (days) are kept"),
    ),
    "aws_default_security_group": _SECURITY,
    "aws_dms_replication_instance": ResourceType(
        exposure=Exposure("publicly_accessible", value=True, meaning="gets a public address")
    ),
    "aws_dynamodb_table": ResourceType("the items of the table", retained=True),
    "aws_ebs_snapshot_block_public_access": _blocks(
        "snapshots can be made public", Exposure("state", "unblocked", "lets snapshots be made public")
    ),
    "aws_ebs_volume": ResourceType("the disk", retained=True),
    "aws_ecr_repository_policy": _SECURITY,
    "aws_efs_file_system": ResourceType("the files", retained=True),
    "aws_flow_log": _records("high", "traffic is no longer recorded"),
    "aws_guardduty_*": _SECURITY,
    "aws_guardduty_detector": _records("high", "threats are no longer detected"),
    "aws_guardduty_detector_feature": _records("medium", "this kind of threat is no longer detected"),
    "aws_iam_*": _SECURITY,
    "aws_internet_gateway": _SECURITY,
    "aws_kinesis_stream": ResourceType(
        "records that are not delivered yet",
        retained=True,
        retention=Retention("retention_period", "records (hours) are kept"),
    ),
    "aws_kms_*": _SECURITY,
    "aws_kms_key": ResourceType("whatever only this key decrypts", retained=True),
    "aws_lambda_function_url": ResourceType(
        exposure=Exposure("authorization_type", "NONE", "can be called by anybody")
    ),
    "aws_lambda_permission": ResourceType(
        security=True, exposure=Exposure("principal", "*", "can be called by anybody")
    ),
    "aws_network_acl*": _SECURITY,
    "aws_s3_account_public_access_block": _blocks("the account's block of public access goes"),
    "aws_s3_bucket": ResourceType("the objects and their versions", retained=True),
    "aws_s3_bucket_logging": _records("medium", "access to the bucket is no longer logged"),
    "aws_s3_bucket_ownership_controls": _SECURITY,
    "aws_s3_bucket_policy": _SECURITY,
    "aws_s3_bucket_public_access_block": _blocks("the bucket's block of public access goes"),
    "aws_s3_bucket_server_side_encryption_configuration": ResourceType(
        security=True,
        protection=Protection("encryption", "high", "the bucket's encryption with a customer key goes"),
    ),
    "aws_s3_bucket_versioning": _SECURITY,
    "aws_secretsmanager_secret": ResourceType(
        "the secret's value, which is in no code",
        retention=Retention("recovery_window_in_days", "a deleted secret (days) can be saved"),
    ),
    "aws_secretsmanager_secret_policy": _SECURITY,
    "aws_security_group*": _SECURITY,
    "aws_securityhub_*": _SECURITY,
    "aws_sns_topic_policy": _SECURITY,
    "aws_sqs_queue": ResourceType(
        "messages that are not received yet",
        retention=Retention("message_retention_seconds", "messages (seconds) are kept"),
    ),
    "aws_sqs_queue_policy": _SECURITY,
    "aws_subnet": ResourceType(
        exposure=Exposure(
            "map_public_ip_on_launch", value=True, meaning="gives public addresses to what starts in it"
        )
    ),
    "aws_transfer_server": ResourceType(
        exposure=Exposure("endpoint_type", "PUBLIC", "answers the whole internet")
    ),
    "aws_vpc_endpoint*": _SECURITY,
    "aws_vpc_security_group_*": _SECURITY,
    "databricks_access_control_rule_set": _SECURITY,
    "databricks_account_network_policy": _blocks("serverless compute is no longer restricted by this policy"),
    "databricks_catalog": ResourceType("the schemas, tables and volumes in it", retained=True),
    "databricks_cluster_policy": _SECURITY,
    "databricks_external_location": ResourceType("access to the tables and volumes at it", retained=True),
    "databricks_grant*": _SECURITY,
    "databricks_group*": _SECURITY,
    "databricks_ip_access_list": _blocks(
        "addresses are no longer restricted by this list",
        Exposure("enabled", value=False, meaning="is switched off"),
    ),
    "databricks_metastore": ResourceType("every catalogue of the region, and all privileges", retained=True),
    "databricks_metastore_assignment": ResourceType("the catalogues in the workspace", retained=True),
    "databricks_mlflow_experiment": ResourceType("the runs recorded in it"),
    "databricks_mws_log_delivery": _records("high", "Databricks' audit log is no longer delivered"),
    "databricks_mws_permission_assignment": _SECURITY,
    "databricks_mws_private_access_settings": ResourceType(
        security=True,
        exposure=Exposure(
            "public_access_enabled", value=True, meaning="lets the workspace be reached without PrivateLink"
        ),
    ),
    "databricks_mws_storage_configurations": ResourceType("the workspace's root storage", retained=True),
    "databricks_mws_workspaces": ResourceType(
        "notebooks, jobs and everything else in the workspace", retained=True
    ),
    "databricks_permission_assignment": _SECURITY,
    "databricks_permissions": _SECURITY,
    "databricks_registered_model": ResourceType("the model's versions", retained=True),
    "databricks_schema": ResourceType("the tables and volumes in it", retained=True),
    "databricks_secret_acl": _SECURITY,
    "databricks_secret_scope": ResourceType("the secrets in it, which are in no code"),
    "databricks_service_principal*": _SECURITY,
    "databricks_sql_permissions": _SECURITY,
    "databricks_sql_table": ResourceType("the table"),
    "databricks_user_role": _SECURITY,
    "databricks_volume": ResourceType("the files of a managed volume"),
    "databricks_workspace_conf": _SECURITY,
}

_UNKNOWN: Final = ResourceType()

DATA_BEARING: Final = {type_: known.data for type_, known in RESOURCE_TYPES.items() if known.data is not None}
"""What is lost when a resource of the type is destroyed or replaced."""

STATEFUL_TYPES: Final = frozenset(type_ for type_, known in RESOURCE_TYPES.items() if known.retained)
"""The types whose loss loses data, or the key to it: no stack that retains data may destroy them."""

_SECURITY_FAMILIES: Final = tuple(
    type_.removesuffix("*")
    for type_, known in RESOURCE_TYPES.items()
    if known.security and type_.endswith("*")
)


def known_of(type_: str) -> ResourceType:
    """Return what is known of a type by its own name, nothing if it has no entry."""
    return RESOURCE_TYPES.get(type_, _UNKNOWN)


def is_security(type_: str) -> bool:
    """Return whether a type decides who may do what, who can reach what, or what is recorded of it."""
    return known_of(type_).security or type_.startswith(_SECURITY_FAMILIES)


def lost_with(type_: str, arguments: Mapping[str, Any] | None) -> str | None:
    """Return what is lost with a resource, None if it holds nothing.

    A foreign catalogue shows the data of a database and holds none.
    """
    if type_ == "databricks_catalog" and (arguments or {}).get("connection_name"):
        return None
    return known_of(type_).data
