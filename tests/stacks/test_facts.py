"""What each environment's stack must hold, read from one synthesis."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from configuration.account import DataProtection
from configuration.lake import TABLE_LAYERS, LayerName
from configuration.model import EnvironmentConfig
from configuration.names import Names
from configuration.tags import tag_set
from environments.catalogue import ENVIRONMENTS
from provider_facts.versions import AWS_VERSION
from stacks.place import place_of
from tests.support.policy_evaluator import decide
from tests.support.template import Template

Stacks = Mapping[str, Template]
each_environment = pytest.mark.parametrize("config", ENVIRONMENTS, ids=lambda config: config.name.value)
each_real = pytest.mark.parametrize(
    "config", [config for config in ENVIRONMENTS if not config.is_local], ids=lambda config: config.name.value
)


def of(stacks: Stacks, config: EnvironmentConfig, suffix: str = "") -> Template:
    return stacks[f"anthill-{config.name.value}{suffix}"]


def test_the_stacks_are_these(stacks: Stacks) -> None:
    assert set(stacks) == {
        "anthill-account",
        "anthill-local",
        "anthill-dev",
        "anthill-dev-bootstrap",
        "anthill-dev-registration",
        "anthill-test",
        "anthill-test-bootstrap",
        "anthill-test-registration",
        "anthill-prod",
        "anthill-prod-bootstrap",
        "anthill-prod-registration",
    }


@each_real
@pytest.mark.parametrize("suffix", ["", "-bootstrap"])
def test_state_is_remote_encrypted_locked_and_of_one_account(
    stacks: Stacks, config: EnvironmentConfig, suffix: str
) -> None:
    backend = of(stacks, config, suffix).json["terraform"]["backend"]["s3"]
    names = Names.of(config)
    assert backend["bucket"] == names.state_bucket
    assert backend["key"] == f"anthill-{config.name.value}{suffix}/terraform.tfstate"
    assert backend["encrypt"] is True
    assert backend["use_lockfile"] is True
    assert backend["allowed_account_ids"] == [config.account.id]
    assert backend["kms_key_id"].endswith(names.kms_alias("state"))
    assert "dynamodb_table" not in backend


@each_real
def test_the_state_of_a_registration_lies_where_that_of_the_databricks_account_does(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    registration = of(stacks, config, "-registration").json
    host = stacks["anthill-account"].json["terraform"]["backend"]["s3"]
    key = f"anthill-{config.name.value}-registration/terraform.tfstate"
    assert registration["terraform"]["backend"]["s3"] == host | {"key": key}
    # It takes nothing of AWS, and so no credentials of the environment's account.
    assert set(registration["provider"]) == {"databricks"}


@each_environment
def test_provider_is_bound_to_the_account_and_tags_everything(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    (provider,) = of(stacks, config).json["provider"]["aws"]
    assert provider["allowed_account_ids"] == [config.account.id]
    assert provider["region"] == config.region
    assert provider["default_tags"] == [{"tags": tag_set(config)}]


def test_only_the_local_stack_may_use_an_older_provider(stacks: Stacks) -> None:
    versions = {
        name: template.json["terraform"]["required_providers"]["aws"]["version"]
        for name, template in stacks.items()
        if not name.endswith("-registration")
    }
    assert versions.pop("anthill-local") == f">= 5.100.0, <= {AWS_VERSION}"
    assert set(versions.values()) == {AWS_VERSION}


@each_environment
def test_network_follows_the_configuration(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = of(stacks, config)
    assert template.one("aws_vpc")["cidr_block"] == str(config.network.cidr)
    planned = {str(plan.cidr) for plan in config.network.subnets}
    assert {subnet["cidr_block"] for subnet in template.resources("aws_subnet").values()} == planned
    nats = {"none": 0, "single": 1, "one_per_zone": len(config.network.availability_zones)}
    assert len(template.resources("aws_nat_gateway")) == nats[config.network.nat.value]
    endpoints = len(config.network.gateway_endpoints) + len(config.network.interface_endpoints)
    if config.databricks.workspace.private_link:
        endpoints += 2
    assert len(template.resources("aws_vpc_endpoint")) == endpoints


@each_environment
def test_lake_has_every_layer_with_its_retention(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = of(stacks, config)
    for layer in config.lake.layers:
        name = layer.name.value
        bucket = template.by_path("aws_s3_bucket", f"/lake/{name}/bucket")
        assert bucket["bucket"] == Names.of(config).s3_bucket(name)
        rules = template.by_path("aws_s3_bucket_lifecycle_configuration", f"/lake/{name}/lifecycle")["rule"]
        whole, *prefixes = rules
        keeps_tables = layer.name in TABLE_LAYERS
        expected = (
            {"days": layer.retention_days}
            if layer.retention_days and not keeps_tables
            else {"expired_object_delete_marker": True}
        )
        if layer.name is LayerName.LANDING:
            # All of it but the byte that marks the place.
            (whole_but_marker,) = [rule for rule in prefixes if rule["id"] == "expiry"]
            assert whole_but_marker["filter"] == [{"object_size_greater_than": 1}]
            assert whole_but_marker["expiration"] == [expected]
            expected = {"expired_object_delete_marker": True}
        assert whole["expiration"] == [expected]
        assert len(whole.get("transition", [])) == len(layer.transitions)
        if layer.name is LayerName.BRONZE:
            expiring = {
                rule["filter"][0]["and"][0]["prefix"]: rule["expiration"][0]["days"] for rule in prefixes
            }
            assert expiring["arrivals/"] == expiring["errors/"] == layer.retention_days
            assert not any(prefix.startswith("tables/") for prefix in expiring)


@each_environment
def test_data_is_protected_as_the_environment_says(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = of(stacks, config)
    stateful = [*template.resources("aws_s3_bucket").values(), *template.resources("aws_kms_key").values()]
    prevented = {entry.get("lifecycle", {}).get("prevent_destroy", False) for entry in stateful}
    assert prevented == {config.data_protection is DataProtection.RETAIN}
    assert not any(entry.get("force_destroy") for entry in stateful)


@each_real
def test_bootstrap_can_never_be_destroyed(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = of(stacks, config, "-bootstrap")
    stateful = [*template.resources("aws_s3_bucket").values(), *template.resources("aws_kms_key").values()]
    assert len(stateful) == 3
    assert all(entry["lifecycle"]["prevent_destroy"] for entry in stateful)


@each_real
def test_every_role_is_bounded(stacks: Stacks, config: EnvironmentConfig) -> None:
    roles = of(stacks, config).resources("aws_iam_role").values()
    assert {role["permissions_boundary"] for role in roles} == {place_of(config).permissions_boundary_arn}


@each_real
def test_the_deploy_role_may_manage_the_names_that_the_stack_uses(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    policy = of(stacks, config, "-bootstrap").by_path("aws_iam_role_policy", "/deploy_permissions")["policy"]
    template = of(stacks, config)

    def may(action: str, resource: str) -> bool:
        context = {"aws:RequestedRegion": config.region}
        return decide(policy, action=action, resource=resource, caller={}, context=context) == "Allow"

    buckets = [bucket["bucket"] for bucket in template.resources("aws_s3_bucket").values()]
    roles = [role["name"] for role in template.resources("aws_iam_role").values()]
    assert all(may("s3:CreateBucket", f"arn:aws:s3:::{name}") for name in buckets)
    assert all(may("iam:CreateRole", f"arn:aws:iam::{config.account.id}:role/{name}") for name in roles)
    assert not may("s3:GetObject", f"arn:aws:s3:::{buckets[0]}/data.parquet")
    assert not may("ec2:RunInstances", "*")


@each_environment
def test_outputs_are_what_people_and_stacks_read(stacks: Stacks, config: EnvironmentConfig) -> None:
    assert set(of(stacks, config).json["output"]) == {
        "access_log_bucket",
        "account_id",
        "alarm_topic_arns",
        "budget_policy_id",
        "catalog",
        "cluster_policy_ids",
        "experiments",
        "federated_catalogs",
        "instance_pool_ids",
        "notification_destination_id",
        "platform_warehouse_id",
        "power_bi",
        "registered_models",
        "registration",
        "release",
        "run_as_service_principal",
        "schemas",
        "secret_scopes",
        "serving_endpoints",
        "table_locations",
        "volumes",
        "warehouse_ids",
        "workspace_id",
        "workspace_url",
        "audit_bucket",
        "audit_log_group",
        "ingestion_key_arn",
        "lake_buckets",
        "lake_key_arn",
        "logs_key_arn",
        "private_subnet_ids",
        "region",
        "sftp_endpoint",
        "source_queue_arns",
        "stream_credential",
        "vpc_id",
        "workspace_security_group_id",
    }


@each_environment
def test_every_layer_is_recorded_by_the_trail(stacks: Stacks, config: EnvironmentConfig) -> None:
    selectors = of(stacks, config).one("aws_cloudtrail")["advanced_event_selector"]
    recorded = json.dumps(selectors)
    for layer in config.lake.layers:
        present = re.search(rf"aws_s3_bucket\.lake_{layer.name.value}_bucket_", recorded) is not None
        assert present == (layer.name.value != "logs")


def test_nothing_secret_is_synthesised(synthesised: Path) -> None:
    secret = re.compile(r"AKIA[0-9A-Z]{16}|-----BEGIN|aws_secret_access_key|dapi[0-9a-f]{32}")
    for file in synthesised.rglob("*.json"):
        assert not secret.search(file.read_text()), file
