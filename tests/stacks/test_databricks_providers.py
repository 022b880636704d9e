"""Every Databricks resource is made by the provider of its own level, and the providers are what they must be."""

import re
from collections.abc import Mapping

import pytest

from configuration.model import EnvironmentConfig
from environments.catalogue import ENVIRONMENTS
from environments.databricks_account import CONFIG as ACCOUNT
from provider_facts.databricks import LEVELS, Level
from provider_facts.versions import DATABRICKS_VERSION
from tests.constructs_lib.databricks import databricks_resources
from tests.support.template import Template

Stacks = Mapping[str, Template]

ENVIRONMENT_STACKS = ("anthill-local", "anthill-dev", "anthill-test", "anthill-prod")
REGISTRATION_STACKS = tuple(f"{name}-registration" for name in ENVIRONMENT_STACKS if name != "anthill-local")
REGISTERING_STACKS = ("anthill-local", *REGISTRATION_STACKS)
DATABRICKS_STACKS = (*ENVIRONMENT_STACKS, *REGISTRATION_STACKS, "anthill-account")
REAL = [config for config in ENVIRONMENTS if not config.is_local]
REAL_STACKS = tuple(name for name in DATABRICKS_STACKS if name != "anthill-local")

each_stack = pytest.mark.parametrize("stack", DATABRICKS_STACKS)
each_registering = pytest.mark.parametrize("stack", REGISTERING_STACKS)
each_environment = pytest.mark.parametrize("stack", ENVIRONMENT_STACKS)

FIXED_LEVEL = {
    "databricks_group": "account",
    "databricks_metastore": "account",
    "databricks_metastore_assignment": "account",
    "databricks_service_principal": "account",
    "databricks_access_control_rule_set": "account",
    "databricks_group_member": "account",
    "databricks_service_principal_role": "account",
    "databricks_storage_credential": "workspace",
}
"""Types that either provider takes, and the one that this platform makes them with."""


def level_of(type_: str) -> str:
    level = LEVELS[type_]
    return FIXED_LEVEL[type_] if level is Level.BOTH else level.value


RULE_SET = "databricks_access_control_rule_set"


@each_stack
def test_every_resource_has_the_provider_of_its_level(stacks: Stacks, stack: str) -> None:
    resources = databricks_resources(stacks[stack])
    assert len(resources) > (10 if stack in REGISTRATION_STACKS else 40)
    found = {address: arguments.get("provider") for address, arguments in resources.items()}
    expected = {address: f"databricks.{level_of(address.split('.')[0])}" for address in resources}
    if stack != "anthill-account":
        # Those of tags, through the workspace: the pipeline of an environment need not administer the account.
        expected |= {
            address: "databricks.workspace" for address in resources if address.startswith(f"{RULE_SET}.")
        }
    assert found == expected


@each_environment
def test_an_environment_calls_the_account_only_where_it_is_one_persons(stacks: Stacks, stack: str) -> None:
    used = [arguments["provider"] for arguments in databricks_resources(stacks[stack]).values()]
    assert (used.count("databricks.account") >= 10) == (stack == "anthill-local")
    assert used.count("databricks.workspace") >= 70


@pytest.mark.parametrize("stack", REGISTRATION_STACKS)
def test_a_registration_calls_the_workspace_only_for_what_takes_an_account_administrator(
    stacks: Stacks, stack: str
) -> None:
    of_workspace = {
        arguments["//"]["metadata"]["path"].removeprefix(f"{stack}/Default/").rsplit("/", 1)[0]
        for arguments in databricks_resources(stacks[stack]).values()
        if arguments["provider"] == "databricks.workspace"
    }
    governs = {"governance/system_tables"} if stack == "anthill-prod-registration" else set()
    assert of_workspace == {"databricks/deployer", "databricks/settings", *governs}


@pytest.mark.parametrize("stack", [*REGISTERING_STACKS, "anthill-account"])
def test_the_account_provider_has_the_accounts_host_and_id(stacks: Stacks, stack: str) -> None:
    (account,) = [each for each in stacks[stack].json["provider"]["databricks"] if each["alias"] == "account"]
    assert account["host"] == "https://accounts.cloud.databricks.com"
    assert account["account_id"] == str(ACCOUNT.account_id)


