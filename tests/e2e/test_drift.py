"""A change made behind Terraform's back is seen by a plan, and an apply takes it back."""

from collections.abc import Callable

import pytest

from configuration.names import Names
from environments.catalogue import ENVIRONMENTS
from tests.e2e.conftest import Deployment

pytestmark = pytest.mark.e2e

(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]
NAMES = Names.of(LOCAL)


def suspend_versions(deployment: Deployment) -> None:
    deployment.client("s3").put_bucket_versioning(
        Bucket=NAMES.s3_bucket("gold"), VersioningConfiguration={"Status": "Suspended"}
    )


def open_to_the_public(deployment: Deployment) -> None:
    deployment.client("s3").delete_public_access_block(Bucket=NAMES.s3_bucket("gold"))


def stop_rotation(deployment: Deployment) -> None:
    kms = deployment.client("kms")
    kms.disable_key_rotation(KeyId=kms.describe_key(KeyId=NAMES.kms_alias("lake"))["KeyMetadata"]["KeyId"])


def widen_trust(deployment: Deployment) -> None:
    deployment.client("iam").update_assume_role_policy(
        RoleName=NAMES.iam_role("audit"),
        PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}',
    )


def edit_catalogue(deployment: Deployment) -> None:
    deployment.databricks.change("databricks_catalog", NAMES.catalog, comment="changed in the console")


def open_the_workspace(deployment: Deployment) -> None:
    (allowed,) = deployment.databricks.objects("databricks_ip_access_list")
    assert deployment.databricks.delete(allowed.type, allowed.id, allowed.place)


def give_away_gold(deployment: Deployment) -> None:
    (gold,) = [
        found for found in deployment.databricks.objects("databricks_grants") if found.id.endswith(".gold")
    ]
    given = [*gold.attributes["grant"], {"principal": "account users", "privileges": ["SELECT"]}]
    deployment.databricks.change("databricks_grants", gold.id, grant=given)


CHANGES: dict[str, tuple[Callable[[Deployment], None], str]] = {
    "versions suspended": (suspend_versions, "update aws_s3_bucket_versioning.lake_gold_versioning"),
    "public access block deleted": (open_to_the_public, "create aws_s3_bucket_public_access_block.lake_gold"),
    "key rotation stopped": (stop_rotation, "update aws_kms_key.lake_key"),
    "trust policy widened": (widen_trust, "update aws_iam_role.audit_delivery_role"),
    "catalogue edited": (edit_catalogue, "update databricks_catalog.governance_catalog"),
    "workspace opened": (open_the_workspace, "create databricks_ip_access_list.databricks_settings"),
    "gold given away": (give_away_gold, "update databricks_grants.access_gold"),
}


def test_every_change_is_seen_and_taken_back(deployment: Deployment) -> None:
    for change, _ in CHANGES.values():
        change(deployment)
    seen = deployment.terraform.changes()
    missed = [
        name for name, (_, start) in CHANGES.items() if not any(line.startswith(start) for line in seen)
    ]
    assert missed == []
    assert len(seen) == len(CHANGES), seen
    deployment.terraform.apply()
    assert deployment.terraform.changes() == []
