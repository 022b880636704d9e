"""Which resources hold data, and what is lost with each; one list for the review and for the guard of deployments."""

from collections.abc import Mapping
from typing import Any, Final

DATA_BEARING: Final[Mapping[str, str]] = {
    "aws_backup_vault": "the backups in it",
    "aws_cloudwatch_log_group": "the logs in it",
    "aws_db_instance": "the database",
    "aws_dynamodb_table": "the items of the table",
    "aws_ebs_volume": "the disk",
    "aws_efs_file_system": "the files",
    "aws_kinesis_stream": "records that are not delivered yet",
    "aws_kms_key": "whatever only this key decrypts",
    "aws_s3_bucket": "the objects and their versions",
    "aws_secretsmanager_secret": "the secret's value, which is in no code",
    "aws_sqs_queue": "messages that are not received yet",
    "databricks_catalog": "the schemas, tables and volumes in it",
    "databricks_external_location": "access to the tables and volumes at it",
    "databricks_metastore": "every catalogue of the region, and all privileges",
    "databricks_metastore_assignment": "the catalogues in the workspace",
    "databricks_mlflow_experiment": "the runs recorded in it",
    "databricks_mws_storage_configurations": "the workspace's root storage",
    "databricks_mws_workspaces": "notebooks, jobs and everything else in the workspace",
    "databricks_registered_model": "the model's versions",
    "databricks_schema": "the tables and volumes in it",
    "databricks_secret_scope": "the secrets in it, which are in no code",
    "databricks_sql_table": "the table",
    "databricks_volume": "the files of a managed volume",
}
"""What is lost when a resource of the type is destroyed or replaced.

Beside the types that synthesis protects (`guards.protection.STATEFUL_TYPES`) it has those whose
loss hurts without being a disaster.
"""


def lost_with(type_: str, arguments: Mapping[str, Any] | None) -> str | None:
    """Return what is lost with a resource, None if it holds nothing.

    A foreign catalogue shows the data of a database and holds none.
    """
    if type_ == "databricks_catalog" and (arguments or {}).get("connection_name"):
        return None
    return DATA_BEARING.get(type_)
