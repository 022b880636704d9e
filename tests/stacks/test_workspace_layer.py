"""The network of a workspace as Databricks sees it, and the settings that decide who gets in."""

import re
from collections.abc import Mapping

import pytest

from configuration.databricks.regions import REGIONS
from configuration.databricks.workspace import EgressMode
from configuration.model import EnvironmentConfig
from configuration.network import NatStrategy
from environments.catalogue import ENVIRONMENTS
from tests.constructs_lib.databricks import address_of, waits
from tests.stacks.test_foreign_roles import each_config, of, registration_of
from tests.stacks.test_registration import parts_of
from tests.support.template import Template

Stacks = Mapping[str, Template]

DOCUMENTED_SERVICES = {
    "eu-west-1": ("vpce-svc-0da6ebf1461278016", "vpce-svc-09b4eb2bc775f4e8c"),
    "eu-central-1": ("vpce-svc-081f78503812597f7", "vpce-svc-08e5dfca9572c85c4"),
    "eu-west-2": ("vpce-svc-01148c7cdc1d1326c", "vpce-svc-05279412bf5353a45"),
    "eu-west-3": ("vpce-svc-008b9368d1d011f37", "vpce-svc-005b039dd0b5f857d"),
}
"""REST and relay (Databricks documentation, "IP addresses and domains")."""

LINKED = [config for config in ENVIRONMENTS if config.databricks.workspace.private_link]
each_linked = pytest.mark.parametrize("config", LINKED, ids=lambda config: config.name.value)


@pytest.mark.parametrize("region", DOCUMENTED_SERVICES)
def test_the_services_of_private_link_are_the_documented_ones(region: str) -> None:
    rest, relay = DOCUMENTED_SERVICES[region]
    known = REGIONS[region]
    assert (f"vpce-svc-{known.workspace_service}", f"vpce-svc-{known.relay_service}") == (rest, relay)


def test_a_region_without_private_link_says_so() -> None:
    stockholm = REGIONS["eu-north-1"]
    assert (stockholm.workspace_service, stockholm.relay_service) == (None, None)


