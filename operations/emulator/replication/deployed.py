"""What a replication is deployed with, as far as it decides what is written; anything else is refused by its name.

Sources: DMS API reference, S3Settings (names, defaults, units); DMS user guide, "Specifying task settings" and "Using
Amazon S3 as a target".
"""

import json
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_pascal

from operations.common.errors import OperationError

FULL_LOAD: Final = "full-load"
FULL_LOAD_AND_CHANGES: Final = "full-load-and-cdc"
POSTGRESQL: Final = "postgres"


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_pascal, extra="forbid", frozen=True)


Read = TypeVar("Read", bound=BaseModel)


class S3Target(_Part):
    """Where and how the files are written."""

    service_access_role_arn: str
    bucket_name: str
    bucket_folder: str = ""
    expected_bucket_owner: str | None = None

    data_format: Literal["parquet"]
    parquet_version: Literal["parquet-1-0", "parquet-2-0"] = "parquet-1-0"
    parquet_timestamp_in_millisecond: bool = False
    enable_statistics: bool = True
    compression_type: Literal["NONE", "GZIP"] = "NONE"
    encryption_mode: Literal["SSE_S3", "SSE_KMS"] = "SSE_S3"
    server_side_encryption_kms_key_id: str | None = None

    include_op_for_full_load: bool = False
    timestamp_column_name: str = ""
    use_task_start_time_for_full_load_timestamp: bool = False
    date_partition_enabled: bool = False
    date_partition_sequence: Literal["YYYYMMDD", "YYYYMMDDHH", "YYYYMM", "MMYYYYDD", "DDMMYYYY"] = "YYYYMMDD"
    date_partition_delimiter: Literal["SLASH", "UNDERSCORE", "DASH", "NONE"] = "SLASH"
    cdc_max_batch_interval: int = 60
    """Seconds."""
    cdc_min_file_size: int = 32_000
    """Kilobytes."""
    max_file_size: int = 1_048_576
    """Kilobytes, of a file of a full load."""

    cdc_inserts_only: Literal[False] = False
    cdc_inserts_and_updates: Literal[False] = False
    preserve_transactions: Literal[False] = False
    glue_catalog_generation: Literal[False] = False

    # Of CSV alone; Terraform's provider sends them for Parquet too.
    csv_row_delimiter: str = "\\n"
    csv_delimiter: str = ","
    use_csv_no_sup_value: Literal[False] = False
    add_column_name: Literal[False] = False
    rfc4180: bool = True


class FullLoadSettings(_Part):
    """What becomes of files that are there: they stay."""

    target_table_prep_mode: Literal["DO_NOTHING"]


class Logging(_Part):
    """Whether DMS logs; nothing here does."""

    enable_logging: bool = False


class ErrorBehavior(_Part):
    """What becomes of a row that can't be read, and of mappings that select nothing."""

    data_error_policy: Literal["SUSPEND_TABLE"]
    fail_on_no_tables_captured: bool = True


class ReplicationSettings(_Part):
    """The settings of a replication or of a task."""

    full_load_settings: FullLoadSettings
    logging: Logging = Logging()
    error_behavior: ErrorBehavior


class Deployed(BaseModel):
    """A replication as it is deployed."""

    model_config = ConfigDict(frozen=True)

    name: str
    changes: bool
    """Whether changes are followed after the full load."""
    database: str
    target: S3Target
    settings: ReplicationSettings
    table_mappings: str
    """As JSON."""


def deployed(dms: Any, name: str) -> Deployed:
    """Return the replication, serverless or on an instance, of a name.

    Raises OperationError if there is none, or for a setting that can't be followed here.
    """
    found = _described(dms, name)
    kinds = {FULL_LOAD: False, FULL_LOAD_AND_CHANGES: True}
    if found["type"] not in kinds:
        raise cannot_follow(name, "the replication's type", found["type"], " or ".join(kinds))
    ends = {each["EndpointArn"]: each for each in dms.describe_endpoints()["Endpoints"]}
    source, target = ends[found["source"]], ends[found["target"]]
    if source["EngineName"] != POSTGRESQL:
        raise cannot_follow(name, "the engine of its database", source["EngineName"], POSTGRESQL)
    return Deployed(
        name=name,
        changes=kinds[found["type"]],
        database=source["PostgreSQLSettings"]["DatabaseName"],
        target=_read(S3Target, target["S3Settings"], name, "S3Settings"),
        settings=_read(ReplicationSettings, json.loads(found["settings"]), name, "its settings"),
        table_mappings=found["mappings"],
    )


def cannot_follow(name: str, what: str, given: object, known: str) -> OperationError:
    """Return the error about a setting of a replication which this stand-in does not play."""
    return OperationError(
        f"replication {name}: {what} is {given!r}, which can't be followed here; known: {known}"
    )


def _described(dms: Any, name: str) -> dict[str, Any]:
    for each in dms.describe_replication_configs()["ReplicationConfigs"]:
        if each["ReplicationConfigIdentifier"] == name:
            return {
                "type": each["ReplicationType"],
                "source": each["SourceEndpointArn"],
                "target": each["TargetEndpointArn"],
                "settings": each["ReplicationSettings"],
                "mappings": each["TableMappings"],
            }
    for each in dms.describe_replication_tasks()["ReplicationTasks"]:
        if each["ReplicationTaskIdentifier"] == name:
            return {
                "type": each["MigrationType"],
                "source": each["SourceEndpointArn"],
                "target": each["TargetEndpointArn"],
                "settings": each["ReplicationTaskSettings"],
                "mappings": each["TableMappings"],
            }
    raise OperationError(f"replication {name} is not deployed: run 'make up' first")


def _read(model: type[Read], given: Mapping[str, Any], name: str, where: str) -> Read:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, (where, *first["loc"])))
        if first["type"] == "missing":
            raise cannot_follow(name, place, None, "that it is given") from error
        known = "none of that name" if first["type"] == "extra_forbidden" else first["msg"]
        raise cannot_follow(name, place, first["input"], known) from error