@each_registering
def test_the_workspace_provider_has_no_account_and_the_host_of_the_workspace(
    stacks: Stacks, stack: str
) -> None:
    template = stacks[stack]
    (workspace,) = [each for each in template.json["provider"]["databricks"] if each["alias"] == "workspace"]
    (made,) = template.resources("databricks_mws_workspaces")
    assert workspace == {
        "alias": "workspace",
        "host": f"${{databricks_mws_workspaces.{made}.workspace_url}}",
    }


@pytest.mark.parametrize("config", REAL, ids=lambda config: config.name.value)
def test_the_provider_of_an_environment_has_the_host_that_its_registration_told(
    stacks: Stacks, config: EnvironmentConfig
) -> None:
    (workspace,) = stacks[f"anthill-{config.name}"].json["provider"]["databricks"]
    registered = config.databricks.registered_workspace
    assert registered is not None
    assert workspace == {"alias": "workspace", "host": registered.url}


def test_the_account_stack_has_no_workspace_provider(stacks: Stacks) -> None:
    aliases = [each["alias"] for each in stacks["anthill-account"].json["provider"]["databricks"]]
    assert aliases == ["account"]


@each_stack
def test_no_provider_is_told_a_credential(stacks: Stacks, stack: str) -> None:
    for provider in stacks[stack].json["provider"]["databricks"]:
        assert set(provider) <= {"alias", "host", "account_id"}


@each_stack
def test_the_provider_is_pinned_to_one_version_everywhere_and_the_stand_in_locally(
    stacks: Stacks, stack: str
) -> None:
    required = stacks[stack].json["terraform"]["required_providers"]["databricks"]
    assert required["source"] == "databricks/databricks"
    assert required["version"] == ("1.99.0-offline" if stack == "anthill-local" else DATABRICKS_VERSION)


@each_environment
def test_nothing_is_asked_of_databricks_at_plan(stacks: Stacks, stack: str) -> None:
    asked = [type_ for type_ in stacks[stack].json.get("data", {}) if type_.startswith("databricks_")]
    assert asked == []


@each_registering
def test_an_environment_makes_nothing_that_the_account_has_once(stacks: Stacks, stack: str) -> None:
    once = {type_ for type_ in stacks["anthill-account"].json["resource"] if type_.startswith("databricks_")}
    # Credentials and storage are registered in the account, each by its own name.
    shared = {"databricks_mws_credentials", "databricks_mws_storage_configurations"}
    assert (once & set(stacks[stack].json["resource"])) - {RULE_SET} == shared
    assert not once.intersection(stacks[stack.removesuffix("-registration")].json["resource"]) - {
        RULE_SET,
        *shared,
    }
    # A rule set is of one object: those of an environment are of the tags that it governs.
    for each in stacks[stack].resources(RULE_SET).values():
        assert "/tagPolicies/${databricks_tag_policy." in each["name"]


@each_registering
def test_ids_of_workspaces_and_principals_are_numbers_and_never_quoted_text(
    stacks: Stacks, stack: str
) -> None:
    numbers = [
        (address, arguments["workspace_id"])
        for address, arguments in databricks_resources(stacks[stack]).items()
        if "workspace_id" in arguments
    ]
    assert len(numbers) >= 3
    for address, number in numbers:
        own = re.fullmatch(
            r"\$\{databricks_mws_workspaces\.\w+\.workspace_id\}|\$\{tonumber\(.+\)\}", str(number)
        )
        assert own or isinstance(number, int), address


def test_service_principals_are_named_by_their_id_and_not_by_a_number_that_does_not_exist(
    stacks: Stacks,
) -> None:
    policies = stacks["anthill-account"].resources("databricks_service_principal_federation_policy")
    assert len(policies) >= 6
    for policy in policies.values():
        # A token of a number that was turned to text would be -1.8881545897087626e+289 here.
        assert re.fullmatch(
            r"\$\{databricks_service_principal\.\w+\.id\}", str(policy["service_principal_id"])
        )
