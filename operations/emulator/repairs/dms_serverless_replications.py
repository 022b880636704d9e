"""Serverless replications exist.

moto 5.2.5 knows replications on instances only. AWS keeps the configuration of a serverless one, starts and
stops it, and changes and deletes it only while it does not run (DMS API reference, CreateReplicationConfig and
DescribeReplications). How it starts is in `dms_starts`; a full load ends by itself. No row is ever moved here.
"""

import json
import uuid
from typing import Any, Final

from moto.dms.exceptions import InvalidResourceStateFault, ResourceAlreadyExistsFault, ResourceNotFoundFault
from moto.dms.models import DatabaseMigrationServiceBackend
from moto.dms.responses import DatabaseMigrationServiceResponse

from operations.emulator.repairs.dms_starts import FULL_LOAD, missing_credentials, require_start
from operations.emulator.repairs.repair import Repair, add

KEPT: Final = (
    "ComputeConfig",
    "ReplicationConfigIdentifier",
    "ReplicationSettings",
    "ReplicationType",
    "SourceEndpointArn",
    "SupplementalSettings",
    "TableMappings",
    "TargetEndpointArn",
)
RUNNING: Final = "running"
KEPT_APART: Final = ("FailureMessages", "Status", "StopReason")
"""What belongs to the replication, not to its configuration."""


def _configs(response: Any) -> dict[str, dict[str, Any]]:
    backend = response.dms_backend
    if "replication_configs" not in vars(backend):
        backend.replication_configs = {}
    return backend.replication_configs


def _named(response: Any) -> dict[str, Any]:
    arn = response._get_param("ReplicationConfigArn")
    try:
        return _configs(response)[arn]
    except KeyError as error:
        raise ResourceNotFoundFault(f"Replication config {arn} could not be found.") from error


def _given(response: Any) -> dict[str, Any]:
    found = {name: response._get_param(name) for name in KEPT}
    return {name: value for name, value in found.items() if value is not None}


def _create(response: Any) -> str:
    configs, given = _configs(response), _given(response)
    identifier = given["ReplicationConfigIdentifier"]
    if any(config["ReplicationConfigIdentifier"] == identifier for config in configs.values()):
        raise ResourceAlreadyExistsFault("The resource you are attempting to create already exists.")
    backend = response.dms_backend
    last = response._get_param("ResourceIdentifier") or uuid.uuid4().hex
    arn = f"arn:aws:dms:{backend.region_name}:{backend.account_id}:replication-config:{last}"
    configs[arn] = {**given, "ReplicationConfigArn": arn, "Status": "created"}
    backend.tagger.tag_resource(arn, response._get_param("Tags") or [])
    return _config(configs[arn])


def _describe_configs(response: Any) -> str:
    return json.dumps({"ReplicationConfigs": [_public(config) for config in _filtered(response)]})


def _describe_replications(response: Any) -> str:
    found = [_replication(config) for config in _filtered(response)]
    return json.dumps({"Replications": found})


def _filtered(response: Any) -> list[dict[str, Any]]:
    configs = list(_configs(response).values())
    for wanted in response._get_param("Filters") or []:
        name = "ReplicationConfigArn" if wanted["Name"].endswith("arn") else "ReplicationConfigIdentifier"
        configs = [config for config in configs if config[name] in wanted["Values"]]
    if not configs and response._get_param("Filters"):
        raise ResourceNotFoundFault("No replication config matches the filters.")
    return configs


def _modify(response: Any) -> str:
    config = _named(response)
    if config["Status"] == RUNNING:
        raise InvalidResourceStateFault("The replication runs; stop it first.")
    config.update(_given(response))
    return _config(config)


def _start(response: Any) -> str:
    config = _named(response)
    require_start(
        response._get_param("StartReplicationType"),
        replication_type=config["ReplicationType"],
        serverless=True,
        status=config["Status"],
        arn=config["ReplicationConfigArn"],
    )
    for name in KEPT_APART:
        config.pop(name, None)
    said = missing_credentials(response.dms_backend, config["SourceEndpointArn"], config["TargetEndpointArn"])
    if said:
        config |= {"Status": "failed", "FailureMessages": said}
    elif config["ReplicationType"] == FULL_LOAD:
        config |= {"Status": "stopped", "StopReason": "Stop Reason FULL_LOAD_ONLY_FINISHED"}
    else:
        config["Status"] = RUNNING
    return json.dumps({"Replication": _replication(config)})


def _stop(response: Any) -> str:
    config = _named(response)
    if config["Status"] != RUNNING:
        raise InvalidResourceStateFault("The replication does not run.")
    config["Status"] = "stopped"
    return json.dumps({"Replication": _replication(config)})


def _delete(response: Any) -> str:
    config = _named(response)
    if config["Status"] == RUNNING:
        raise InvalidResourceStateFault("The replication runs; stop it first.")
    del _configs(response)[config["ReplicationConfigArn"]]
    return _config(config)


def _public(config: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in config.items() if name not in KEPT_APART}


def _replication(config: dict[str, Any]) -> dict[str, Any]:
    return _public(config) | {name: config[name] for name in KEPT_APART if name in config}


def _config(config: dict[str, Any]) -> str:
    return json.dumps({"ReplicationConfig": _public(config)})


def _install() -> None:
    add(DatabaseMigrationServiceBackend, "replication_configs", None)
    for name, method in (
        ("create_replication_config", _create),
        ("describe_replication_configs", _describe_configs),
        ("describe_replications", _describe_replications),
        ("modify_replication_config", _modify),
        ("start_replication", _start),
        ("stop_replication", _stop),
        ("delete_replication_config", _delete),
    ):
        add(DatabaseMigrationServiceResponse, name, method)


DMS_SERVERLESS_REPLICATIONS: Final = Repair(
    name="dms serverless replications",
    upstream="moto/dms/responses.py, the actions on replication configs",
    install=_install,
)
