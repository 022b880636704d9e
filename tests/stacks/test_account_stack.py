"""The account stack: what exists once, who signs in without a secret, what it costs."""

import re
from collections.abc import Mapping

import pytest

from configuration.databricks.groups import DEPLOYERS, Group, Robot
from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS
from tests.constructs_lib.databricks import databricks_resources
from tests.stacks.test_databricks_providers import ENVIRONMENT_STACKS
from tests.support.template import Template

Stacks = Mapping[str, Template]
ONCE = (
    "databricks_mws_log_delivery",
    "databricks_metastore",
    "databricks_disable_legacy_features_setting",
)
LARGEST_BUDGET_POLICY = 20


@pytest.fixture
def account(stacks: Stacks) -> Template:
    return stacks["anthill-account"]


@pytest.mark.parametrize("type_", ONCE)
def test_what_the_account_has_once_is_in_its_stack_alone(stacks: Stacks, type_: str) -> None:
    assert len(stacks["anthill-account"].resources(type_)) == 1
    assert [name for name in ENVIRONMENT_STACKS if stacks[name].resources(type_)] == []


def test_the_metastore_has_a_region_and_no_storage(account: Template) -> None:
    metastore = account.one("databricks_metastore")
    assert metastore["region"] == "eu-west-1"
    assert "storage_root" not in metastore
    assert metastore["force_destroy"] is False
    assert metastore["owner"] == Group.PLATFORM_ADMINS.value


def test_nothing_stateful_of_the_account_can_be_destroyed(account: Template) -> None:
    for type_ in ("metastore", "group", "service_principal", "mws_storage_configurations"):
        for each in account.resources(f"databricks_{type_}").values():
            assert each["lifecycle"] == {"prevent_destroy": True}
    assert all(each["lifecycle"]["prevent_destroy"] for each in account.resources("aws_s3_bucket").values())


def test_audit_logs_go_to_an_encrypted_bucket_with_a_name_of_this_account_and_region(
    account: Template,
) -> None:
    delivery = account.one("databricks_mws_log_delivery")
    assert (delivery["log_type"], delivery["output_format"]) == ("AUDIT_LOGS", "JSON")
    assert "workspace_ids_filter" not in delivery
    bucket = account.by_path("aws_s3_bucket", "/audit/logs/bucket/bucket")["bucket"]
    assert bucket == "anthill-prod-databricks-audit-333333333333-eu-west-1"
    config = account.by_path(
        "aws_s3_bucket_server_side_encryption_configuration", "/audit/logs/bucket/encryption"
    )
    (rule,) = config["rule"]
    assert rule["apply_server_side_encryption_by_default"]["sse_algorithm"] == "aws:kms"


def test_the_audit_bucket_fits_the_longest_region(account: Template) -> None:
    names = [bucket["bucket"] for bucket in account.resources("aws_s3_bucket").values()]
    assert len(names) == 2
    longest = len("ap-northeast-1") - len("eu-west-1")
    assert all(len(name) + longest <= 63 for name in names)


def test_the_pipeline_of_each_environment_signs_in_as_its_own_service_principal(account: Template) -> None:
    policies = account.resources("databricks_service_principal_federation_policy")
    trusted = {each["oidc_policy"]["subject"]: each for each in policies.values()}
    assert len(trusted) == 2 * (3 * len(DATABRICKS_ACCOUNT.environments) + 1)
    registering = trusted["repo:example-company/anthill:environment:registration"]
    assert "registration_registrar" in registering["service_principal_id"]
    for environment in DATABRICKS_ACCOUNT.environments:
        (by_name,) = [
            subject
            for subject in trusted
            if subject == f"repo:example-company/anthill:environment:{environment}"
        ]
        policy = trusted[by_name]["oidc_policy"]
        assert policy["issuer"] == "https://token.actions.githubusercontent.com"
        assert policy["audiences"] == [str(DATABRICKS_ACCOUNT.account_id)]
        assert f"{environment}_deploy" in trusted[by_name]["service_principal_id"]
        for runs in ("plan", "drift"):
            comparing = trusted[f"repo:example-company/anthill:environment:{environment}-{runs}"]
            assert comparing["oidc_policy"]["audiences"] == [str(DATABRICKS_ACCOUNT.account_id)]
            assert f"{environment}_plan_service_principal" in comparing["service_principal_id"]
    assert not [subject for subject in trusted if "*" in subject]


def test_no_identity_has_a_secret(account: Template) -> None:
    types = {address.split(".", maxsplit=1)[0] for address in databricks_resources(account)}
    assert types.isdisjoint(
        {"databricks_service_principal_secret", "databricks_obo_token", "databricks_token"}
    )


