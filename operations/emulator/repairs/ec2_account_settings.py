"""Two settings of an account and region: the block of public snapshots, and the metadata defaults.

moto 5.2.5 does not know them and fails with an internal error. AWS keeps them per account and region
(EC2 API reference: EnableSnapshotBlockPublicAccess, ModifyInstanceMetadataDefaults and their kin).
"""

from typing import Any, Final

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses.settings import Settings

from operations.emulator.repairs.repair import Repair, add

UNBLOCKED: Final = "unblocked"
SNAPSHOT_STATES: Final = ("block-all-sharing", "block-new-sharing")
NO_PREFERENCE: Final = "no-preference"
METADATA_CHOICES: Final = {
    "HttpTokens": ("optional", "required"),
    "HttpEndpoint": ("enabled", "disabled"),
    "InstanceMetadataTags": ("enabled", "disabled"),
}
HOPS: Final = range(1, 65)
NO_HOP_PREFERENCE: Final = -1


def _enable_snapshot_block(response: Any) -> ActionResult:
    response.error_on_dryrun()
    state = _allowed("State", response._get_param("State"), SNAPSHOT_STATES)
    response.ec2_backend.snapshot_block_state = state
    return ActionResult({"State": state})


def _disable_snapshot_block(response: Any) -> ActionResult:
    response.error_on_dryrun()
    response.ec2_backend.snapshot_block_state = UNBLOCKED
    return ActionResult({"State": UNBLOCKED})


def _get_snapshot_block(response: Any) -> ActionResult:
    response.error_on_dryrun()
    state = getattr(response.ec2_backend, "snapshot_block_state", UNBLOCKED)
    return ActionResult({"State": state, "ManagedBy": "account"})


def _modify_metadata_defaults(response: Any) -> ActionResult:
    response.error_on_dryrun()
    wanted: dict[str, Any] = {}
    for name, choices in METADATA_CHOICES.items():
        given = response._get_param(name)
        if given is not None:
            wanted[name] = _allowed(name, given, (*choices, NO_PREFERENCE))
    hops = response._get_param("HttpPutResponseHopLimit")
    if hops is not None:
        wanted["HttpPutResponseHopLimit"] = int(
            _allowed("HttpPutResponseHopLimit", int(hops), (*HOPS, NO_HOP_PREFERENCE))
        )
    merged = _metadata_defaults(response) | wanted
    response.ec2_backend.metadata_defaults = {
        name: value for name, value in merged.items() if value not in (NO_PREFERENCE, NO_HOP_PREFERENCE)
    }
    return ActionResult({"Return": True})


def _get_metadata_defaults(response: Any) -> ActionResult:
    response.error_on_dryrun()
    return ActionResult({"AccountLevel": _metadata_defaults(response) | {"ManagedBy": "account"}})


def _metadata_defaults(response: Any) -> dict[str, Any]:
    return getattr(response.ec2_backend, "metadata_defaults", {})


def _allowed(name: str, value: Any, choices: tuple[Any, ...]) -> Any:
    if value not in choices:
        raise EC2ClientError("InvalidParameterValue", f"Value ({value}) for parameter {name} is invalid.")
    return value


def _install() -> None:
    add(Settings, "enable_snapshot_block_public_access", _enable_snapshot_block)
    add(Settings, "disable_snapshot_block_public_access", _disable_snapshot_block)
    add(Settings, "get_snapshot_block_public_access_state", _get_snapshot_block)
    add(Settings, "modify_instance_metadata_defaults", _modify_metadata_defaults)
    add(Settings, "get_instance_metadata_defaults", _get_metadata_defaults)


EC2_ACCOUNT_SETTINGS: Final = Repair(
    name="ec2 account settings",
    upstream="moto/ec2/responses/settings.py",
    install=_install,
)