@each_config
def test_the_registered_network_has_two_subnets_in_zones_of_their_own(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    subnets = template.json["output"]["registration"]["value"]["subnet_ids"]
    zones = [
        subnet["availability_zone"]
        for id_, subnet in template.resources("aws_subnet").items()
        if f"${{aws_subnet.{id_}.id}}" in subnets
    ]
    assert len(zones) == len(subnets) == len(set(zones)) >= 2
    registered = registration_of(stacks, config).one("databricks_mws_networks")["subnet_ids"]
    assert registered == (subnets if config.is_local else list(parts_of(config).subnet_ids))
    masks = [plan.cidr.prefixlen for plan in config.network.subnets if plan.tier.value == "private"]
    assert all(17 <= mask <= 25 for mask in masks)


@each_config
def test_a_new_network_gets_a_new_name_and_is_made_before_the_old_one_goes(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    network = registration_of(stacks, config).one("databricks_mws_networks")
    assert network["lifecycle"] == {"create_before_destroy": True}
    hashed = network["network_name"]
    assert hashed.startswith(f"anthill-{config.name.value}-${{substr(sha1(join(")
    parts = [network["vpc_id"], *network["subnet_ids"], *network["security_group_ids"]]
    for uses in network.get("vpc_endpoints", {}).values():
        parts += uses
    assert len(parts) >= 4
    # Whatever the registration names is in the hash, for a change of any of it makes a new one.
    assert all(part.removeprefix("${").removesuffix("}") in hashed for part in parts)


@each_config
def test_private_link_is_built_where_it_is_configured(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = registration_of(stacks, config)
    linked = config.databricks.workspace.private_link
    assert len(template.resources("databricks_mws_vpc_endpoint")) == (2 if linked else 0)
    workspace = template.one("databricks_mws_workspaces")
    assert ("private_access_settings_id" in workspace) == linked
    assert ("vpc_endpoints" in template.one("databricks_mws_networks")) == linked


@each_linked
def test_both_endpoints_are_registered_by_databricks_own_id(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template, registration = of(stacks, config), registration_of(stacks, config)
    endpoints = registration.one("databricks_mws_networks")["vpc_endpoints"]
    assert set(endpoints) == {"dataplane_relay", "rest_api"}
    rest, relay = DOCUMENTED_SERVICES[config.region]
    for use, service in (("rest_api", rest), ("dataplane_relay", relay)):
        (id_,) = endpoints[use]
        # `.id` is another one, by which the network would not find it.
        assert re.fullmatch(
            rf"\$\{{databricks_mws_vpc_endpoint\.\w*{use}_registration_\w+\.vpc_endpoint_id\}}", id_
        )
        registered = registration.by_path("databricks_mws_vpc_endpoint", f"/private_link/{use}_registration")
        made = address_of(template, "aws_vpc_endpoint", f"/private_link/{use}")
        told = f"${{{made}.id}}"
        assert template.json["output"]["registration"]["value"][f"{use}_endpoint_id"] == told
        known = told if config.is_local else getattr(parts_of(config), f"{use}_endpoint_id")
        assert registered["aws_vpc_endpoint_id"] == known
        assert registered["region"] == config.region
        endpoint = template.by_path("aws_vpc_endpoint", f"/private_link/{use}")
        assert endpoint["service_name"] == f"com.amazonaws.vpce.{config.region}.{service}"
        assert endpoint["private_dns_enabled"] is True
        assert all("intra" in subnet for subnet in endpoint["subnet_ids"])


@each_linked
def test_the_endpoints_take_the_documented_ports_from_the_vpc_and_not_that_of_hive(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    rules = [
        rule
        for rule in of(stacks, config).resources("aws_vpc_security_group_ingress_rule").values()
        if "/private_link/" in rule["//"]["metadata"]["path"]
    ]
    ports = {(rule["from_port"], rule["to_port"]) for rule in rules}
    assert ports == {(443, 443), (2443, 2443), (5432, 5432), (6666, 6666), (8443, 8451)}
    assert {rule["cidr_ipv4"] for rule in rules} == {str(config.network.cidr)}
    assert all(not rule["from_port"] <= 3306 <= rule["to_port"] for rule in rules)


@each_linked
def test_the_pipeline_is_not_locked_out_of_a_private_workspace(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    settings = registration_of(stacks, config).one("databricks_mws_private_access_settings")
    assert settings["public_access_enabled"] is True
    assert settings["private_access_level"] == "ACCOUNT"
    assert "allowed_vpc_endpoint_ids" not in settings


@each_config
def test_sign_in_is_from_known_addresses_and_those_that_compute_leaves_by(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    given = [str(cidr) for cidr in config.databricks.workspace.allowed_cidrs]
    lists = template.resources("databricks_ip_access_list")
    switch = template.one("databricks_workspace_conf")["custom_config"]["enableIpAccessLists"]
    assert switch == ("true" if given else "false")
    if not given:
        assert lists == {}
        return
    (allowed,) = lists.values()
    gateways = [f"${{aws_nat_gateway.{id_}.public_ip}}/32" for id_ in template.resources("aws_nat_gateway")]
    assert sorted(allowed["ip_addresses"]) == sorted([*given, *gateways])
    assert bool(gateways) == (config.network.nat is not NatStrategy.NONE)
    (conf,) = template.resources("databricks_workspace_conf")
    assert allowed["depends_on"] == [f"databricks_workspace_conf.{conf}"]


@each_config
def test_serverless_compute_reaches_what_is_configured(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = registration_of(stacks, config)
    policy = template.one("databricks_account_network_policy")
    access = policy["egress"]["network_access"]
    egress = config.databricks.workspace.egress
    if egress.mode is EgressMode.FULL:
        assert access == {"restriction_mode": "FULL_ACCESS"}
    else:
        allowed = [each["destination"] for each in access["allowed_internet_destinations"]]
        assert access["restriction_mode"] == "RESTRICTED_ACCESS"
        assert allowed == list(egress.allowed_domains)
        assert {"pypi.org", "files.pythonhosted.org"} <= set(allowed)
        assert access["policy_enforcement"] == {"enforcement_mode": "ENFORCED"}
    assert len(policy["network_policy_id"]) <= 32
    assert 3 <= len(template.one("databricks_mws_network_connectivity_config")["name"]) <= 30
    (policy_id,) = template.resources("databricks_account_network_policy")
    option = template.one("databricks_workspace_network_option")["network_policy_id"]
    assert option == f"${{databricks_account_network_policy.{policy_id}.network_policy_id}}"


@each_config
def test_names_without_a_catalogue_are_safe_before_the_hive_metastore_goes(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    namespace = template.one("databricks_default_namespace_setting")["namespace"]["value"]
    assert namespace == f"anthill_{config.name.value}"
    hive = address_of(template, "databricks_disable_legacy_access_setting", "/no_hive_metastore")
    assert waits(template, hive, "databricks_default_namespace_setting", "/default_catalog")
    for type_, value in (("access", "disable_legacy_access"), ("dbfs", "disable_legacy_dbfs")):
        assert template.one(f"databricks_disable_legacy_{type_}_setting")[value] == {"value": True}


@each_config
def test_administrators_make_no_tokens_and_take_no_identity(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = of(stacks, config)
    registered = registration_of(stacks, config).one("databricks_restrict_workspace_admins_setting")
    setting = registered["restrict_workspace_admins"]
    assert setting == {"status": "RESTRICT_TOKENS_AND_JOB_RUN_AS"}
    conf = template.one("databricks_workspace_conf")["custom_config"]
    assert 0 < int(conf["maxTokenLifetimeDays"]) <= 90
    assert all(isinstance(value, str) for value in conf.values())
    assert conf["enableVerboseAuditLogs"] == "true"


@each_config
def test_paid_settings_are_declared_only_where_they_are_on(stacks: Stacks, config: EnvironmentConfig) -> None:
    template = of(stacks, config)
    workspace = config.databricks.workspace
    monitored = template.resources("databricks_enhanced_security_monitoring_workspace_setting")
    updated = template.resources("databricks_automatic_cluster_update_workspace_setting")
    assert (len(monitored), len(updated)) == (
        int(workspace.enhanced_security_monitoring),
        int(workspace.automatic_cluster_update),
    )


@each_config
def test_a_workspace_has_its_keys_no_public_addresses_and_no_name_of_its_own(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    template = registration_of(stacks, config)
    workspace = template.one("databricks_mws_workspaces")
    assert workspace["is_no_public_ip_enabled"] is True
    # A deployment name needs a prefix that Databricks has given to the account.
    assert "deployment_name" not in workspace
    assert "token" not in workspace
    keys = template.resources("databricks_mws_customer_managed_keys")
    assert sorted(key["use_cases"][0] for key in keys.values()) == ["MANAGED_SERVICES", "STORAGE"]
    for use in ("managed_services", "storage"):
        assert f"{use}_key_" in workspace[f"{use}_customer_managed_key_id"]
