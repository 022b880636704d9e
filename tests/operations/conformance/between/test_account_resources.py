"""What only an administrator of the Databricks account makes is in no stack that a pipeline deploys."""

from typing import Any

import pytest

from operations.conformance.between.metastore import ALSO_ACCOUNT
from provider_facts.databricks import LEVELS, Level
from tests.operations.conformance.between.planting import Plant, adding, planted
from tests.operations.conformance.between.stacks import Stacks

OF_THE_ACCOUNT = sorted({*ALSO_ACCOUNT, *(name for name, level in LEVELS.items() if level is Level.ACCOUNT)})


@pytest.mark.parametrize("type_", OF_THE_ACCOUNT)
def test_each_type_of_the_account_is_found(type_: str) -> None:
    (found,) = [
        each
        for each in planted(adding("anthill-test", f"{type_}.planted"))
        if each.check == "between.administrator-resource"
    ]
    assert (found.stack, found.address) == ("anthill-test", f"{type_}.planted")
    assert "the pipeline of test deploys it" in found.given
    assert "anthill-test-registration" in found.fix
    assert found.source.startswith("https://")


def by_the_account(address: str, **arguments: Any) -> Plant:
    def plant(stacks: Stacks) -> None:
        host = {"alias": "account", "host": "https://accounts.cloud.databricks.com"}
        stacks["anthill-prod"]["provider"]["databricks"].append(host)
        adding("anthill-prod", address, provider="databricks.account", **arguments)(stacks)

    return plant


@pytest.mark.parametrize(
    "address",
    [
        "databricks_group.planted",
        "databricks_storage_credential.planted",
        "data.databricks_mws_workspaces.planted",
    ],
)
def test_what_signs_in_to_the_account_is_found(address: str) -> None:
    found = planted(by_the_account(address, display_name="planted"))
    assert [(each.check, each.address) for each in found] == [("between.administrator-resource", address)]


@pytest.mark.parametrize(
    ("stack", "address"),
    [
        ("anthill-dev-registration", "databricks_mws_workspaces.planted"),
        ("anthill-account", "databricks_account_network_policy.planted"),
        ("anthill-local", "databricks_mws_networks.planted"),
        ("anthill-prod", "databricks_storage_credential.planted"),
        ("anthill-prod", "databricks_group.planted"),
    ],
)
def test_who_administers_it_makes_it(stack: str, address: str) -> None:
    def plant(stacks: Stacks) -> None:
        stacks.setdefault(stack, {})
        adding(stack, address, display_name="planted")(stacks)

    assert planted(plant) == []
