"""The version to which AWSCURRENT is moved is the one that a secret answers with.

moto 5.2.5 moves the label by UpdateSecretVersionStage, but GetSecretValue without a stage still returns the
version that was put last. AWS returns the one that has AWSCURRENT (Secrets Manager API reference, GetSecretValue).
"""

from typing import Any, Final

from moto.secretsmanager.models import SecretsManagerBackend

from operations.emulator.repairs.repair import Repair, replace

CURRENT: Final = "AWSCURRENT"


def _install() -> None:
    def update_secret_version_stage(
        backend: Any,
        secret_id: str,
        version_stage: str,
        remove_from_version_id: str,
        move_to_version_id: str,
    ) -> Any:
        answer = original(backend, secret_id, version_stage, remove_from_version_id, move_to_version_id)
        if version_stage == CURRENT and move_to_version_id:
            backend.secrets[secret_id].set_default_version_id(move_to_version_id)
        return answer

    original = replace(SecretsManagerBackend, "update_secret_version_stage", update_secret_version_stage)


SECRET_VERSIONS: Final = Repair(
    name="secret versions",
    upstream="moto/secretsmanager/models.py, update_secret_version_stage",
    install=_install,
)
