"""How a workspace comes to be: an environment's parts, their registration, what is then in the workspace."""

import json
from pathlib import Path
from typing import Any

import pytest

from configuration.databricks.registration import RegisteredParts, RegistrationConfig
from configuration.errors import ConfigurationError
from configuration.model import EnvironmentConfig
from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS
from main import build_app
from tests.support.template import Template

DEV = next(config for config in ENVIRONMENTS if config.name == "dev")
PROD = next(config for config in ENVIRONMENTS if config.name == "prod")


def dev(registration: RegistrationConfig, **workspace: Any) -> list[EnvironmentConfig]:
    """Return all environments, dev with another registration."""
    databricks = DEV.databricks.model_copy(
        update={
            "registration": registration,
            "workspace": DEV.databricks.workspace.model_copy(update=workspace),
        }
    )
    changed = DEV.model_copy(update={"databricks": databricks})
    return [changed if config is DEV else config for config in ENVIRONMENTS]


def synthesised(folder: Path, stack: str, environments: list[EnvironmentConfig]) -> Template:
    build_app(environments, account=DATABRICKS_ACCOUNT, outdir=str(folder), stacks=[stack]).synth()
    return Template.read(folder, stack)


def parts_of(config: EnvironmentConfig) -> RegisteredParts:
    parts = config.databricks.parts_to_register
    assert parts is not None
    return parts


def parts_only() -> RegistrationConfig:
    return RegistrationConfig(parts=parts_of(DEV))


@pytest.mark.parametrize("registration", [RegistrationConfig(), parts_only()], ids=["nothing", "parts"])
def test_an_environment_without_a_workspace_has_all_that_one_is_made_of(
    tmp_path: Path, registration: RegistrationConfig
) -> None:
    template = synthesised(tmp_path, "anthill-dev", dev(registration))
    assert not [type_ for type_ in template.json["resource"] if type_.startswith("databricks_")]
    assert "databricks" not in template.json["provider"]
    told = template.json["output"]["registration"]["value"]
    assert told.keys() == {
        "vpc_id",
        "subnet_ids",
        "security_group_id",
        "managed_services_key_arn",
        "storage_key_arn",
    }
    assert "workspace_url" not in template.json["output"]
    # Sources work before anybody can look at what they brought.
    assert template.resources("aws_kinesis_stream")
    assert template.by_path("aws_iam_role", "/databricks/compute/role/role")


def test_a_registration_of_nothing_says_what_comes_first(tmp_path: Path) -> None:
    environments = dev(RegistrationConfig())
    with pytest.raises(ConfigurationError) as raised:
        build_app(
            environments,
            account=DATABRICKS_ACCOUNT,
            outdir=str(tmp_path / "one"),
            stacks=["anthill-dev-registration"],
        )
    assert str(raised.value) == (
        "anthill-dev-registration: nothing is there to register yet; deploy anthill-dev, then copy its output "
        "`registration` to databricks.registration.parts of environments/dev.py"
    )
    app = build_app(environments, account=DATABRICKS_ACCOUNT, outdir=str(tmp_path / "all"))
    names = {child.node.id for child in app.node.children}
    assert "anthill-dev-registration" not in names
    assert {"anthill-dev", "anthill-prod-registration"} <= names


def test_private_link_is_not_registered_before_its_endpoints_are_there(tmp_path: Path) -> None:
    environments = dev(parts_only(), private_link=True)
    with pytest.raises(ConfigurationError, match="nothing is there to register yet"):
        build_app(
            environments,
            account=DATABRICKS_ACCOUNT,
            outdir=str(tmp_path / "registration"),
            stacks=["anthill-dev-registration"],
        )
    told = synthesised(tmp_path, "anthill-dev", environments).json["output"]["registration"]["value"]
    assert {"rest_api_endpoint_id", "dataplane_relay_endpoint_id"} <= told.keys()


def test_a_registration_is_told_what_was_copied(tmp_path: Path) -> None:
    template = synthesised(tmp_path, "anthill-prod-registration", list(ENVIRONMENTS))
    parts = parts_of(PROD)
    network = template.one("databricks_mws_networks")
    assert (network["vpc_id"], network["subnet_ids"]) == (parts.vpc_id, list(parts.subnet_ids))
    assert network["security_group_ids"] == [parts.security_group_id]
    keys = {
        each["use_cases"][0]: each["aws_key_info"]["key_arn"]
        for each in template.resources("databricks_mws_customer_managed_keys").values()
    }
    assert keys == {
        "MANAGED_SERVICES": parts.managed_services_key_arn,
        "STORAGE": parts.storage_key_arn,
    }


def test_names_of_what_is_registered_are_those_that_the_environment_gave(tmp_path: Path) -> None:
    registration = synthesised(tmp_path / "registration", "anthill-prod-registration", list(ENVIRONMENTS))
    template = synthesised(tmp_path / "own", "anthill-prod", list(ENVIRONMENTS))
    bucket = template.by_path("aws_s3_bucket", "/databricks/root/bucket/bucket")["bucket"]
    assert registration.one("databricks_mws_storage_configurations")["bucket_name"] == bucket
    role = template.by_path("aws_iam_role", "/databricks/compute/role/role")["name"]
    arn = f"arn:aws:iam::{PROD.account.id}:role/{role}"
    assert registration.one("databricks_mws_credentials")["role_arn"] == arn
    for use in ("managed_services", "storage"):
        alias = template.by_path("aws_kms_alias", f"/databricks/{use}_key/alias")["name"]
        known = registration.by_path("databricks_mws_customer_managed_keys", f"/workspace/{use}_key")
        assert known["aws_key_info"]["key_alias"] == alias


def test_what_the_registration_was_told_is_compared_in_every_plan(tmp_path: Path) -> None:
    template = synthesised(tmp_path, "anthill-prod", list(ENVIRONMENTS))
    check = template.json["check"]["registration"]["assert"]
    parts = parts_of(PROD)
    for copied in (parts.vpc_id, parts.storage_key_arn, parts.rest_api_endpoint_id, *parts.subnet_ids):
        assert json.dumps(copied) in check["condition"].replace("\\", "")
    assert "environments/prod.py" in check["error_message"]
