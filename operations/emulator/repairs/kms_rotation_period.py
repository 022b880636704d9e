"""The rotation period of a key is kept.

moto 5.2.5 turns rotation on and off but forgets the period. AWS keeps it, 365 days unless one is given,
from 90 to 2560, and returns it with the status (API reference, EnableKeyRotation and GetKeyRotationStatus).
"""

import json
from typing import Any, Final

from moto.kms.exceptions import ValidationException
from moto.kms.responses import KmsResponse

from operations.emulator.repairs.repair import Repair, replace

DEFAULT_DAYS: Final = 365
DAYS: Final = range(90, 2561)


def _install() -> None:
    def enable_key_rotation(response: Any) -> str:
        return _enable(response, enable)

    def get_key_rotation_status(response: Any) -> str:
        return _status(response, status)

    enable = replace(KmsResponse, "enable_key_rotation", enable_key_rotation)
    status = replace(KmsResponse, "get_key_rotation_status", get_key_rotation_status)


def _enable(response: Any, original: Any) -> str:
    given = response._get_param("RotationPeriodInDays")
    days = DEFAULT_DAYS if given is None else int(given)
    if days not in DAYS:
        raise ValidationException(
            f"1 validation error detected: Value '{days}' at 'rotationPeriodInDays' failed to satisfy "
            f"constraint: Member must have value between {DAYS[0]} and {DAYS[-1]}"
        )
    answer = original(response)
    _key(response).rotation_period_in_days = days
    return answer


def _status(response: Any, original: Any) -> str:
    answer = json.loads(original(response))
    if answer["KeyRotationEnabled"]:
        key = _key(response)
        answer |= {
            "KeyId": key.id,
            "RotationPeriodInDays": getattr(key, "rotation_period_in_days", DEFAULT_DAYS),
        }
    return json.dumps(answer)


def _key(response: Any) -> Any:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]


KMS_ROTATION_PERIOD: Final = Repair(
    name="kms rotation period",
    upstream="moto/kms/models.py, enable_key_rotation",
    install=_install,
)
