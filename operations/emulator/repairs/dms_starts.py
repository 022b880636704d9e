"""What DMS answers when a replication is to be started.

Source: DMS API reference, StartReplication and StartReplicationTask: the first run takes `start-replication` alone
(but for a serverless replication of changes only, of which nothing is said), a full load cannot be resumed, and what
is at work is not started again. A later `start-replication` is refused (hashicorp/terraform-provider-aws#24047).
"""

from collections.abc import Iterator
from typing import Any, Final

from moto.core.exceptions import JsonRESTError
from moto.dms.exceptions import DmsClientError, InvalidResourceStateFault
from moto.secretsmanager.models import secretsmanager_backends

START: Final = "start-replication"
RESUME: Final = "resume-processing"
RELOAD: Final = "reload-target"
FULL_LOAD: Final = "full-load"
CHANGES: Final = "cdc"

NEVER_RUN: Final = ("created", "creating", "ready")
ENDED: Final = ("failed", "stopped")


class InvalidParameterValueException(DmsClientError):  # noqa: N818 - as AWS calls it
    """Says that a parameter has a value which DMS does not know."""

    def __init__(self, message: str) -> None:
        super().__init__("InvalidParameterValueException", message)


def require_start(wanted: Any, *, replication_type: str, serverless: bool, status: str, arn: str) -> None:
    """Raise the service's error if a replication in this state cannot be started so."""
    if wanted not in (START, RESUME, RELOAD):
        raise InvalidParameterValueException(
            f"{wanted} is not a valid start type: {START}, {RESUME}, {RELOAD}"
        )
    if status not in (*NEVER_RUN, *ENDED):
        raise InvalidResourceStateFault(f"{arn} is in {status} state and cannot start")
    if status in NEVER_RUN and wanted != START and not (serverless and replication_type == CHANGES):
        raise InvalidResourceStateFault(f"{arn} has never run: {wanted} is valid only after {START}")
    if status in ENDED and wanted == START:
        raise InvalidResourceStateFault(f"{arn} has run before: {START} is valid for the first run only")
    if replication_type == FULL_LOAD and wanted == RESUME:
        raise InvalidResourceStateFault(f"{arn} is a full load: {RESUME} is not applicable")


def missing_credentials(backend: Any, *endpoint_arns: str) -> list[str]:
    """Return what DMS says of endpoints whose secret has no value: nothing can be read or written with them."""
    return [
        f"Test connection failed for endpoint '{endpoint.endpoint_identifier}': unable to retrieve the value of "
        f"secret {secret_id}"
        for endpoint in backend.endpoints.values()
        if endpoint.endpoint_arn in endpoint_arns
        for secret_id in _secret_ids(endpoint)
        if not _has_value(backend, secret_id)
    ]


def _secret_ids(endpoint: Any) -> Iterator[str]:
    for setting in vars(endpoint).values():
        if isinstance(setting, dict) and setting.get("SecretsManagerSecretId"):
            yield setting["SecretsManagerSecretId"]


def _has_value(backend: Any, secret_id: str) -> bool:
    secrets = secretsmanager_backends[backend.account_id][backend.region_name]
    try:
        return bool(secrets.get_secret_value(secret_id, version_id="", version_stage=""))
    except JsonRESTError:
        return False
