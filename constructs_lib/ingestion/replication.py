"""What moves a database's rows: a DMS replication, serverless or on an instance."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdktf_cdktf_provider_aws.dms_replication_config import (
    DmsReplicationConfig,
    DmsReplicationConfigComputeConfig,
)
from cdktf_cdktf_provider_aws.dms_replication_instance import DmsReplicationInstance
from cdktf_cdktf_provider_aws.dms_replication_task import DmsReplicationTask
from constructs import Construct

from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.place import Place

WHOLE: Final = "full-load"
WHOLE_THEN_CHANGES: Final = "full-load-and-cdc"

SETTINGS: Final = json.dumps(
    {
        "FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING"},
        "Logging": {"EnableLogging": True},
        "ErrorBehavior": {"DataErrorPolicy": "SUSPEND_TABLE", "FailOnNoTablesCaptured": True},
    },
    separators=(",", ":"),
)
"""Files that are there stay; a row that cannot be read stops its table instead of vanishing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serverless:
    """The capacity of a serverless replication, in DMS capacity units."""

    minimum_units: int
    """Units that are always there."""
    maximum_units: int
    """Units at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """The instance of a provisioned replication, its storage in GiB."""

    instance_class: str
    """The class of DMS, such as `dms.t3.medium`."""
    storage_gb: int
    """Storage, in GiB."""
    multi_az: bool
    """Whether a second one waits in another zone."""


def table_mappings(tables: Sequence[tuple[str, str]]) -> str:
    """Return the selection rules for tables given as schema and name, in their order."""
    rules = [
        {
            "rule-type": "selection",
            "rule-id": str(number),
            "rule-name": f"{schema}.{table}",
            "object-locator": {"schema-name": schema, "table-name": table},
            "rule-action": "include",
        }
        for number, (schema, table) in enumerate(tables, start=1)
    ]
    return json.dumps({"rules": rules}, separators=(",", ":"))


def replication(
    scope: Construct,
    *,
    source: SourceSpec,
    surroundings: Surroundings,
    subnet_group_id: str,
    security_group_id: str,
    capacity: Serverless | Instance,
    endpoints: tuple[str, str],
    tables: Sequence[tuple[str, str]],
    changes: bool,
) -> str:
    """Define a replication, serverless or on an encrypted private instance of its own, and return its ARN.

    `ReplicationStart` starts it. `endpoints` are the ARNs of the one that is read and of the one that is written.
    """
    from_arn, to_arn = endpoints
    name = Place.of(scope).name_of("replication", source.name)
    kind = WHOLE_THEN_CHANGES if changes else WHOLE
    if isinstance(capacity, Serverless):
        return DmsReplicationConfig(
            scope,
            "replication",
            replication_config_identifier=name,
            replication_type=kind,
            source_endpoint_arn=from_arn,
            target_endpoint_arn=to_arn,
            table_mappings=table_mappings(tables),
            replication_settings=SETTINGS,
            compute_config=DmsReplicationConfigComputeConfig(
                replication_subnet_group_id=subnet_group_id,
                vpc_security_group_ids=[security_group_id],
                kms_key_id=surroundings.ingestion_key.arn,
                min_capacity_units=capacity.minimum_units,
                max_capacity_units=capacity.maximum_units,
                multi_az=False,
            ),
            tags=source.tags,
        ).arn
    machine = DmsReplicationInstance(
        scope,
        "instance",
        replication_instance_id=name,
        replication_instance_class=capacity.instance_class,
        allocated_storage=capacity.storage_gb,
        multi_az=capacity.multi_az,
        kms_key_arn=surroundings.ingestion_key.arn,
        publicly_accessible=False,
        auto_minor_version_upgrade=True,
        replication_subnet_group_id=subnet_group_id,
        vpc_security_group_ids=[security_group_id],
        tags=source.tags,
    )
    return DmsReplicationTask(
        scope,
        "task",
        replication_task_id=name,
        migration_type=kind,
        replication_instance_arn=machine.replication_instance_arn,
        source_endpoint_arn=from_arn,
        target_endpoint_arn=to_arn,
        table_mappings=table_mappings(tables),
        replication_task_settings=SETTINGS,
        tags=source.tags,
    ).replication_task_arn
