"""What the constructs of Databricks make of each choice that they offer."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import DataResource, TerraformStack

from constructs_lib.account.account_groups import AccountGroups
from constructs_lib.account.federated_identity import FederatedIdentity, TrustedToken
from constructs_lib.account.regional_metastore import RegionalMetastore
from constructs_lib.compute.cluster_rules import PolicySpec, cluster_rules
from constructs_lib.consumption.team_secrets import TeamSecrets
from constructs_lib.workspace.workspace_settings import WorkspaceSettings
from guards.every_rule import rules, violations
from tests.constructs_lib.conftest import Build
from tests.constructs_lib.databricks import (
    ENGINEERS,
    ROBOT,
    account_provider,
    workspace_provider,
)
from tests.support.template import Template

Synth = Callable[[Build], Template]

GRANT = [{"principal": "p", "privileges": ["SELECT"]}]
WHOLE = {"provider": "databricks.workspace", "catalog": "c", "grant": GRANT}
SINGLE = {"provider": "databricks.workspace", "catalog": "c", "principal": "q", "privileges": ["BROWSE"]}
KINDS = {"databricks_grants": {"whole": WHOLE}, "databricks_grant": {"single": SINGLE}}


@pytest.mark.parametrize(
    "order", [("databricks_grants", "databricks_grant"), ("databricks_grant", "databricks_grants")]
)
def test_a_whole_list_of_privileges_fights_a_single_grant_whichever_is_first(order: tuple[str, str]) -> None:
    stack: dict[str, Any] = {
        "resource": {kind: KINDS[kind] for kind in order},
        "provider": {"databricks": [{"alias": "workspace", "host": "h"}]},
    }
    found = [each.rule for each in violations(stack, rules(retained=False, required_tags={}))]
    assert found == ["ANT-DBX-03"]


def test_single_grants_to_two_principals_are_at_peace() -> None:
    other = {**SINGLE, "principal": "r"}
    stack: dict[str, Any] = {
        "resource": {"databricks_grant": {"one": SINGLE, "other": other}},
        "provider": {"databricks": [{"alias": "workspace", "host": "h"}]},
    }
    assert list(violations(stack, rules(retained=False, required_tags={}))) == []


@pytest.mark.parametrize(
    ("known_id", "look_up", "made", "found"),
    [(None, False, 1, 0), (None, True, 0, 1), ("00000000-0000-4000-8000-000000000002", False, 0, 0)],
    ids=["create", "look up", "reuse"],
)
def test_a_metastore_is_made_found_or_known(
    synth: Synth, known_id: str | None, look_up: bool, made: int, found: int
) -> None:
    ids: list[str] = []

    def build(stack: TerraformStack) -> None:
        metastore = RegionalMetastore(
            stack,
            "metastore",
            name="sample",
            owner="platform-admins",
            known_id=known_id,
            look_up=look_up,
            account=account_provider(stack),
            after=[],
        )
        ids.append(metastore.id)

    template = synth(build)
    assert len(template.resources("databricks_metastore")) == made
    assert len(template.json.get("data", {}).get("databricks_metastore", {})) == found
    assert (ids == [known_id]) == (known_id is not None)


@pytest.mark.parametrize(("create", "made", "found"), [(True, 2, 0), (False, 0, 2)])
def test_groups_are_made_or_found(synth: Synth, create: bool, made: int, found: int) -> None:
    waited_for: list[int] = []

    def build(stack: TerraformStack) -> None:
        groups = AccountGroups(
            stack,
            "groups",
            names=["platform-admins", "analysts"],
            create=create,
            account=account_provider(stack),
        )
        waited_for.append(len(groups.made))

    template = synth(build)
    assert len(template.resources("databricks_group")) == made
    assert len(template.json.get("data", {}).get("databricks_group", {})) == found
    assert waited_for == [made]


@pytest.mark.parametrize("users", [[], ["principal-of-deploy"]])
def test_a_service_principal_is_used_by_nobody_unless_somebody_is_named(
    synth: Synth, users: list[str]
) -> None:
    def build(stack: TerraformStack) -> None:
        account = account_provider(stack)
        identity = FederatedIdentity(
            stack,
            "robot",
            display_name="sample-robot",
            tokens={"ci": TrustedToken(issuer="https://i.example.com", audience="a", subject="s")}
            if users
            else {},
            account=account,
        )
        identity.allow(
            managers=["principal-of-admins"],
            users=users,
            account=account,
        )

    template = synth(build)
    roles = {
        each["role"]: each["principals"]
        for each in template.one("databricks_access_control_rule_set")["grant_rules"]
    }
    assert roles.get("roles/servicePrincipal.user", []) == users
    assert roles["roles/servicePrincipal.manager"] == ["principal-of-admins"]
    assert len(template.resources("databricks_service_principal_federation_policy")) == len(users)


def spec(**changes: Any) -> PolicySpec:
    chosen: dict[str, Any] = {
        "name": "sample",
        "kind": "job",
        "node_types": ("m6gd.large", "m6gd.xlarge"),
        "max_workers": 4,
        "max_dbus_per_hour": 10,
        "idle_minutes": 20,
        "spot": False,
        **changes,
    }
    return PolicySpec(**chosen)


@pytest.mark.parametrize(
    ("changes", "key", "value"),
    [
        ({}, "cluster_type", {"type": "fixed", "value": "job"}),
        ({"kind": "interactive"}, "data_security_mode", {"type": "fixed", "value": "USER_ISOLATION"}),
        ({"kind": "ml"}, "spark_version", {"type": "fixed", "value": "auto:latest-lts-ml"}),
        ({"spot": True}, "aws_attributes.availability", {"type": "fixed", "value": "SPOT_WITH_FALLBACK"}),
        ({"spot": True}, "aws_attributes.first_on_demand", {"type": "fixed", "value": 1}),
        ({"pool_id": "pool-1"}, "driver_instance_pool_id", {"type": "fixed", "value": "pool-1"}),
        ({"pool_id": "pool-1"}, "node_type_id", {"type": "forbidden", "hidden": True}),
        ({"max_workers": 1}, "autoscale.max_workers", {"type": "range", "maxValue": 1, "defaultValue": 1}),
        (
            {"kind": "interactive"},
            "autotermination_minutes",
            {"type": "range", "minValue": 10, "maxValue": 20, "defaultValue": 20},
        ),
    ],
)
def test_a_cluster_policy_says_what_is_chosen(
    changes: dict[str, Any], key: str, value: dict[str, Any]
) -> None:
    assert json.loads(cluster_rules(spec(**changes), tags={"project": "sample"}, team="quants"))[key] == value


def test_the_order_of_tags_changes_no_policy() -> None:
    first = cluster_rules(spec(), tags={"a": "1", "b": "2"}, team="quants")
    assert first == cluster_rules(spec(), tags={"b": "2", "a": "1"}, team="quants")


def test_whoever_writes_secrets_has_one_entry_though_a_reader_too(synth: Synth) -> None:
    def build(stack: TerraformStack) -> None:
        TeamSecrets(
            stack,
            "secrets",
            name="quants",
            writers=[ENGINEERS],
            readers=[ENGINEERS, ROBOT],
            workspace=workspace_provider(stack),
            ready=[],
        )

    entries = synth(build).resources("databricks_secret_acl").values()
    found = {each["principal"]: each["permission"] for each in entries}
    assert found == {"data-engineers": "WRITE", "robot-id": "READ"}
    assert len(entries) == len(found)


@pytest.mark.parametrize("cidrs", [[], ["198.51.100.0/24"]])
@pytest.mark.parametrize("paid", [False, True])
def test_settings_follow_what_is_chosen(synth: Synth, cidrs: list[str], paid: bool) -> None:
    def build(stack: TerraformStack) -> None:
        WorkspaceSettings(
            stack,
            "settings",
            default_catalog="sample",
            allowed_cidrs=cidrs,
            token_lifetime_days=30,
            automatic_cluster_update=paid,
            enhanced_security_monitoring=paid,
            workspace=workspace_provider(stack),
            ready=[DataResource(stack, "ready")],
        )

    template = synth(build)
    conf = template.one("databricks_workspace_conf")
    assert conf["custom_config"]["enableIpAccessLists"] == str(bool(cidrs)).lower()
    assert conf["depends_on"] == ["terraform_data.ready"]
    lists = template.resources("databricks_ip_access_list").values()
    assert [each["ip_addresses"] for each in lists] == ([cidrs] if cidrs else [])
    for type_ in ("automatic_cluster_update", "enhanced_security_monitoring"):
        assert len(template.resources(f"databricks_{type_}_workspace_setting")) == int(paid)
