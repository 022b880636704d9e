"""Every deployer an administrator of the account, as it was: each rules what the others deploy."""

import pytest

from tests.operations.conformance.between.parts import CONFIGS, group, principal
from tests.operations.conformance.between.planting import add, judge, planted
from tests.operations.conformance.between.stacks import Stacks, clean

ACCOUNT = "anthill-account"
ROLE = "databricks_service_principal_role"
MEMBER = "databricks_group_member"


def as_before(stacks: Stacks) -> None:
    """The account's stack as commit 60b8b66 had it: every deployer an administrator, and in the owners' group."""
    account = stacks[ACCOUNT]["resource"]
    for kind in ("databricks_service_principal", "databricks_service_principal_federation_policy"):
        del account[kind]["registration"]
    account[ROLE] = {}
    account[MEMBER] = {}
    del account["databricks_group"]["deployers"]
    for name in CONFIGS:
        del stacks[f"anthill-{name}-registration"]
        deploy = principal(name, "deploy")
        add(
            stacks,
            ACCOUNT,
            f"{ROLE}.{name}_deploys_workspaces",
            {"role": "account_admin", "service_principal_id": deploy},
        )
        member = {"group_id": group("platform_admins"), "member_id": deploy}
        add(stacks, ACCOUNT, f"{MEMBER}.{name}_deploys_catalogues", member)
        add(stacks, f"anthill-{name}", "databricks_mws_workspaces.it", {"workspace_name": f"anthill-{name}"})


@pytest.mark.parametrize("name", CONFIGS)
def test_the_deployers_that_ruled_every_environment_are_found(name: str) -> None:
    found = {(each.check.removeprefix("between."), each.address) for each in planted(as_before)}
    assert ("account-administrator", f"{ROLE}.{name}_deploys_workspaces") in found
    member = f"{MEMBER}.{name}_deploys_catalogues"
    assert {check for check, address in found if address == member} == {
        "foreign-identity",
        "metastore-owner",
        "right",
    }
    others = [other for other in CONFIGS if other != name]
    ruled_ones = [
        each for each in planted(as_before) if each.address == member and each.check == "between.right"
    ]
    assert sorted(
        other for other in others for each in ruled_ones if f"what is {other}'s" in each.given
    ) == sorted(others)
    workspaces = {(each.check, each.stack, each.address) for each in planted(as_before)}
    assert ("between.administrator-resource", f"anthill-{name}", "databricks_mws_workspaces.it") in workspaces


def test_only_the_judged_stacks_are_told_of() -> None:
    stacks = clean()
    as_before(stacks)
    kept = {each.stack for each in judge(stacks, "anthill-dev", "anthill-test-bootstrap")}
    assert kept == {"anthill-dev"}
