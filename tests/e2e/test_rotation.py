"""What docs/how-to/rotate-a-key.md tells an operator to do, done to the deployed platform."""

import pytest

from configuration.names import Names
from environments.catalogue import ENVIRONMENTS
from tests.e2e.conftest import Deployment
from tests.e2e.test_data_flow import SAMPLES, announced, send

pytestmark = pytest.mark.e2e

(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]
NAMES = Names.of(LOCAL)
SOURCE = "splits"


def test_a_feed_takes_a_new_secret_at_its_next_run_and_the_old_one_again(deployment: Deployment) -> None:
    """The API that is played here takes the current secret and no other."""
    secrets = deployment.client("secretsmanager")
    named = {"SecretId": f"anthill/local/{SOURCE}"}
    assert send(deployment, SOURCE, SAMPLES / f"{SOURCE}.jsonl")["stored"]
    old = secrets.get_secret_value(**named)
    new = secrets.put_secret_value(**named, SecretString="a-new-value")
    assert send(deployment, SOURCE, SAMPLES / f"{SOURCE}.jsonl")["stored"]
    assert secrets.get_secret_value(**named)["SecretString"] == "a-new-value"
    assert secrets.get_secret_value(**named, VersionStage="AWSPREVIOUS")["VersionId"] == old["VersionId"]
    secrets.update_secret_version_stage(
        **named,
        VersionStage="AWSCURRENT",
        MoveToVersionId=old["VersionId"],
        RemoveFromVersionId=new["VersionId"],
    )
    assert secrets.get_secret_value(**named)["SecretString"] == old["SecretString"]
    assert send(deployment, SOURCE, SAMPLES / f"{SOURCE}.jsonl")["stored"]
    announced(deployment, SOURCE)


def test_the_material_of_a_key_is_rotated_at_once_and_what_it_encrypted_is_still_read(
    deployment: Deployment,
) -> None:
    kms, s3, bucket = deployment.client("kms"), deployment.client("s3"), NAMES.s3_bucket("bronze")
    s3.put_object(Bucket=bucket, Key="before", Body=b"data")
    key = kms.describe_key(KeyId=NAMES.kms_alias("lake"))["KeyMetadata"]["KeyId"]
    kms.rotate_key_on_demand(KeyId=key)
    (rotation,) = kms.list_key_rotations(KeyId=key)["Rotations"]
    assert rotation["RotationType"] == "ON_DEMAND"
    assert kms.describe_key(KeyId=NAMES.kms_alias("lake"))["KeyMetadata"]["KeyId"] == key
    assert s3.get_object(Bucket=bucket, Key="before")["Body"].read() == b"data"
    s3.delete_object(Bucket=bucket, Key="before")