def test_jobs_run_as_their_service_principal_only_for_whom_its_rules_name(account: Template) -> None:
    every = account.resources("databricks_access_control_rule_set")
    rules = {id_: each for id_, each in every.items() if "/budgetPolicies/" not in each["name"]}
    assert len(rules) == len(DATABRICKS_ACCOUNT.environments) * len(Robot)
    names = [each["name"] for each in rules.values()]
    assert len(set(names)) == len(names)
    for each in rules.values():
        path = each["//"]["metadata"]["path"]
        pattern = (
            rf"accounts/{DATABRICKS_ACCOUNT.account_id}/servicePrincipals/"
            r"\$\{databricks_service_principal\.\w+\.application_id\}/ruleSets/default"
        )
        assert re.fullmatch(pattern, each["name"])
        roles = {rule["role"]: rule["principals"] for rule in each["grant_rules"]}
        assert "platform_admins" in roles["roles/servicePrincipal.manager"][0]
        users = roles.get("roles/servicePrincipal.user", [])
        assert bool(users) == ("/jobs/" in path)
        assert all("_deploy_service_principal_" in user for user in users)


def test_budget_policies_are_named_by_the_pipeline_and_the_jobs_of_their_environment(
    account: Template,
) -> None:
    every = account.resources("databricks_access_control_rule_set").values()
    rules = [each for each in every if "/budgetPolicies/" in each["name"]]
    assert len(rules) == len(DATABRICKS_ACCOUNT.environments)
    for each in rules:
        environment = each["//"]["metadata"]["path"].split("/")[1].removesuffix("_usage")
        assert (
            f"budgetPolicies/${{databricks_budget_policy.{environment}_usage_budget_policy_" in each["name"]
        )
        roles = {rule["role"]: rule["principals"] for rule in each["grant_rules"]}
        (manager,) = roles["roles/budgetPolicy.manager"]
        assert "platform_admins" in manager
        users = roles["roles/budgetPolicy.user"]
        prefix = "${databricks_service_principal."
        assert [user.removeprefix(prefix).split("_service_principal_")[0] for user in users] == [
            f"{environment}_deploy",
            f"{environment}_jobs",
        ]


def test_only_who_registers_workspaces_administers_the_account(account: Template) -> None:
    role = account.one("databricks_service_principal_role")
    assert role["role"] == "account_admin"
    assert "registration_registrar_service_principal_" in role["service_principal_id"]
    # Who manages it could sign in as it: administrators of the account alone.
    rules = account.resources("databricks_access_control_rule_set").values()
    assert not [each for each in rules if "registrar" in str(each)]


def test_deployers_are_in_a_group_of_their_own_and_in_none_of_people(account: Template) -> None:
    members = account.resources("databricks_group_member").values()
    assert len(members) == len(DATABRICKS_ACCOUNT.environments)
    for each in members:
        assert "_deploy_service_principal_" in each["member_id"]
        assert "deployers_group_" in each["group_id"]


def test_each_environment_has_a_budget_whose_threshold_is_text(account: Template) -> None:
    budgets = account.resources("databricks_budget")
    amounts = {f"anthill-{each.environment}": str(each.monthly_usd) for each in DATABRICKS_ACCOUNT.budgets}
    found: dict[str, str] = {}
    for budget in budgets.values():
        (alert,) = budget["alert_configurations"]
        assert isinstance(alert["quantity_threshold"], str)
        assert alert["time_period"] == "MONTH"
        assert alert["action_configurations"]
        found[budget["display_name"]] = alert["quantity_threshold"]
        keys = {tag["key"] for tag in budget["filter"]["tags"]}
        assert keys == {"project", "environment"}
    assert found == amounts


def test_budget_policies_carry_few_tags(account: Template) -> None:
    policies = account.resources("databricks_budget_policy")
    assert len(policies) == len(DATABRICKS_ACCOUNT.environments)
    for policy in policies.values():
        assert 0 < len(policy["custom_tags"]) <= LARGEST_BUDGET_POLICY


def test_groups_are_the_configured_ones_and_never_databricks_own(account: Template) -> None:
    names = {each["display_name"] for each in account.resources("databricks_group").values()}
    assert names == {*(group.value for group in Group), DEPLOYERS}
    assert names.isdisjoint({"admins", "users", "account users"})


def test_its_outputs_are_the_handles_of_the_environments(account: Template) -> None:
    output = account.json["output"]
    assert set(output) == {"metastore_id", "principals", "budget_policy_ids", "registration_principal"}
    real = [config for config in ENVIRONMENTS if not config.is_local]
    principals = output["principals"]["value"]
    assert (
        set(principals) == set(output["budget_policy_ids"]["value"]) == {config.name.value for config in real}
    )
    assert all(set(each) == {robot.value for robot in Robot} for each in principals.values())
