"""What a source is opened with."""

from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from constructs import Construct

from constructs_lib.ingestion.source_spec import SourceSpec, Surroundings
from constructs_lib.place import Place

RECOVERY_DAYS = 30
"""Days in which a deleted secret can be restored (Secrets Manager API, DeleteSecret)."""


def source_secret(
    scope: Construct, id_: str, *, source: SourceSpec, surroundings: Surroundings, holds: str
) -> SecretsmanagerSecret:
    """Define an encrypted secret without a value: a person puts it in, so that no state ever holds it."""
    return SecretsmanagerSecret(
        scope,
        id_,
        name=Place.of(scope).name_of("secret", source.name),
        description=f"{holds} of source {source.name}",
        kms_key_id=surroundings.ingestion_key.arn,
        recovery_window_in_days=RECOVERY_DAYS,
        tags=source.tags,
    )
