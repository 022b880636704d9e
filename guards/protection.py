"""Stateful resources of a retained environment cannot be destroyed."""

from collections.abc import Iterator
from typing import Final

from guards.rule import Rule, Violation, violation
from guards.synthesized import Json, resources

STATEFUL_TYPES: Final = frozenset(
    {
        "aws_backup_vault",
        "aws_db_instance",
        "aws_dynamodb_table",
        "aws_ebs_volume",
        "aws_efs_file_system",
        "aws_kinesis_stream",
        "aws_kms_key",
        "aws_s3_bucket",
        "databricks_catalog",
        "databricks_external_location",
        "databricks_metastore",
        "databricks_metastore_assignment",
        "databricks_mws_storage_configurations",
        "databricks_mws_workspaces",
        "databricks_registered_model",
        "databricks_schema",
    }
)
"""The types whose loss loses data, or the key to it."""


def protected_data(*, retained: bool) -> Rule:
    """Return ANT-DATA-01: where data is retained, destroy is prevented and never forced."""

    def rule(stack: Json) -> Iterator[Violation]:
        for resource in resources(stack):
            if not retained or resource.type not in STATEFUL_TYPES:
                continue
            if "connection_name" in resource.arguments:
                # A foreign catalogue shows the data of a database; it holds none.
                continue
            if resource.arguments.get("lifecycle", {}).get("prevent_destroy") is not True:
                yield violation(
                    "ANT-DATA-01", resource, "may be destroyed", "pass the environment's protection"
                )
            if resource.arguments.get("force_destroy") is True:
                yield violation("ANT-DATA-01", resource, "deletes its objects with it", "drop force_destroy")

    return rule
